"""The whole app over a till of paper: what a hand, a keyboard and a scanner make of it."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

pytestmark = pytest.mark.browser
CHROMIUM: Final = Path("/usr/bin/chromium")
NBSP: Final = "\N{NO-BREAK SPACE}"
CARD: Final = "HG1:A"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 360, "height": 640}, accept_downloads=True)
    made.set_default_timeout(10_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, gallery: str) -> Page:
    """The app at home, with what its till was asked in `window.asked`."""
    made = context.new_page()
    made.goto(gallery)
    expect(heading(made)).to_have_text("Einlösen")
    made.evaluate(
        """() => {
          window.asked = [];
          for (const name of ["redeem", "sell", "undo", "refund", "ask", "decide", "shown"]) {
            const real = window.till[name];
            window.till[name] = (...args) => {
              window.asked.push([name, JSON.stringify(args)]);
              return real(...args);
            };
          }
        }"""
    )
    return made


def heading(page: Page) -> Locator:
    return page.locator("h1")


def asked(page: Page, name: str) -> list[str]:
    """Give what the till was asked by this name."""
    calls = page.evaluate("window.asked")
    return [arguments for called, arguments in calls if called == name]


def scan(page: Page, text: str = CARD) -> None:
    page.evaluate("(text) => window.scan(text)", text)


def touch(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.locator(f"[data-key='{key}']").click()


def answer(page: Page, name: str, script: str) -> None:
    """Let the till answer so from now on."""
    page.evaluate(f"() => {{ const real = window.till.{name}; window.till.{name} = {script}; }}")


def shows(page: Page, text: str) -> None:
    expect(heading(page)).to_have_text(text)


def test_three_touches_and_the_digits(page: Page) -> None:
    touch(page, "Karte scannen")
    scan(page)
    press(page, "1", "2", "4", "0")
    expect(page.locator("main")).to_contain_text(f"Guthaben der Karte …{NBSP}4417: 37,60{NBSP}€")
    touch(page, f"12,40{NBSP}€ einlösen")
    shows(page, "Angenommen")
    expect(page.locator("main")).to_contain_text(f"25,20{NBSP}€")
    touch(page, "Fertig")
    shows(page, "Einlösen")
    assert len(asked(page, "redeem")) == 1
    assert asked(page, "shown") == ["[482]"]


def test_a_scanner_needs_no_touch_before(page: Page) -> None:
    scan(page)
    shows(page, "Betrag einlösen")


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    """Tab to the button, type the amount, Enter; the result's button has the focus."""
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Karte scannen")).to_be_focused()
    scan(page)
    shows(page, "Betrag einlösen")
    page.keyboard.type("1244", delay=1)
    page.keyboard.press("Backspace")
    page.keyboard.type("0")
    expect(page.locator(".amount")).to_have_text(f"12,40{NBSP}€")
    page.keyboard.press("Enter")
    shows(page, "Angenommen")
    expect(page.get_by_role("button", name="Fertig")).to_be_focused()
    page.keyboard.press("Enter")
    shows(page, "Einlösen")
    assert len(asked(page, "redeem")) == 1


def test_enter_held_down_pays_once(page: Page) -> None:
    scan(page)
    page.keyboard.type("500")
    page.keyboard.down("Enter")
    for _ in range(5):
        page.keyboard.down("Enter")  # Playwright sends the further ones as repeats
    shows(page, "Angenommen")
    expect(page.get_by_role("button", name="Fertig")).to_be_focused()
    page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    shows(page, "Angenommen")
    assert asked(page, "shown") == []
    assert len(asked(page, "redeem")) == 1


def test_double_tap(page: Page) -> None:
    """Two quick taps on the button: one claim, and the result is still there."""
    scan(page)
    press(page, "5", "00")
    page.get_by_role("button", name=f"5,00{NBSP}€ einlösen").dblclick()
    shows(page, "Angenommen")
    expect(page.get_by_role("button", name="Fertig")).to_be_enabled()
    shows(page, "Angenommen")
    assert len(asked(page, "redeem")) == 1


def test_nothing_can_be_touched_while_a_claim_is_under_way(page: Page) -> None:
    answer(page, "redeem", "(wish) => new Promise((go) => (window.go = () => go(real(wish))))")
    scan(page)
    press(page, "5")
    page.get_by_role("button", name=f"0,05{NBSP}€ einlösen").click()
    page.get_by_role("button", name="Abbrechen").click()
    scan(page)
    page.keyboard.type("7")
    expect(page.locator(".amount")).to_have_text(f"0,05{NBSP}€")
    page.evaluate("() => window.go()")
    shows(page, "Angenommen")


def test_several_cards_pay_one_amount(page: Page) -> None:
    """The first has too little: it gives what it has, the next the rest; then all is undone."""
    answer(page, "balance", "async (card) => ({ ...(await real(card)), cents: 810 })")
    scan(page)
    press(page, "1", "2", "4", "0")
    expect(page.locator("main")).to_contain_text(f"Es fehlen 4,30{NBSP}€.")
    touch(page, f"8,10{NBSP}€ einlösen")
    expect(page.locator("main")).to_contain_text(f"Es fehlen noch 4,30{NBSP}€.")
    answer(page, "redeem", "async (wish) => ({ ...(await real(wish)), seq: 484 })")
    touch(page, "Mit weiterer Karte bezahlen")
    scan(page)
    touch(page, f"4,30{NBSP}€ einlösen")
    shows(page, "Angenommen")
    expect(page.locator("main")).not_to_contain_text("Es fehlen noch")
    touch(page, "Alles zurückbuchen")
    touch(page, "Alles zurückbuchen")
    shows(page, "Alles ist zurückgebucht")
    undone = asked(page, "undo")
    assert ['"seq":484' in undone[0], '"seq":482' in undone[1]] == [True, True]


def test_not_enough_offers_what_is_there(page: Page) -> None:
    answer(page, "balance", "async () => ({ trouble: 'no_answer' })")
    less = "{ state: 'declined', reason: 'insufficient', balance: 810 }"
    answer(page, "redeem", f"async (wish) => ({{ ...(await real(wish)), ...{less} }})")
    scan(page)
    press(page, "1", "2", "4", "0")
    expect(page.get_by_text("Das Guthaben ist gerade nicht bekannt.")).to_be_visible()
    expect(page.get_by_text("Ganzes Guthaben")).to_be_hidden()
    touch(page, f"12,40{NBSP}€ einlösen")
    shows(page, "Nicht eingelöst")
    expect(page.locator("main")).to_contain_text(f"Auf der Karte sind 8,10{NBSP}€.")
    touch(page, f"8,10{NBSP}€ einlösen")
    shows(page, "Nicht eingelöst")
    assert ['"cents":1240' in one for one in asked(page, "redeem")] == [True, False]


def test_a_lost_answer_is_asked_for_and_never_claimed_again(page: Page) -> None:
    lost = "{ state: 'open', problem: 'no_answer', balance: null, receipt: null }"
    answer(page, "redeem", f"async (wish) => ({{ ...(await real(wish)), ...{lost} }})")
    scan(page)
    press(page, "5", "00")
    touch(page, f"5,00{NBSP}€ einlösen")
    shows(page, "Wird geprüft …")
    scan(page)
    page.keyboard.press("Escape")
    shows(page, "Wird geprüft …")
    touch(page, "Ist die Buchung angekommen?")
    shows(page, "Angenommen")
    assert (len(asked(page, "redeem")), asked(page, "ask")) == (1, ["[482]"])


def test_without_an_answer_the_person_decides(page: Page) -> None:
    lost = "{ state: 'open', problem: 'no_answer', balance: null, receipt: null }"
    answer(page, "redeem", f"async (wish) => ({{ ...(await real(wish)), ...{lost} }})")
    scan(page)
    press(page, "5", "00")
    touch(page, f"5,00{NBSP}€ einlösen")
    touch(page, "Ware nicht herausgeben")
    shows(page, "Nicht eingelöst")
    assert asked(page, "decide") == ["[482,false]"]


def test_the_next_card_confirms_the_result_before(page: Page) -> None:
    scan(page)
    press(page, "5", "00")
    touch(page, f"5,00{NBSP}€ einlösen")
    shows(page, "Angenommen")
    scan(page)
    shows(page, "Betrag einlösen")
    expect(page.locator(".amount")).to_have_text(f"0,00{NBSP}€")
    assert asked(page, "shown") == ["[482]"]


def test_another_card_keeps_the_amount(page: Page) -> None:
    scan(page)
    press(page, "1", "2", "4", "0")
    scan(page, "HG1:B")
    expect(page.locator(".amount")).to_have_text(f"12,40{NBSP}€")


def test_a_slow_scanner_types_no_amount_and_pays_nothing(page: Page) -> None:
    """Its digits are no amount, and its Enter is no yes."""
    scan(page)
    page.keyboard.type("1240", delay=20)
    page.keyboard.type("HG1:7F 4ZX83%50006", delay=90)
    page.keyboard.press("Enter")
    expect(page.locator(".amount")).to_have_text(f"12,40{NBSP}€")
    shows(page, "Betrag einlösen")
    assert asked(page, "redeem") == []


def test_a_foreign_code_and_a_view_code_say_what_is_needed(page: Page) -> None:
    scan(page, "foreign")
    expect(page.locator("main")).to_contain_text("Das ist kein Code eines Stadtgutscheins.")
    scan(page, "view_code")
    touch(page, "Noch einmal scannen")
    scan(page, "view_code")
    expect(page.locator("main")).to_contain_text("Bitte den anderen Code der Karte scannen.")


def test_a_sealed_card_is_told_before_an_amount_is_typed(page: Page) -> None:
    answer(
        page, "balance", "async (card) => ({ ...(await real(card)), state: 'sealed', cents: 0 })"
    )
    scan(page)
    shows(page, "Nicht eingelöst")
    expect(page.locator("main")).to_contain_text("Die Karte ist noch nicht verkauft.")


def test_the_register_number_goes_along(page: Page) -> None:
    scan(page)
    press(page, "5", "00")
    touch(page, "Bon-Nr.")
    page.get_by_label("Nummer").fill("B-2041")
    touch(page, "Nummer übernehmen")
    touch(page, f"5,00{NBSP}€ einlösen")
    expect(page.locator("main")).to_contain_text("B-2041")
    assert '"register":"B-2041"' in asked(page, "redeem")[0]


def test_number_and_pin(page: Page) -> None:
    """A mistyped number is told at once; a right one asks for the PIN."""
    touch(page, "Nummer eingeben")
    page.keyboard.type("1234567890123456", delay=5)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Die Nummer kann so nicht stimmen.")
    for _ in range(16):
        page.keyboard.press("Backspace")
    page.keyboard.type("0000000000000098", delay=5)
    page.keyboard.press("Enter")
    shows(page, "PIN der Karte")
    page.keyboard.type("123456", delay=5)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Der Kunde kann hier nachfragen: 02303 103-0.")


def test_a_typed_card_learns_nothing_from_its_no(page: Page) -> None:
    """Unknown, blocked, expired: one sentence and one sign."""
    faces = set()
    for reason in ("card_unknown", "card_blocked", "card_sealed", "card_replaced", "card_expired"):
        no = f"{{ state: 'declined', typed: true, balance: 0, reason: '{reason}' }}"
        answer(page, "redeem", f"async (wish) => ({{ ...(await real(wish)), ...{no} }})")
        scan(page)
        press(page, "5")
        touch(page, f"0,05{NBSP}€ einlösen")
        shows(page, "Nicht eingelöst")
        faces.add(page.locator(".result").inner_html())
        touch(page, "Fertig")
        shows(page, "Einlösen")
    assert len(faces) == 1


def test_sell(page: Page) -> None:
    touch(page, "Verkaufen oder aufladen")
    scan(page)
    touch(page, f"50{NBSP}€")
    touch(page, f"Weiter mit 50,00{NBSP}€")
    shows(page, f"Bitte 50,00{NBSP}€ kassieren.")
    expect(page.locator("main")).to_contain_text("Diese App ist keine Kasse.")
    assert asked(page, "sell") == []
    touch(page, f"50,00{NBSP}€ kassiert, jetzt laden")
    shows(page, "Verkauft")
    assert '"cents":5000' in asked(page, "sell")[0]


def test_no_money_is_taken_for_a_card_that_may_not_be_sold(page: Page) -> None:
    answer(page, "askSale", "async () => ({ refused: 'credit_exceeded' })")
    touch(page, "Verkaufen oder aufladen")
    scan(page)
    touch(page, f"10{NBSP}€")
    touch(page, f"Weiter mit 10,00{NBSP}€")
    shows(page, "Nicht verkauft")
    expect(page.locator("main")).to_contain_text("Bitte kein Geld nehmen.")


def test_undo_from_the_list(page: Page) -> None:
    touch(page, "Buchungen von heute")
    page.locator(".move").first.click()
    touch(page, "Zurückbuchen")
    touch(page, f"8,10{NBSP}€ zurückbuchen")
    shows(page, "Zurückgebucht")
    assert '"seq":487' in asked(page, "undo")[0]


def test_refund_of_a_part(page: Page) -> None:
    touch(page, "Buchungen von heute")
    page.locator(".move").last.click()
    touch(page, "Erstatten")
    press(page, "9", "9", "9", "9")
    expect(page.get_by_role("button", name="Betrag eingeben")).to_be_disabled()
    press(page, "Backspace", "Backspace", "Backspace", "Backspace", "4", "00")
    touch(page, f"4,00{NBSP}€ erstatten")
    shows(page, "Erstattet")
    assert ['"target":475' in one and '"cents":400' in one for one in asked(page, "refund")] == [
        True
    ]


def test_the_list_is_saved_as_a_table(page: Page) -> None:
    """Decimal commas, and a text that begins like a formula is none."""
    answer(
        page,
        "entries",
        "async (span) => [{ ...(await real(span))[0], register: '=1+1;x' }]",
    )
    touch(page, "Buchungen von heute")
    with page.expect_download() as saved:
        touch(page, "Liste speichern (CSV)")
    text = saved.value.path().read_text(encoding="utf-8-sig")
    head, line = text.splitlines()
    assert head.startswith("Tag;Uhrzeit;Art;Stand;Betrag in Euro;")
    assert ';8,10;4417;K1-0487;"\'=1+1;x";' in line
    assert saved.value.suggested_filename.startswith("buchungen-")


def test_english_everywhere_and_kept(page: Page) -> None:
    touch(page, "Einstellungen")
    page.get_by_label("English").check()
    shows(page, "Settings")
    assert page.locator("html").get_attribute("lang") == "en"
    page.reload()
    shows(page, "Redeem")


def test_a_person_signs_in(page: Page) -> None:
    page.evaluate(
        """() => {
          window.till.staff = [{ id: "a", name: "Anna" }];
          window.till.checkPin = async (id, pin) => {
            if (pin !== "1234") return { wrong: true, left: 4 };
            window.till.signedIn = window.till.staff[0];
            return { good: true };
          };
        }"""
    )
    touch(page, "Hilfe")
    touch(page, "Fertig")
    touch(page, "Anna")
    press(page, "9", "9", "9", "9")
    touch(page, "Anmelden")
    expect(page.locator("main")).to_contain_text("Versuche übrig: 4")
    press(page, "1", "2", "3", "4")
    touch(page, "Anmelden")
    shows(page, "Einlösen")
    scan(page)
    press(page, "5")
    touch(page, f"0,05{NBSP}€ einlösen")
    shows(page, "Angenommen")
    assert '"staff":"a"' in asked(page, "redeem")[0]


def test_the_owner_lets_people_in_and_out(page: Page) -> None:
    """The first needs nobody; from then on the owner's PIN is asked, and Escape changes nothing."""
    page.evaluate(
        """() => {
          const { till } = window;
          till.addStaff = async (name, pin, ownerPin) => {
            if (till.staff.length > 0 && ownerPin !== "1234") return { wrong: true, left: 4 };
            till.staff.push({ id: name, name });
            return till.staff.at(-1);
          };
          till.removeStaff = async (id, ownerPin) => {
            if (ownerPin !== "1234") return { waitUntil: 0 };
            if (id === till.staff[0].id) return { problem: "owner_last" };
            till.staff = till.staff.filter((one) => one.id !== id);
            return { good: true };
          };
        }"""
    )
    touch(page, "Einstellungen")
    touch(page, "Personen an der Kasse")
    page.get_by_label("Name").fill("Anna")
    page.get_by_label("PIN", exact=True).fill("1234")
    page.keyboard.press("Enter")
    expect(page.locator(".person")).to_have_text(["Anna · InhaberAnna entfernen"])
    page.get_by_label("Name").fill("Kai")
    page.get_by_label("PIN", exact=True).fill("5678")
    touch(page, "Person hinzufügen")
    shows(page, "PIN von Anna")
    press(page, "5", "6", "7", "8")
    touch(page, "Person hinzufügen")
    expect(page.locator("main")).to_contain_text("Versuche übrig: 4")
    press(page, "1", "2", "3", "4")
    touch(page, "Person hinzufügen")
    expect(page.locator(".person")).to_have_count(2)
    touch(page, "Kai entfernen")
    shows(page, "PIN von Anna")
    page.keyboard.press("Escape")
    expect(page.locator(".person")).to_have_count(2)
    touch(page, "Anna entfernen")
    press(page, "1", "2", "3", "4")
    touch(page, "Anna entfernen")
    expect(page.get_by_role("alert")).to_contain_text("Der Inhaber geht zuletzt.")
    touch(page, "Kai entfernen")
    press(page, "1", "2", "3", "4")
    touch(page, "Kai entfernen")
    expect(page.locator(".person")).to_have_count(1)
    touch(page, "PIN des Inhabers vergessen?")
    touch(page, "Neu anmelden")
    shows(page, "Diese Kasse anmelden")


def test_the_last_result_is_shown_again_until_it_was_seen(page: Page) -> None:
    """After a restart: first what is undecided, then what nobody has confirmed."""
    page.evaluate(
        """async () => {
          const seen = await window.till.ask(480);
          window.till.unresolved = { ...seen, state: "open", problem: "no_answer" };
          window.till.state = "waiting";
          window.changed();
          window.till.state = "ready";
          window.changed();
        }"""
    )
    touch(page, "Los geht es")
    shows(page, "Wird geprüft …")


def test_the_chip_follows_the_till(page: Page) -> None:
    page.evaluate(
        """() => {
          const silent = { mode: "expired", noBook: true, upTo: 0, unsent: 2 };
          window.till.status = { ...window.till.status, ...silent };
          window.changed();
        }"""
    )
    expect(page.locator(".top")).to_contain_text("Keine Antwort")
    expect(page.locator(".top")).to_contain_text("2 offen")
    expect(page.locator("main")).to_contain_text("Gerade ist nichts garantiert.")


def test_what_says_the_same_stays(page: Page) -> None:
    """The till stirs every few seconds: nobody is read the same again, and no focus is lost."""
    page.evaluate("() => { document.querySelector('.say').dataset.first = ''; window.changed(); }")
    expect(page.locator(".say[data-first]")).to_have_count(1)
    page.evaluate(
        """() => {
          window.till.status = { ...window.till.status, unsent: 2 };
          window.changed();
        }"""
    )
    expect(page.locator("main")).to_contain_text("2 Buchungen sind noch nicht übertragen.")


def test_practice_is_framed_and_says_so(page: Page) -> None:
    touch(page, "Bereit?")
    touch(page, f"Jetzt üben (2{NBSP}Minuten)")
    touch(page, "Übung beginnen")
    expect(page.locator(".top")).to_contain_text("ÜBUNG")
    touch(page, "Karte scannen")
    touch(page, f"Karte mit 37,60{NBSP}€")
    shows(page, "Betrag einlösen")
    expect(page.locator("body.practice")).to_have_count(1)
    page.keyboard.press("Escape")
    touch(page, "Übung beenden")
    expect(page.locator("body.practice")).to_have_count(0)
    assert asked(page, "redeem") == []


def test_what_nobody_expected_is_said(page: Page) -> None:
    answer(page, "redeem", "async () => { throw new Error('broken'); }")
    scan(page)
    press(page, "5")
    touch(page, f"0,05{NBSP}€ einlösen")
    shows(page, "Das hat nicht geklappt")


@pytest.mark.parametrize(("paper", "width"), [("80", 72), ("58", 48), ("a6", 89)])
def test_a_receipt_fits_its_paper(page: Page, paper: str, width: int) -> None:
    """Only the receipt is printed, black, in the width that the printer prints."""
    touch(page, "Einstellungen")
    page.locator(f"#paper-{paper}").check()
    touch(page, "Fertig")
    scan(page)
    press(page, "5")
    touch(page, f"0,05{NBSP}€ einlösen")
    touch(page, "Beleg zeigen oder drucken")
    page.evaluate("() => { window.print = () => (window.printed = true); }")
    touch(page, "Beleg drucken")
    assert page.evaluate("window.printed")
    page.emulate_media(media="print", color_scheme="dark")
    for place in ("html", "body", ".slip"):
        ground = page.evaluate(
            "(name) => getComputedStyle(document.querySelector(name)).backgroundColor", place
        )
        assert ground in {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}, place
    assert round(page.locator(".slip").bounding_box()["width"] * 25.4 / 96) == width  # type: ignore[index]
    expect(page.locator(".top")).to_be_hidden()
    expect(page.locator(".actions")).to_be_hidden()
    module = page.evaluate(
        """() => {
          const drawn = document.querySelector(".qr svg");
          return drawn.getBoundingClientRect().width / drawn.viewBox.baseVal.width * 25.4 / 96;
        }"""
    )
    assert module >= 0.5
    expect(page.locator(".slip")).to_contain_text("Kein Kassenbon.")


def test_no_other_host_is_asked(context: BrowserContext, gallery: str) -> None:
    made = context.new_page()
    urls: list[str] = []
    made.on("request", lambda request: urls.append(request.url))
    made.goto(gallery)
    expect(heading(made)).to_have_text("Einlösen")
    assert [url for url in urls if not url.startswith(gallery)] == []


@pytest.mark.parametrize("way", ["Hilfe", "Einstellungen", "Bereit?", "Buchungen von heute"])
def test_every_stop_is_seen_and_in_reading_order(page: Page, way: str) -> None:
    touch(page, way)
    expect(page.locator("h1")).to_be_focused()
    stops: list[tuple[float, float]] = []
    for _ in range(40):
        page.keyboard.press("Tab")
        at = page.evaluate(
            """() => {
              const one = document.activeElement;
              if (one === document.body || one.matches("h1")) return null;
              const { x, y } = one.getBoundingClientRect();
              return [y + scrollY, x, getComputedStyle(one).outlineStyle];
            }"""
        )
        if at is None:
            break
        assert at[2] == "solid"
        stops.append((at[0], at[1]))
    assert len(stops) > 2
    assert all(one[0] <= other[0] + 8 for one, other in pairwise(stops))


def test_nothing_moves_between_the_modes(page: Page, gallery: str) -> None:
    """A mode changes a chip, a colour and one sentence; every button stays where it was."""
    found: dict[str, set[str]] = {"home": set(), "result": set()}
    for case in ("home", "home-standin", "home-isolated", "home-expired", "home-frozen"):
        found["home"].add(places(page, gallery, case))
    for case in ("result-ok", "result-standin", "result-alone", "result-frozen-ok"):
        found["result"].add(places(page, gallery, case))
    assert {name: len(places) for name, places in found.items()} == {"home": 1, "result": 1}


def places(page: Page, gallery: str, case: str) -> str:
    """Give where the buttons of a screen are, as text."""
    page.goto(f"{gallery}/gallery.html?case={case}&lang=de")
    expect(page.locator(".btn-main")).to_be_enabled()
    return str(
        page.evaluate(
            """() => [...document.querySelectorAll("main button, main a")].map((one) => {
              const { x, y, width, height } = one.getBoundingClientRect();
              return [one.textContent, x, y, width, height].join(" ");
            })"""
        )
    )

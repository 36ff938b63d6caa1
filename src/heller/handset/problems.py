"""What can go wrong at the till itself; each says what to do next.

Problem
├── NoAnswer … nothing certain is known: try again
├── Untrusted … an answer that the city's keys do not vouch for
├── NotEnrolled, MustEnrolAgain, HomeBusy … the till's folder
└── OtherCode, ForeignCode, NoCode … the code that was held to the till
"""

from heller.errors import Problem


class NoAnswer(Problem):
    """The city did not answer in time. Check the network and try again."""

    code = "no_answer"
    status = 503
    german = (
        "Die Stadt hat nicht rechtzeitig geantwortet. Bitte die Verbindung prüfen und noch "
        "einmal versuchen."
    )


class LineDown(NoAnswer):
    """The city's door cannot be reached. Check the network and the address, then try again."""

    code = "line_down"
    german = (
        "Die Stadt ist nicht erreichbar. Bitte Verbindung und Adresse prüfen und noch einmal "
        "versuchen."
    )


class Unreadable(NoAnswer):
    """This was not the city's door that answered. Check the address, or log in to the Wi-Fi."""

    code = "unreadable_answer"
    german = "Die Antwort kam nicht von der Stadt. Bitte Adresse prüfen oder im WLAN anmelden."


class Refused(Problem):
    """The city's door refused this for a reason that this version does not know; update Heller."""

    code = "refused"
    german = (
        "Die Stadt hat das abgelehnt. Diese Fassung kennt den Grund nicht. Bitte Heller "
        "aktualisieren."
    )


class Untrusted(Problem):
    """The answer is not signed by this city's keys, so it does not count. Tell the office."""

    code = "untrusted_answer"
    status = 502
    german = (
        "Die Antwort trägt nicht die Unterschrift der Stadt und zählt nicht. Bitte im Büro melden."
    )


class KeyUnknown(Untrusted):
    """The answer names a key that the city's KEYSET does not have. Tell the office."""

    code = "key_unknown"


class NoSnapshot(Problem):
    """The city offers no balances for tills here. Without the network this till accepts nothing."""

    code = "no_snapshot"
    status = 404
    german = (
        "Hier gibt es keinen Stand der Guthaben für Kassen. Ohne Netz nimmt diese Kasse nichts an."
    )


class NotEnrolled(Problem):
    """This till is not enrolled. Ask the office for a code, then: heller till enrol."""

    code = "not_enrolled"
    german = (
        "Diese Kasse ist noch nicht angemeldet. Bitte im Büro einen Code holen, dann: heller "
        "till enrol."
    )


class AlreadyEnrolled(Problem):
    """This folder holds a till already. Take another --home, or set it aside with --again."""

    code = "already_enrolled"
    status = 409
    german = (
        "In diesem Ordner ist schon eine Kasse. Bitte --home wechseln oder mit --again neu "
        "anmelden."
    )


class StillWaiting(Problem):
    """The office has not admitted this till yet. Compare the four words, then run this again."""

    code = "still_waiting"
    status = 503
    german = (
        "Das Büro hat diese Kasse noch nicht zugelassen. Bitte die vier Wörter vergleichen und "
        "den Befehl wiederholen."
    )


class MustEnrolAgain(Problem):
    """The city knows other records of this till than this folder, as after a restored copy.

    Two devices may carry one number: sell nothing more from here.
    """

    code = "must_enrol_again"
    status = 409
    german = (
        "Die Stadt kennt andere Belege dieser Kasse als dieser Ordner, wie nach einer "
        "Rücksicherung. Bitte neu anmelden: heller till enrol --again."
    )


class HomeBusy(Problem):
    """Another program uses this till's folder. Wait until it ends, or take another --home."""

    code = "home_busy"
    status = 409
    german = (
        "Ein anderes Programm benutzt diese Kasse. Bitte warten, bis es fertig ist, oder --home "
        "wechseln."
    )


class JournalBroken(Problem):
    """The till's journal cannot be read or written; nothing was sent. Check disk and rights."""

    code = "journal_broken"
    status = 500
    german = (
        "Das Kassenbuch lässt sich nicht lesen oder schreiben. Es wurde nichts gesendet. Bitte "
        "Platz und Rechte prüfen."
    )


class InviteUnreadable(Problem):
    """The invitation cannot be read. Copy it whole, from HE1: to the end."""

    code = "invite_unreadable"
    german = "Die Einladung ist nicht lesbar. Bitte vollständig kopieren, von HE1: bis zum Ende."


class OtherCode(Problem):
    """This code only shows the balance. Hold the other code of the card to the till, please."""

    code = "other_code"
    status = 422
    german = "Dieser Code zeigt nur das Guthaben. Bitte den anderen Code der Karte scannen."


class ForeignCode(Problem):
    """This is no code of a city gift card. Scan the code that says it is for paying."""

    code = "foreign_code"
    status = 422
    german = "Das ist kein Code eines Stadtgutscheins. Bitte den Code zum Bezahlen scannen."


class NotGenuine(Problem):
    """The city did not issue this card. Keep the goods and call the office."""

    code = "not_genuine"
    status = 422
    german = (
        "Diese Karte stammt nicht von der Stadt. Bitte keine Ware herausgeben und im Büro anrufen."
    )


class NoCode(Problem):
    """There is no card code in this picture. Hold the camera closer, straight and bright."""

    code = "no_code"
    status = 422
    german = "In diesem Bild ist kein Code einer Karte. Bitte näher, gerade und heller aufnehmen."


class SeveralCards(Problem):
    """There are several cards in this picture. Say which one with --index, counting from 1."""

    code = "several_cards"
    status = 422
    german = "In diesem Bild sind mehrere Karten. Bitte mit --index sagen, welche, ab 1 gezählt."


class PictureUnreadable(Problem):
    """This file cannot be read as a picture or PDF. Take PNG, JPG or PDF of at most 50 MB."""

    code = "picture_unreadable"
    status = 422
    german = (
        "Diese Datei ist nicht als Bild oder PDF lesbar. Bitte PNG, JPG oder PDF bis 50 MB nehmen."
    )


class NumberWrong(Problem):
    """This cannot be a card's number, or its PIN: 16 digits with a check, and 6. Read it again."""

    code = "number_wrong"
    status = 422
    german = "Nummer oder PIN kann so nicht stimmen: 16 und 6 Ziffern. Bitte noch einmal ablesen."


class NeedsCard(Problem):
    """The balance is shown for a scanned card only. Hold the card's code to the till."""

    code = "needs_card"
    status = 422
    german = (
        "Das Guthaben zeigt die Kasse nur zur gescannten Karte. Bitte den Code der Karte scannen."
    )


class ClaimUnknown(Problem):
    """This till knows no such claim. See `heller till status`, or paste the receipt (HR1: ...)."""

    code = "claim_unknown"
    status = 404
    german = (
        "Diese Buchung kennt die Kasse nicht. Siehe `heller till status`, oder den Beleg "
        "einfügen (HR1: ...)."
    )


def is_silence(problem: Problem) -> bool:
    """Say whether nobody has decided anything: no answer, or a door that cannot answer now."""
    return problem.status == NoAnswer.status

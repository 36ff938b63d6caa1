// Puts every screen into every state: /gallery.html?case=...&lang=de

import { readChoices } from "./screens/choices.js";
import { drawHead } from "./screens/head.js";
import { Payment } from "./screens/payment.js";
import { ROUTES } from "./screens/routes.js";
import { Shift } from "./screens/shift.js";
import { Stage } from "./screens/stage.js";
import { speak } from "./texts/say.js";
import { TROUBLES } from "./texts/troubles.js";
import { REASONS } from "./texts/reasons.js";
import { ALONE, BALANCE, CARD, DAY, ENDED, FROZEN, ONLINE, OVER, OWN, PRACTICE_CARDS, SILENT, STANDIN, entry, paperTill, result } from "./gallery/till.js";

const asked = new URLSearchParams(location.search);
const name = asked.get("case") ?? "home";
speak(asked.get("lang") === "en" ? "en" : "de");
const places = ["top", "screen", "spoken"].map((id) => /** @type {HTMLElement} */ (document.getElementById(id)));
const shift = new Shift(new Stage(places[0], places[1], places[2]), ROUTES, { ...readChoices(), language: asked.get("lang") === "en" ? "en" : "de" });
const nobody = { state: "open", by: null, balance: null, receipt: null, problem: "no_answer" };
const people = [{ id: "1", name: "Anna" }, { id: "2", name: "Bülent" }];

/** @param {any} [more] */
const till = (more) => (shift.real = paperTill(more));
/** @param {any} more */
const shown = (more) => (till(), shift.go("result", result(more), { card: CARD }));
/** @param {any} status @param {any} more */
const shownIn = (status, more) => (till({ status, ...(status === OVER ? { identity: ENDED } : {}) }), drawHead(shift), shift.go("result", result(more), { card: CARD }));
const nothing = { state: "refused", by: null, balance: null, receipt: null };
/** @param {number} goal @param {number[]} parts */
const paid = (goal, parts) => {
  shift.payment = new Payment(goal);
  parts.forEach((cents, at) => shift.payment?.add({ seq: 482 - at, cents }));
};

/** @type {Record<string, () => void>} */
const CASES = {
  "home": () => (till(), shift.home()),
  "home-silent": () => (till({ status: SILENT }), shift.home()),
  "home-standin": () => (till({ status: STANDIN }), shift.home()),
  "home-isolated": () => (till({ status: ALONE }), shift.home()),
  "home-expired": () => (till({ status: OVER }), shift.home()),
  "home-frozen": () => (till({ status: FROZEN }), shift.home()),
  "home-trouble": () => (till({ status: { ...ONLINE, trouble: "clock_apart" } }), shift.home()),
  "home-aside": () => (till({ status: { ...ONLINE, unsent: 1, aside: 2 } }), shift.home()),
  "home-update": () => {
    shift.shell = /** @type {any} */ ({ update: { release: 12, apply: async () => undefined } });
    till({ staff: people, signedIn: people[0] });
    shift.home();
  },
  "home-sells": () => (till({ identity: { ...paperTill().identity, roles: { redeem: false, sell: true } } }), shift.home()),
  "home-practice": () => (till(), (shift.practice = paperTill({ training: true })), shift.home()),
  "scan": () => (till(), shift.go("scan", "redeem")),
  "scan-practice": () => {
    till();
    shift.practice = paperTill({ training: true, cards: PRACTICE_CARDS });
    shift.go("scan", "redeem");
  },
  "stop-view-code": () => (till(), shift.home(), shift.stage.hearScanner("view_code")),
  "typed-number": () => (till(), shift.go("typed", "redeem")),
  "typed-pin": () => (till(), shift.go("typed", "redeem", CARD.number)),
  "amount": () => (till(), paid(1_240, []), shift.go("amount", /** @type {any} */ (CARD))),
  "amount-empty": () => (till({ balance: async () => ({ trouble: "no_answer" }) }), shift.go("amount", /** @type {any} */ (CARD))),
  "amount-short": () => (till({ balance: async () => ({ ...BALANCE, cents: 810 }) }), paid(1_240, []), shift.go("amount", /** @type {any} */ (CARD))),
  "amount-silent": () => (till({ status: SILENT }), drawHead(shift), shift.go("amount", /** @type {any} */ (CARD))),
  "amount-practice": () => {
    till();
    shift.practice = paperTill({ training: true });
    drawHead(shift);
    shift.go("amount", /** @type {any} */ (CARD));
  },
  "amount-rest": () => (till(), paid(1_240, [810]), shift.go("amount", /** @type {any} */ (CARD))),
  "register": () => (till(), paid(1_240, []), shift.go("register", /** @type {any} */ (CARD))),
  "result-ok": () => shown({}),
  "result-part": () => (paid(1_240, [810]), shown({ cents: 810, balance: 0 })),
  "result-many": () => (paid(1_240, [430, 810]), shown({ cents: 430, register: "B-2041" })),
  "result-stop": () => shown({ state: "declined", reason: "insufficient", balance: 810 }),
  "result-blocked": () => shown({ state: "declined", reason: "card_blocked", balance: 0 }),
  "result-typed": () => shown({ state: "declined", reason: "card_blocked", balance: 0, typed: true }),
  "result-busy": () => (till(), shift.go("result", result({ state: "refused", problem: "busy", balance: null, receipt: null, seq: 0 }), { again: () => undefined })),
  "result-open": () => shown(nobody),
  "result-open-asked": () => (till({ status: SILENT }), shift.go("result", result({ ...nobody }), { asked: Date.UTC(2026, 10, 23, 10, 5) })),
  "result-open-sale": () => shown({ ...nobody, kind: "sale" }),
  "result-noted": () => shown({ ...nobody, state: "recorded" }),
  "result-dropped": () => shown({ ...nobody, state: "dropped" }),
  "result-standin": () => shownIn(STANDIN, { by: "standin" }),
  "result-alone": () => shownIn(ALONE, { by: null, receipt: null, balance: null, alone: OWN }),
  "result-alone-limit": () => shownIn(ALONE, { ...nothing, problem: "alone_card_limit", alone: { ...OWN, ok: false, refusal: "card_limit" } }),
  "result-alone-used": () => shownIn(ALONE, { ...nothing, problem: "alone_card_unknown", alone: { ...OWN, ok: false, refusal: "card_unknown", most: 0 } }),
  "result-over": () => shownIn(OVER, { ...nobody, problem: "alone_lease_over" }),
  "result-over-noted": () => shownIn(OVER, { ...nobody, state: "recorded", problem: "alone_lease_over" }),
  "result-frozen": () => shownIn(FROZEN, { ...nothing, problem: "alone_frozen", alone: { ...OWN, ok: false, refusal: "frozen", most: 0 } }),
  "result-frozen-ok": () => shownIn(FROZEN, {}),
  "result-disputed": () => shown({ state: "held", reason: "pot_exceeded", by: null, balance: null, receipt: null }),
  "result-sold": () => shown({ kind: "sale", cents: 5_000, balance: 5_000, certificate: Uint8Array.from({ length: 339 }, (_, at) => at % 251) }),
  "result-held": () => shown({ kind: "sale", state: "held", reason: "credit_exceeded", cents: 5_000, balance: 0 }),
  "result-void": () => shown({ kind: "void", balance: 3_760 }),
  "result-refund": () => shown({ kind: "refund", balance: 3_760 }),
  "slip": () => (till(), shift.go("slip", result({ register: "B-2041" }), () => shift.home())),
  "slip-certificate": () => {
    till();
    shift.go("slip", result({ kind: "sale", certificate: Uint8Array.from({ length: 437 }, (_, at) => (at * 7) % 251) }), () => shift.home());
  },
  "slip-noted": () => (till(), shift.go("slip", result({ ...nobody, state: "recorded" }), () => shift.home())),
  "slip-practice": () => (till(), (shift.practice = paperTill({ training: true })), drawHead(shift), shift.go("slip", result({}), () => shift.home())),
  "undo-all": () => (till(), paid(1_240, [430, 810]), shift.go("undoAll")),
  "undone-all": () => (till(), shift.go("undoneAll", [result({ kind: "void" }), result({ kind: "void", state: "declined", reason: "too_late" })])),
  "day": () => (till(), shift.go("day")),
  "day-empty": () => (till({ entries: async () => [] }), shift.go("day")),
  "booking": () => (till(), shift.go("booking", 487)),
  "booking-old": () => (till(), shift.go("booking", 475)),
  "booking-aside": () => {
    till({ entry: async () => entry({ ...nobody, state: "recorded", problem: "equivocation", sent: false, aside: true, undoable: 0, refundable: 0 }) });
    shift.go("booking", 477);
  },
  "undo": () => (till(), shift.go("undo", entry({}))),
  "refund": () => (till(), shift.go("refund", DAY[6])),
  "foreign": () => (till(), shift.go("foreign")),
  "sell": () => (till(), shift.go("sellAmount", /** @type {any} */ (CARD))),
  "sell-printed": () => (till(), shift.go("sellAmount", /** @type {any} */ ({ ...CARD, face: 2_500 }))),
  "take-money": () => (till(), shift.go("takeMoney", /** @type {any} */ (CARD), 5_000, true)),
  "balance": () => (till(), shift.go("balance", /** @type {any} */ (CARD))),
  "balance-stale": () => {
    till({ status: ALONE, balance: async () => ({ ...BALANCE, validUntil: null, stale: true, moves: [] }) });
    drawHead(shift);
    shift.go("balance", /** @type {any} */ (CARD));
  },
  "amount-alone": () => {
    till({ status: ALONE, balance: async () => ({ ...BALANCE, stale: true }) });
    drawHead(shift);
    paid(1_240, []);
    shift.go("amount", /** @type {any} */ (CARD));
  },
  "scan-certified": () => (till({ status: ALONE }), drawHead(shift), shift.go("scan", "redeem", "Kaufbeleg über 50,00\u00a0€ gelesen. Jetzt die Karte scannen.")),
  "result-alone-sealed": () => shownIn(ALONE, { ...nothing, problem: "alone_card_sealed", alone: { ...OWN, ok: false, refusal: "card_sealed", most: 0 } }),
  "balance-sealed": () => (till({ balance: async () => ({ ...BALANCE, state: "sealed", cents: 0, moves: [] }) }), shift.go("balance", /** @type {any} */ (CARD))),
  "enrol": () => (till({ state: "new", identity: null }), shift.home()),
  "enrol-problem": () => (till({ state: "new", identity: null, enrolProblem: "code_refused" }), shift.home()),
  "invitation": () => (till({ state: "new", identity: null }), drawHead(shift), shift.go("invitation", "invite_unreadable")),
  "words": () => (till({ state: "waiting", identity: null, words: ["Apfelbaum", "Leuchtturm", "Kamille", "Zeppelin"] }), shift.home()),
  "welcome": () => (till(), drawHead(shift), shift.go("welcome")),
  "reenrol": () => (till({ state: "reenrol", reenrolWhy: "restored", status: SILENT }), shift.home()),
  "reenrol-stranger": () => {
    till({ state: "reenrol", reenrolWhy: "stranger", status: { ...ONLINE, mode: "frozen", upTo: 0, trouble: "unknown_till", aside: 2 } });
    shift.home();
  },
  "unable": () => (till({ state: "unable", unable: "no_keys", identity: null }), shift.home()),
  "second-tab": () => (till({ state: "second_tab", identity: null }), shift.home()),
  "failed": () => (till(), drawHead(shift), shift.go("failed")),
  "who": () => (till({ staff: people }), shift.home()),
  "pin": () => (till({ staff: people }), drawHead(shift), shift.go("pin", people[0])),
  "people": () => (till({ staff: people }), drawHead(shift), shift.go("people", "number_wrong")),
  "people-first": () => (till(), drawHead(shift), shift.go("people")),
  "owner": () => {
    till({ staff: people });
    drawHead(shift);
    shift.go("people");
    /** @type {HTMLElement} */ (document.querySelector(".person:last-child button")).click();
  },
  "forgot": () => (till({ staff: people }), drawHead(shift), shift.go("forgot")),
  "ready": () => (till({ status: { ...ONLINE, unsent: 3, persisted: false } }), drawHead(shift), shift.go("ready")),
  "ready-standin": () => (till({ status: STANDIN }), drawHead(shift), shift.go("ready")),
  "ready-alone": () => (till({ status: ALONE }), drawHead(shift), shift.go("ready")),
  "ready-not": () => (till({ status: { ...OVER, balancesAt: 0, standin: null } }), drawHead(shift), shift.go("ready")),
  "ready-aside": () => (till({ status: { ...ONLINE, aside: 2 } }), drawHead(shift), shift.go("ready")),
  "practise": () => (till(), drawHead(shift), shift.go("practise")),
  "settings": () => (till(), drawHead(shift), shift.go("settings")),
  "settings-refused": () => {
    shift.shell = /** @type {any} */ ({ refused: "bad_signature", canInstall: true, signed: { number: 11 } });
    till();
    drawHead(shift);
    shift.go("settings");
  },
  "help": () => (till(), drawHead(shift), shift.go("help")),
};
for (const reason of Object.keys(REASONS)) CASES[`reason-${reason}`] = () => shown({ state: "declined", reason, balance: 810 });
for (const code of Object.keys(TROUBLES)) CASES[`trouble-${code}`] = () => shown({ state: "refused", problem: code, seq: 0, receipt: null, balance: null });

CASES[name]();
if (shift.real && !shift.stage.top.hasChildNodes()) drawHead(shift);
document.body.dataset.cases = Object.keys(CASES).filter((one) => !/^(reason|trouble)-/.test(one)).join(" ");

// The result, in one glance. It stays until somebody has confirmed it, or holds the next card to the till.

import { figures, say, sum, time } from "../texts/say.js";
import { claimed, redeemCard } from "./claim.js";
import { h } from "./dom.js";
import { balanceRow, outcome } from "./outcome.js";
import { actions, button, callButton, heading, link, mainButton, rows } from "./parts.js";
import { sign } from "./signs.js";
import { why } from "./stop.js";
import { cardRead } from "./take.js";

/** @typedef {import("../till/types.js").Result} Result */
/** @typedef {import("./dom.js").Child} Child */
/** @typedef {import("./outcome.js").Outcome} Outcome */
/** @typedef {import("./shift.js").Shift} Shift */
/** @typedef {import("./stage.js").View} View */
/** @typedef {import("./claim.js").Then} Then */

const AGAIN = ["busy", "reconciling", "late", "slow_body", "under_way"];

/**
 * @param {Shift} shift
 * @param {Result} result
 * @param {Then} [then]
 * @returns {View}
 */
export function resultScreen(shift, result, then = {}) {
  const phone = shift.till.identity?.phone ?? "";
  const found = outcome(result, phone);
  const ways = result.state === "open" ? openWays(shift, result, then) : found.field === "stop" ? stopWays(shift, result, then) : doneWays(shift, result);
  const done = () => confirm(shift, result);
  const focus = ways.find((way) => way instanceof HTMLElement);
  return {
    title: found.heading,
    field: found.field,
    body: [face(shift, result, found, then), actions(...ways)],
    ...(focus instanceof HTMLElement ? { focus } : {}),
    steady: true,
    ...(result.state === "open" ? {} : { back: done, scanned: (text) => next(shift, result, text) }),
  };
}

/**
 * Sign, answer, amount, what to do, and the figures.
 * @param {Shift} shift
 * @param {Result} result
 * @param {Outcome} found
 * @param {Then} then
 * @returns {HTMLElement}
 */
function face(shift, result, found, { asked }) {
  const [first, ...others] = found.sentences;
  const rest = shift.payment?.open ?? 0;
  const partly = result.state === "accepted" && result.kind === "redeem" && rest > 0;
  return h(
    "div",
    { class: "result" },
    sign(found.sign, "big"),
    heading(found.heading),
    found.sum && h("p", { class: "amount" }, sum(result.cents)),
    found.code && first ? why(found.code, first) : h("p", {}, first),
    ...others.map((sentence) => h("p", {}, sentence)),
    partly && h("p", { class: "missing" }, say("result.missing", { sum: sum(rest) })),
    rows([
      balanceRow(result),
      result.state === "open" && asked !== undefined && [say("open.asked"), time(Math.floor(asked / 1000))],
      result.state === "accepted" && result.alone !== null && [say("row.left"), sum(result.alone.left)],
      result.problem === "alone_lease_over" && [say("row.ended"), figures(shift.till.identity?.lease.expires ?? 0)],
      result.number4 !== "" && [say("row.card"), `… ${result.number4}`],
      result.seq > 0 && [say("row.receipt"), shift.receiptNumber(result.seq)],
      result.register !== "" && [say("row.register"), result.register],
    ]),
  );
}

/**
 * @param {Shift} shift
 * @param {Result} result
 * @returns {Child[]}
 */
function doneWays(shift, result) {
  const payment = result.kind === "redeem" ? shift.payment : null;
  const partly = result.state === "accepted" && payment && payment.open > 0;
  const paper = result.certificate ? "slip.certificate" : "slip.show";
  return [
    mainButton(say(result.state === "accepted" ? "done" : "understood"), () => confirm(shift, result)),
    partly && button(say("result.next"), () => nextCard(shift, result), "scan"),
    (result.receipt || result.certificate || result.alone?.ok) && button(say(paper), () => shift.go("slip", result, () => shift.go("result", result)), "paper"),
    payment && payment.parts.length > 1 && link(say("undoall.do"), () => shift.go("undoAll"), "back"),
    result.state !== "accepted" && callOffice(shift),
  ];
}

/**
 * @param {Shift} shift
 * @param {Result} result
 * @param {Then} then
 * @returns {Child[]}
 */
function stopWays(shift, result, { again, card }) {
  const done = () => confirm(shift, result);
  const left = (result.reason === "insufficient" ? result.balance : result.alone?.most) ?? 0;
  if (left && card) {
    const rest = () => afterwards(shift, result, () => redeemCard(shift, card, left));
    return [mainButton(say("amount.redeem", { sum: sum(left) }), rest), button(say("cancel"), done)];
  }
  if (again && AGAIN.includes(result.problem ?? "")) {
    return [mainButton(say("again"), () => afterwards(shift, result, again)), button(say("cancel"), done)];
  }
  if (result.problem === "alone_card_sealed") {
    return [mainButton(say("scan.certificate"), () => afterwards(shift, result, () => shift.go("scan", "redeem")), "paper"), button(say("cancel"), done)];
  }
  return [mainButton(say("done"), done), callOffice(shift)];
}

/**
 * No answer: ask again, as often as one likes, or say what happened at the counter.
 * @param {Shift} shift
 * @param {Result} result
 * @param {Then} then
 * @returns {Child[]}
 */
function openWays(shift, result, { card }) {
  if (result.problem?.startsWith("alone_")) return ownWays(shift, result, card);
  const again = (/** @type {() => Promise<Result>} */ claim) => () => claimed(shift, claim, { card, asked: Date.now() });
  const decide = (/** @type {boolean} */ given) => again(() => shift.till.decide(result.seq, given));
  const ask = mainButton(say("open.ask"), again(() => shift.till.ask(result.seq)));
  if (result.kind === "sale") return [ask, button(say("open.sold"), decide(true))];
  const [given, kept] = result.kind === "redeem" ? [say("open.given"), say("open.kept")] : [say("open.noted"), say("open.dropped")];
  return [ask, button(given, decide(true)), button(kept, decide(false))];
}

/**
 * Nobody answers, and nobody guarantees: the person says what happens at the counter.
 * @param {Shift} shift
 * @param {Result} result
 * @param {Then["card"]} card
 * @returns {Child[]}
 */
function ownWays(shift, { seq }, card) {
  const decide = (/** @type {boolean} */ given) => () => claimed(shift, () => shift.till.decide(seq, given), { ...(card ? { card } : {}) });
  return [mainButton(say("open.given"), decide(true)), button(say("open.kept"), decide(false))];
}

/**
 * @param {Shift} shift
 * @returns {Child}
 */
function callOffice({ till }) {
  return callButton(till.identity?.phone ?? "");
}

/**
 * @param {Shift} shift
 * @param {Result} result
 */
function confirm(shift, result) {
  afterwards(shift, result, () => (shift.payment?.parts.length && result.state !== "accepted" ? shift.go("undoAll") : shift.home()));
}

/**
 * @param {Shift} shift
 * @param {Result} result
 */
function nextCard(shift, result) {
  afterwards(shift, result, () => shift.go("scan", "redeem"));
}

/**
 * The next card: it belongs to this payment as long as something is missing.
 * @param {Shift} shift
 * @param {Result} result
 * @param {string} text
 */
function next(shift, result, text) {
  afterwards(shift, result, () => {
    if (!shift.payment?.open) shift.payment = null;
    cardRead(shift, shift.till.identity?.roles.redeem ? "redeem" : "sell", text);
  });
}

/**
 * @param {Shift} shift
 * @param {Result} result
 * @param {() => void} go
 */
function afterwards(shift, result, go) {
  shift.during(async () => {
    if (result.seq > 0) await shift.till.shown(result.seq);
    go();
  });
}

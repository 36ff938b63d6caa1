// One booking of the list: what it was, and giving it back: within 15 minutes as a whole, later as a refund.

import { date, say, sum, time } from "../texts/say.js";
import { claimed } from "./claim.js";
import { h } from "./dom.js";
import { outcome } from "./outcome.js";
import { keypad, typedCents } from "./pad.js";
import { actions, banner, button, heading, link, mainButton, relabel, rows } from "./parts.js";

/** @typedef {import("../till/types.js").Entry} Entry */
/** @typedef {import("./shift.js").Shift} Shift */
/** @typedef {import("./stage.js").View} View */

/**
 * @param {Shift} shift
 * @param {number} seq
 * @returns {Promise<View>}
 */
export async function bookingScreen(shift, seq) {
  const entry = await shift.till.entry(seq);
  if (!entry) throw new Error(`There is no booking ${seq}.`);
  const found = outcome(entry, shift.till.identity?.phone ?? "");
  const sentences = entry.aside ? [say("aside.booking")] : found.sentences.slice(0, entry.state === "accepted" ? 0 : 2);
  const title = say(`kind.${entry.kind}`, { sum: sum(entry.cents) });
  const back = () => shift.go("day", entry.at);
  return {
    title,
    body: [
      heading(title),
      banner(LOOKS[found.field], found.heading, ...sentences),
      facts(shift, entry),
      actions(...ways(shift, entry), button(say("back"), back)),
    ],
    back,
  };
}

/** @type {Record<import("./outcome.js").Outcome["field"], string>} */
const LOOKS = { ok: "online", alone: "alone", expired: "expired", stop: "stop" };

/**
 * @param {Shift} shift
 * @param {Entry} entry
 * @returns {HTMLElement}
 */
function facts(shift, entry) {
  const person = shift.till.staff.find((one) => one.id === entry.staff);
  return rows([
    [say("row.time"), `${date(entry.at)}, ${time(entry.at)}`],
    entry.number4 !== "" && [say("row.card"), `… ${entry.number4}`],
    entry.balance !== null && entry.state === "accepted" && [say("row.after"), sum(entry.balance)],
    entry.undone > 0 && [say("row.undone"), sum(entry.undone)],
    [say("row.receipt"), shift.receiptNumber(entry.seq)],
    entry.register !== "" && [say("row.register"), entry.register],
    person !== undefined && [say("row.person"), person.name],
    !entry.sent && [say("row.sent"), say(entry.aside ? "row.aside" : "row.unsent")],
  ]);
}

/**
 * @param {Shift} shift
 * @param {Entry} entry
 * @returns {import("./dom.js").Child[]}
 */
function ways(shift, entry) {
  const toSlip = () => shift.go("slip", entry, () => shift.go("booking", entry.seq));
  const undoable = entry.undoable > Date.now() / 1000;
  return [
    undoable && mainButton(say("undo.do"), () => shift.go("undo", entry), "back"),
    !undoable && entry.refundable > 0 && mainButton(say("refund.do"), () => shift.go("refund", entry), "back"),
    (entry.receipt || entry.certificate || entry.alone?.ok) && button(say("slip.show"), toSlip, "paper"),
  ];
}

/**
 * @param {Shift} shift
 * @param {Entry} entry
 * @returns {View}
 */
export function undoScreen(shift, entry) {
  const left = entry.cents - entry.undone;
  const title = say("undo.ask", { sum: sum(left) });
  const back = () => shift.go("booking", entry.seq);
  const wish = { seq: entry.seq, cents: left, register: entry.register, staff: shift.staff };
  const main = mainButton(say("undo.sure", { sum: sum(left) }), () => claimed(shift, () => shift.till.undo(wish)), "back");
  return {
    title,
    body: [
      heading(title),
      h("p", {}, say(entry.kind === "sale" ? "undo.sale" : "undo.text", { number: entry.number4, time: time(entry.undoable) })),
      actions(main, button(say("cancel"), back)),
    ],
    focus: main,
    steady: true,
    back,
  };
}

/**
 * How much goes back to the card; all of it stands there already.
 * @param {Shift} shift
 * @param {Entry} entry
 * @returns {View}
 */
export function refundScreen(shift, entry) {
  let cents = entry.refundable;
  let fresh = true;
  const shown = h("output", { class: "amount", "aria-label": say("amount.name") });
  const line = h("p", { class: "under", role: "status" });
  const back = () => shift.go("booking", entry.seq);
  const fits = () => cents > 0 && cents <= entry.refundable;
  const give = () => {
    const wish = { target: entry.seq, cents, register: entry.register, staff: shift.staff };
    if (fits()) claimed(shift, () => shift.till.refund(wish));
  };
  const main = mainButton("", give, "back");
  const draw = () => {
    shown.textContent = sum(cents);
    line.textContent = say("refund.most", { sum: sum(entry.refundable), number: entry.number4 });
    relabel(main, fits() ? say("refund.sure", { sum: sum(cents) }) : say("amount.type"));
    main.disabled = !fits();
  };
  const key = (/** @type {string} */ pressed) => {
    if (pressed === "Enter") return give();
    [cents, fresh] = [typedCents(fresh ? 0 : cents, pressed), false];
    return draw();
  };
  draw();
  return {
    title: say("refund.title"),
    body: [
      heading(say("refund.title")),
      shown,
      line,
      keypad(key),
      actions(main, h("div", { class: "links" }, link(say("cancel"), back))),
    ],
    key,
    back,
  };
}

// Selling a card, or loading one: amount, may it be, take the money, done. No way of paying is recorded here.

import { say, sayReason, sayTrouble, sum } from "../texts/say.js";
import { claimed } from "./claim.js";
import { h } from "./dom.js";
import { keypad, typedCents } from "./pad.js";
import { actions, heading, link, mainButton, relabel, rows } from "./parts.js";
import { cardRead } from "./take.js";

/** @typedef {import("../till/types.js").Card} Card */
/** @typedef {import("./shift.js").Shift} Shift */
/** @typedef {import("./stage.js").View} View */

const DENOMINATIONS = [1_000, 2_500, 5_000, 10_000];

/**
 * @param {Shift} shift
 * @param {Card} card
 * @returns {View}
 */
export function sellAmountScreen(shift, card) {
  let cents = card.face;
  const fixed = card.face > 0; // the amount is printed on the card
  const shown = h("output", { class: "amount", "aria-label": say("amount.name") });
  const line = h("p", { class: "under", role: "status" }, say(fixed ? "sell.printed" : "sell.card", { number: card.number.slice(-4) }));
  const main = mainButton("", () => ask());
  const ask = () => {
    if (cents > 0) askSale(shift, card, cents);
  };
  const set = (/** @type {number} */ value) => {
    cents = value;
    shown.textContent = sum(cents);
    relabel(main, cents > 0 ? say("sell.next", { sum: sum(cents) }) : say("amount.type"));
    main.disabled = cents === 0;
  };
  const key = (/** @type {string} */ pressed) => {
    if (pressed === "Enter") ask();
    else if (!fixed) set(typedCents(cents, pressed));
  };
  set(cents);
  return {
    title: say("sell.title"),
    body: [
      heading(say("sell.title")),
      shown,
      line,
      !fixed && denominations(set),
      !fixed && keypad(key),
      actions(main, h("div", { class: "links" }, link(say("cancel"), () => shift.home()))),
    ],
    ...(fixed ? { focus: main } : {}),
    key,
    scanned: (text) => cardRead(shift, "sell", text),
    back: () => shift.home(),
  };
}

/**
 * @param {(cents: number) => void} set
 * @returns {HTMLElement}
 */
function denominations(set) {
  const made = DENOMINATIONS.map((cents) => {
    const label = sum(cents).replace(/[.,]00/, "");
    return h("button", { type: "button", class: "btn", onclick: () => set(cents) }, label);
  });
  return h("div", { class: "denominations", role: "group", "aria-label": say("sell.amounts") }, ...made);
}

/**
 * Ask the city before any money is taken.
 * @param {Shift} shift
 * @param {Card} card
 * @param {number} cents
 */
function askSale(shift, card, cents) {
  shift.stage.speak(say("booking"));
  shift.during(async () => {
    const answer = await shift.till.askSale(card, cents);
    if ("may" in answer) shift.go("takeMoney", card, cents, answer.sealed);
    else if ("refused" in answer) noSale(shift, card, answer.refused, sayReason(answer.refused));
    else noSale(shift, card, answer.trouble, sayTrouble(answer.trouble, { phone: shift.till.identity?.phone ?? "" }));
  });
}

/**
 * @param {Shift} shift
 * @param {Card} card
 * @param {string} code
 * @param {string} sentence
 */
function noSale(shift, card, code, sentence) {
  shift.signal("declined");
  shift.go("stop", {
    heading: say("not.sale"),
    sentence: `${sentence} ${say("sell.nomoney")}`,
    code,
    again: { label: say("sell.other"), go: () => shift.go("sellAmount", card) },
  });
}

/**
 * Now the money is taken; from the next touch on the sale point owes it.
 * @param {Shift} shift
 * @param {Card} card
 * @param {number} cents
 * @param {boolean | null} sealed
 * @returns {View}
 */
export function takeMoneyScreen(shift, card, cents, sealed) {
  const wish = { card, cents, register: "", staff: shift.staff };
  const title = say("sell.take", { sum: sum(cents) });
  const main = mainButton(say("sell.taken", { sum: sum(cents) }), () => claimed(shift, () => shift.till.sell(wish), { card }));
  return {
    title,
    body: [
      heading(title),
      rows([
        [say("row.card"), `… ${card.number.slice(-4)}`],
        [say("row.kind"), say(sealed === false ? "sell.load" : "sell.new")],
      ]),
      h("p", { class: "law" }, say("sell.law")),
      actions(main, h("div", { class: "links" }, link(say("cancel"), () => shift.home()))),
    ],
    focus: main,
    steady: true,
    back: () => shift.home(),
  };
}

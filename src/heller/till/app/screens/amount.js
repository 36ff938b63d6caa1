// How much: cents first, one confirmation. What the card has is shown as soon as the city has said it.

import { say, sayReason, sum, time } from "../texts/say.js";
import { redeemCard } from "./claim.js";
import { h } from "./dom.js";
import { keypad, typedCents } from "./pad.js";
import { actions, heading, link, mainButton, relabel } from "./parts.js";
import { Payment } from "./payment.js";
import { cardRead } from "./take.js";

/** @typedef {import("../till/types.js").Balance} Balance */
/** @typedef {import("../till/types.js").Card} Card */
/** @typedef {import("./shift.js").Shift} Shift */
/** @typedef {import("./stage.js").View} View */

/** @type {Record<string, string>} */
const STOPS = { sealed: "card_sealed", blocked: "card_blocked", replaced: "card_replaced" };

/**
 * @param {Shift} shift
 * @param {Card} card
 * @returns {View}
 */
export function amountScreen(shift, card) {
  const payment = (shift.payment ??= new Payment());
  let cents = payment.open;
  let fresh = cents > 0; // the first digit replaces an amount that stood there already
  let before = cents;
  /** @type {number | null} */
  let has = null;

  const shown = h("output", { class: "amount", "aria-label": say("amount.name") });
  const line = h("p", { class: "under", role: "status" }, say(card.typed ? "amount.typed" : "amount.asking"));
  const whole = link(say("amount.whole"), () => set(Math.min(has ?? 0, payment.open || Infinity)));
  const main = mainButton("", () => redeem());
  const draw = () => {
    shown.textContent = sum(cents);
    relabel(main, cents > 0 ? say("amount.redeem", { sum: sum(takes()) }) : say("amount.type"));
    main.disabled = takes() === 0;
    whole.hidden = !has;
    if (has !== null) line.textContent = underAmount(card, has, cents);
  };
  const takes = () => (has === null ? cents : Math.min(cents, has));
  const set = (/** @type {number} */ value) => {
    [cents, fresh] = [value, false];
    draw();
  };
  const key = (/** @type {string} */ pressed) => {
    if (pressed === "Enter") return void (takes() > 0 && redeem());
    before = cents;
    return set(typedCents(fresh ? 0 : cents, pressed));
  };
  const redeem = () => {
    payment.wants(cents);
    redeemCard(shift, card, takes());
  };
  const cancel = () => (payment.parts.length > 0 ? shift.go("undoAll") : shift.home());
  const toRegister = () => {
    payment.wants(cents);
    shift.go("register", card);
  };
  askBalance(shift, card, line, (found) => {
    has = found;
    draw();
  });
  draw();
  return {
    title: say("amount.title"),
    body: [
      heading(say(payment.parts.length > 0 ? "amount.rest" : "amount.title")),
      shown,
      line,
      keypad(key),
      actions(main, h("div", { class: "links" }, whole, registerLink(shift, toRegister), link(say("cancel"), cancel))),
    ],
    key,
    scanned: (text) => {
      payment.wants(/^\d/.test(text) ? before : cents); // another card: the amount stays; its first digit was no key
      cardRead(shift, "redeem", text);
    },
    back: cancel,
  };
}

/**
 * @param {Shift} shift
 * @param {() => void} go
 * @returns {HTMLElement}
 */
function registerLink({ payment }, go) {
  const known = payment?.register;
  return link(known ? say("amount.register.is", { register: known }) : say("amount.register"), go);
}

/**
 * @param {Card} card
 * @param {number} has
 * @param {number} cents
 * @returns {string}
 */
function underAmount(card, has, cents) {
  if (cents <= has) return say("amount.has", { number: card.number.slice(-4), sum: sum(has) });
  return say("amount.short", { sum: sum(has), rest: sum(cents - has) });
}

/**
 * Ask what the card has; without an answer the amount can be redeemed all the same.
 * @param {Shift} shift
 * @param {Card} card
 * @param {HTMLElement} line
 * @param {(cents: number) => void} told
 */
async function askBalance(shift, card, line, told) {
  if (card.typed) return;
  const answer = await shift.till.balance(card);
  if (!line.isConnected) return;
  if ("trouble" in answer) line.textContent = say("amount.unknown");
  else if (answer.stale && !STOPS[answer.state]) {
    line.textContent = say("amount.then", { number: card.number.slice(-4), sum: sum(answer.cents), time: time(answer.at) });
  } else if (card.certified) line.textContent = say("amount.unknown"); // the city may not have its sale yet
  else if (STOPS[answer.state] || answer.cents === 0) stopBefore(shift, answer);
  else told(answer.cents);
}

/**
 * The card cannot pay: say so before anything is typed.
 * @param {Shift} shift
 * @param {Balance} balance
 */
function stopBefore(shift, { state, cents }) {
  const code = STOPS[state] ?? "insufficient";
  const more = code === "insufficient" ? ` ${say("result.holds", { sum: sum(cents) })}` : "";
  shift.signal("declined");
  shift.go("stop", {
    heading: say("not.redeem"),
    sentence: sayReason(code) + more,
    code,
    again: { label: say("scan.other"), go: () => shift.go("scan", "redeem") },
    ...(shift.payment?.parts.length ? { leave: () => shift.go("undoAll") } : {}),
  });
}

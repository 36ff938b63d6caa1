// What a card has: the amount first, then as of when, until when, and what was bought.

import { date, say, sayReason, sayTrouble, sum, time } from "../texts/say.js";
import { h } from "./dom.js";
import { actions, button, mainButton } from "./parts.js";
import { stopScreen, why } from "./stop.js";
import { cardRead, cardTaken } from "./take.js";

/** @typedef {import("../till/types.js").Balance} Balance */
/** @typedef {import("../till/types.js").Card} Card */
/** @typedef {import("../till/types.js").Move} Move */
/** @typedef {import("./shift.js").Shift} Shift */
/** @typedef {import("./stage.js").View} View */

/** @type {Record<string, string>} */
const STATES = { sealed: "card_sealed", blocked: "card_blocked", replaced: "card_replaced" };

/**
 * @param {Shift} shift
 * @param {Card} card
 * @returns {Promise<View>}
 */
export async function balanceScreen(shift, card) {
  const balance = await shift.till.balance(card);
  if ("trouble" in balance) return noBalance(shift, card, balance.trouble);
  const redeems = shift.till.identity?.roles.redeem === true && balance.cents > 0 && !STATES[balance.state];
  const home = () => shift.home();
  const main = redeems ? mainButton(say("balance.redeem"), () => cardTaken(shift, "redeem", card)) : mainButton(say("done"), home);
  return {
    title: say("balance.title"),
    body: [
      panel(card, balance),
      !balance.stale && moves(balance.moves),
      actions(main, redeems && button(say("done"), home)),
    ],
    scanned: (text) => cardRead(shift, "balance", text),
    back: home,
  };
}

/**
 * @param {Card} card
 * @param {Balance} balance
 * @returns {HTMLElement}
 */
function panel(card, { cents, at, validUntil, state, stale }) {
  const asOf = stale ? say("balance.then", { date: date(at), time: time(at) }) : say("balance.asof", { time: time(at) });
  return h(
    "section",
    { class: "panel" },
    h("h1", { class: "amount", tabindex: "-1" }, sum(cents)),
    h("p", { class: "soft" }, `${say("slip.card", { number: card.number.slice(-4) })} · ${asOf}`),
    stale && h("p", {}, say("balance.stale")),
    STATES[state] ? why(STATES[state], sayReason(STATES[state])) : validUntil !== null && h("p", {}, say("balance.until", { date: date(validUntil) })),
  );
}

/**
 * @param {Move[]} moves
 * @returns {HTMLElement}
 */
function moves(moves) {
  const lines = moves.slice(0, 5).map((move) =>
    h(
      "li",
      {},
      h("span", {}, h("strong", {}, move.place ?? say("balance.card")), h("small", {}, `${date(move.at)}, ${time(move.at)}`)),
      h("strong", { class: "figure" }, move.cents > 0 ? `+${sum(move.cents)}` : sum(move.cents)),
    ),
  );
  const list = lines.length > 0 ? h("ul", { class: "moves" }, ...lines) : h("p", { class: "soft" }, say("balance.empty"));
  return h("section", {}, h("h2", {}, say("balance.moves")), list);
}

/**
 * @param {Shift} shift
 * @param {Card} card
 * @param {string} code
 * @returns {View}
 */
function noBalance(shift, card, code) {
  return stopScreen(shift, {
    heading: say("not.balance"),
    sentence: sayTrouble(code, { phone: shift.till.identity?.phone ?? "" }),
    code,
    again: { label: say("again"), go: () => shift.go("balance", card) },
  });
}

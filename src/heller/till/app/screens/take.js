// A card comes to the till: read it, and go on to what it was meant for.

import { say, sayTrouble, sum } from "../texts/say.js";
import { Payment } from "./payment.js";

/** @typedef {import("../till/types.js").Card} Card */
/** @typedef {import("./shift.js").Shift} Shift */
/** @typedef {"redeem" | "sell" | "balance"} Purpose */

/**
 * @param {Shift} shift
 * @param {Purpose} purpose
 * @param {string} text what camera, scanner or photo read
 */
export function cardRead(shift, purpose, text) {
  shift.during(async () => {
    const read = await shift.till.readCard(text);
    if ("card" in read) cardTaken(shift, purpose, read.card);
    else if ("certificate" in read) shift.go("scan", purpose, say("scan.certified", { sum: sum(read.certificate) }));
    else cardRefused(shift, purpose, read.refused);
  });
}

/**
 * @param {Shift} shift
 * @param {Purpose} purpose
 * @param {Card} card
 */
export function cardTaken(shift, purpose, card) {
  if (purpose === "balance") return shift.go("balance", card);
  if (purpose === "sell") return shift.go("sellAmount", card);
  shift.payment ??= new Payment();
  return shift.go("amount", card);
}

/**
 * @param {Shift} shift
 * @param {Purpose} purpose
 * @param {string} code
 */
export function cardRefused(shift, purpose, code) {
  shift.signal("declined");
  shift.go("stop", {
    heading: say(purpose === "redeem" ? "not.redeem" : purpose === "sell" ? "not.sale" : "not.balance"),
    sentence: sayTrouble(code, { phone: shift.till.identity?.phone ?? "" }),
    code,
    again: { label: say("scan.again"), go: () => shift.go("scan", purpose) },
  });
}

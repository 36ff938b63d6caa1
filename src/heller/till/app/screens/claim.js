// Claiming: nothing can be touched until it is known what became of it; then the result is shown and heard.

import { say } from "../texts/say.js";
import { outcome } from "./outcome.js";

/** @typedef {import("../till/types.js").Card} Card */
/** @typedef {import("../till/types.js").Result} Result */
/** @typedef {import("./shift.js").Shift} Shift */
/**
 * What may follow a result: `again` claims once more, `card` is the card that was scanned, `asked` is when the
 * city was last asked for its answer (ms).
 * @typedef {{again?: () => void, card?: Card, asked?: number}} Then
 */

/**
 * @param {Shift} shift
 * @param {() => Promise<Result>} claim
 * @param {Then} [then]
 */
export function claimed(shift, claim, then = {}) {
  shift.stage.speak(say("booking"));
  shift.during(async () => {
    const result = await claim();
    if (result.state === "accepted" && result.kind === "redeem") shift.payment?.add(result);
    shift.signal(SIGNALS[outcome(result, "").field]);
    shift.go("result", result, then);
  });
}

/**
 * @param {Shift} shift
 * @param {Card} card
 * @param {number} cents
 */
export function redeemCard(shift, card, cents) {
  const wish = { card, cents, register: shift.payment?.register ?? "", staff: shift.staff };
  claimed(shift, () => shift.till.redeem(wish), { again: () => redeemCard(shift, card, cents), card });
}

/** @type {Record<import("./outcome.js").Outcome["field"], import("./sounds.js").Signal>} */
const SIGNALS = { ok: "accepted", alone: "alone", expired: "alone", stop: "declined" };

// What became of a booking, in the words of the counter: the answer first, then what to do.

import { say, sayReason, sayTrouble, short, sum } from "../texts/say.js";

/** @typedef {import("../till/types.js").Result} Result */
/** @typedef {import("../texts/say.js").Key} Key */
/**
 * `field` colours the screen, `sign` answers "hand over the goods?": tick yes, octagon no, clock you decide.
 * `code` is the reason or trouble behind it.
 * @typedef {{field: "ok" | "alone" | "expired" | "stop", sign: "tick" | "clock" | "stop", heading: string,
 *   sum: boolean, sentences: string[], code: string | null}} Outcome
 */

const ABOUT_THE_CARD = ["card_unknown", "card_blocked", "card_sealed", "card_replaced", "card_expired"];

/**
 * @param {Result} result
 * @param {string} phone where a holder may ask
 * @returns {Outcome}
 */
export function outcome(result, phone) {
  const { state, kind } = result;
  if (state === "accepted") return accepted(result);
  if (state === "open") return isOwnWord(result) ? notGuaranteed(result) : waits("open.heading", [say(`open.${kind}`)], result.problem);
  if (state === "recorded") return recorded(result);
  if (state === "held") return waits(`held.${kind}`, [reason(result, phone), say(`held.${kind}.then`)], result.reason);
  const then = state === "dropped" || (kind === "redeem" && !isOwnWord(result)) ? say(`kept.${kind}`) : "";
  return refused(result, phone, state === "declined" ? "" : then);
}

/**
 * @param {Result} result
 * @returns {Outcome}
 */
function accepted({ kind, by }) {
  const alone = by === null && kind === "redeem";
  const then = alone ? say("done.alone.then") : say(`done.${kind}.then`);
  const sentence = by === "standin" ? `${then} ${say("done.standin")}` : then;
  const heading = alone ? say("done.alone") : say(`done.${kind}`);
  return { field: alone ? "alone" : "ok", sign: "tick", heading, sum: true, sentences: [sentence], code: null };
}

/**
 * @param {Result} result
 * @returns {Outcome}
 */
function recorded({ kind, problem }) {
  return waits(kind === "sale" ? "noted.sale" : "noted", [say(`noted.${kind}.then`)], problem);
}

/**
 * Nobody answers, and nobody guarantees: the person decides.
 * @param {Result} result
 * @returns {Outcome}
 */
function notGuaranteed({ problem }) {
  return waits("noted", [sayTrouble(problem ?? "")], problem);
}

/** @param {Result} result */
function isOwnWord({ problem }) {
  return problem?.startsWith("alone_") === true;
}

/**
 * @param {Key} key
 * @param {string[]} sentences
 * @param {string | null} code
 * @returns {Outcome}
 */
function waits(key, sentences, code) {
  return { field: "expired", sign: "clock", heading: say(key), sum: true, sentences: sentences.filter(Boolean), code };
}

/**
 * @param {Result} result
 * @param {string} phone
 * @param {string} then
 * @returns {Outcome}
 */
function refused(result, phone, then) {
  const because = result.reason ? reason(result, phone) : result.problem ? sayTrouble(result.problem, valuesOf(result, phone)) : "";
  const sentences = [because, then].filter(Boolean);
  const code = tellsNothing(result) ? "unlock_failed" : (result.reason ?? result.problem);
  return { field: "stop", sign: "stop", heading: say(`not.${result.kind}`), sum: false, sentences, code };
}

/**
 * @param {Result} result
 * @param {string} phone
 */
function valuesOf({ alone }, phone) {
  return { phone, limit: short(alone?.limit ?? 0), most: sum(alone?.most ?? 0) };
}

/**
 * A typed card is refused in one wording and with one sign, so that nobody learns from a guess.
 * @param {Result} result
 * @returns {boolean}
 */
function tellsNothing({ reason, typed }) {
  return typed && reason !== null && ABOUT_THE_CARD.includes(reason);
}

/**
 * @param {Result} result
 * @param {string} phone
 * @returns {string}
 */
function reason(result, phone) {
  const { reason, balance } = result;
  if (!reason) return "";
  if (tellsNothing(result)) return sayTrouble("unlock_failed", { phone });
  const said = sayReason(reason);
  if (reason !== "insufficient" || balance === null) return said;
  return `${said} ${say("result.holds", { sum: sum(balance) })}`;
}

/**
 * The line of what the card has now, named for what was done.
 * @param {Result} result
 * @returns {[string, string] | false}
 */
export function balanceRow({ balance, state, kind }) {
  if (balance === null || state !== "accepted") return false;
  return [say(kind === "redeem" ? "row.rest" : "row.balance"), sum(balance)];
}

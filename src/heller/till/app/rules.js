// What a message may say beyond its layout: flags, codes and orders that have a meaning.
// The same rules, in the same words, stand in src/heller/claims/*.py.

import { Refused, allZero, demand } from "./bytes.js";

/** @typedef {import("./wire.js").Values} Values */

/** Why a claim was declined or held (docs/protocol.md, section 9). */
export const REASONS = [
  10, 11, 20, 21, 22, 30, 31, 32, 33, 34, 35, 40, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 60, 61, 62, 63, 64, 65,
];
export const OUTCOMES = Object.freeze({ ok: 1, declined: 2, duplicate: 3, disputed: 4, noted: 5, held: 6 });
export const FLAGS = Object.freeze({ typed: 1, outside: 2, shown: 4 });
export const ROLES = Object.freeze({ redeem: 1, sell: 2, office: 4 });

/** @type {number[]} */
const WITHOUT_REASON = [OUTCOMES.ok, OUTCOMES.noted, OUTCOMES.duplicate, OUTCOMES.disputed];
/** @type {number[]} */
const WITH_REASON = [OUTCOMES.declined, OUTCOMES.held, OUTCOMES.duplicate, OUTCOMES.disputed];
const MAX_LIMIT = 10_000;
const MAX_ORDER_SECONDS = 30 * 86_400;
const MAX_ORDER_TEXT = 120;
const ENDPOINT = 7;
const FRAME_DATA = 400;

/** @type {Record<string, (values: Values) => void>} */
export const RULES = {
  redeem: claimRule(FLAGS.typed),
  sale: claimRule(FLAGS.typed | FLAGS.outside | FLAGS.shown),
  void: claimRule(0),
  refund: claimRule(0),
  decision({ verdict, claimSeq, seq }) {
    demand(verdict >= 1 && verdict <= 4, "The verdict is unknown.");
    demand(claimSeq > 0 && claimSeq < seq, "A decision follows its claim.");
  },
  close({ seq, lastSeq }) {
    demand(seq === lastSeq + 1, "A CLOSE follows the last record of its lease.");
  },
  lease({ role }) {
    demand((role & ~7) === 0, "The lease has an unknown role.");
  },
  receipt({ by, flags, outcome, reason }) {
    demand(by === 1 || by === 2, "The receipt is by nobody known.");
    demand((flags & ~7) === 0, "The receipt has an unknown flag.");
    demand(reasonFits(outcome, reason), "Outcome or reason is unknown.");
  },
  order({ limit, issued, until, action, arg, text }) {
    const seconds = until - issued;
    demand(limit <= MAX_LIMIT, "No order raises the limit above 100 euros.");
    demand(seconds >= 0 && seconds <= MAX_ORDER_SECONDS, "An order lasts 30 days at most.");
    demand(action >= 1 && action <= 8, "The order's action is unknown.");
    demand(argumentFits(action, arg), "The order's argument does not fit its action.");
    demand((text !== "") === (action === ENDPOINT), "Only ENDPOINT has a text.");
    demand(new TextEncoder().encode(text).length <= MAX_ORDER_TEXT, "The order's text is too long.");
  },
  unlock({ number, pin }) {
    demand(number < 10n ** 16n && pin < 1_000_000, "Number or PIN has too many digits.");
  },
  heartbeat: stateRule,
  status: stateRule,
  held({ fromSeq, toSeq }) {
    demand(fromSeq > 0 && fromSeq <= toSeq, "The range of records is empty.");
  },
  frame({ index, count, data }) {
    demand(index < count, "The frame lies behind the last one.");
    demand(data.length > 0 && data.length <= FRAME_DATA, "A frame carries 1 to 400 bytes.");
  },
  approval({ verdict }) {
    demand(verdict === 1 || verdict === 2, "The verdict is unknown.");
  },
};

/**
 * @param {number} known
 * @returns {(values: Values) => void}
 */
function claimRule(known) {
  return ({ flags, seq, amount }) => {
    demand((flags & ~known) === 0, "The claim has an unknown flag.");
    demand(seq > 0, "A till's sequence begins with 1.");
    if (amount === 0) throw new Refused("amount_zero", "An amount is at least one cent.");
  };
}

/** @param {Values} values */
function stateRule({ state }) {
  demand(state >= 1 && state <= 3, "The state is unknown.");
}

/**
 * @param {number} outcome
 * @param {number} reason
 * @returns {boolean}
 */
function reasonFits(outcome, reason) {
  return reason === 0 ? WITHOUT_REASON.includes(outcome) : WITH_REASON.includes(outcome) && REASONS.includes(reason);
}

/**
 * @param {number} action
 * @param {Uint8Array} argument
 * @returns {boolean}
 */
function argumentFits(action, argument) {
  const first = argument[0];
  if (action === 5) return allZero(argument.subarray(4));
  if (action === 6) return (first === 1 || first === 2) && allZero(argument.subarray(5));
  if (action === ENDPOINT) return first >= 1 && first <= 5 && allZero(argument.subarray(1));
  return allZero(argument);
}

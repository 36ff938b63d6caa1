// What became of a claim at the counter: the till's DECISION beside the city's receipt.
// The same decisions, in the same words, are made by src/heller/handset/result.py.

import { join } from "../bytes.js";
import { parseMessage } from "../messages.js";
import { FLAGS, OUTCOMES } from "../rules.js";
import { isNoted } from "./rows.js";

/** @typedef {import("../wire.js").Values} Values */
/** @typedef {import("./rows.js").Row} Row */
/** @typedef {import("./types.js").Result} Result */
/** @typedef {import("./types.js").ResultState} ResultState */

export const VERDICTS = Object.freeze({ byBook: 1, byStandin: 2, isolated: 3, dropped: 4 });

const CLOSED = 10;
const SIGNATURE_BYTES = 64;

/** Names of docs/protocol.md, section 9. */
export const REASON_NAMES = Object.freeze(
  /** @type {Record<number, string>} */ ({
    10: "closed", 11: "unasked", 20: "till_frozen", 21: "no_right", 22: "lease_unknown", 30: "card_unknown",
    31: "card_blocked", 32: "card_sealed", 33: "card_replaced", 34: "card_expired", 35: "insufficient",
    40: "target_unknown", 41: "target_not_booked", 42: "target_other", 43: "too_late", 44: "above_target",
    45: "payable_too_low", 46: "already_spent", 50: "credit_exceeded", 51: "above_card_limit",
    52: "above_day_limit", 53: "seller_blocked", 54: "face_differs", 60: "lease_over", 61: "too_late_uploaded",
    62: "above_lease_limit", 63: "pot_exceeded", 64: "operations_exceeded", 65: "receipt_missing",
  }),
);

/**
 * Say what the till decides: handed over by the receipt, or dropped. A sale cannot be dropped, for the money was taken:
 * without a receipt the till answers for it.
 * @param {boolean} isSale
 * @param {number | null} outcome of the receipt, null without one
 * @param {boolean} [byStandin] it is the stand-in's
 * @returns {number}
 */
export function verdictOn(isSale, outcome, byStandin = false) {
  const taken = outcome === OUTCOMES.ok || outcome === OUTCOMES.held || (isSale && outcome === OUTCOMES.duplicate);
  if (taken) return byStandin ? VERDICTS.byStandin : VERDICTS.byBook;
  return isSale ? VERDICTS.isolated : VERDICTS.dropped;
}

/**
 * Say what the person at the till needs to know of a decided claim.
 * @param {number} verdict
 * @param {number | null} outcome
 * @param {number} reason
 * @returns {"accepted" | "held" | "declined" | "dropped" | "recorded"}
 */
export function stateOf(verdict, outcome, reason) {
  if (verdict === VERDICTS.byStandin && outcome !== OUTCOMES.held) return "accepted"; // whatever the book says: the shop is paid
  if (verdict === VERDICTS.dropped) {
    return outcome === OUTCOMES.declined && reason !== CLOSED ? "declined" : "dropped";
  }
  if (outcome === OUTCOMES.held) return "held";
  return outcome === OUTCOMES.ok || outcome === OUTCOMES.duplicate ? "accepted" : "recorded";
}

/**
 * Read a claim's final receipt; it was checked before it was kept.
 * @param {Row} row
 * @returns {Values | null}
 */
export function storedReceipt(row) {
  const message = receiptOf(row);
  return message && readReceipt(message);
}

/**
 * The receipt by which a claim was decided: the stand-in's where it was first, else the book's.
 * @param {Row} row
 * @returns {Uint8Array | null}
 */
function receiptOf({ standin, receipt }) {
  if (standin) return standin;
  return receipt && !isNoted(receipt) ? receipt : null;
}

/**
 * @param {Uint8Array} message
 * @returns {Values}
 */
export function readReceipt(message) {
  const payload = message.slice(0, -SIGNATURE_BYTES);
  return parseMessage("receipt", payload, new DataView(payload.buffer).getUint32(1));
}

/**
 * Put together what the journal holds of a claim.
 * @param {Row} row
 * @param {{lease: Uint8Array | null, decision?: Row, target?: number, problem?: string | null}} beside
 *   the LEASE it was signed under, the DECISION on it, the own claim that it undoes, what the city last said
 * @returns {Result}
 */
export function resultOf(row, { lease, decision, target = 0, problem = null }) {
  const receipt = storedReceipt(row);
  const dispute = disputeOf(row, decision);
  const state = dispute ? "held" : rowState(row, receipt);
  return {
    state, kind: /** @type {Result["kind"]} */ (row.kind), seq: row.seq, cents: row.cents,
    balance: receipt && state !== "dropped" ? receipt.balance : null,
    reason: REASON_NAMES[dispute || (receipt && state !== "dropped" ? receipt.reason : 0)] ?? null,
    problem: row.why ?? (receipt || isGuaranteed(row) ? null : (problem ?? row.refused ?? null)),
    receipt: receiptOf(row), at: row.claimedAt ?? 0, by: byOf(row, receipt), alone: row.alone ?? null,
    certificate: certificateOf(row, state, lease, decision),
    number4: row.number4, register: row.register, staff: row.staff, typed: (row.flags & FLAGS.typed) !== 0, target,
  };
}

/**
 * @param {Row} row
 * @param {Values | null} receipt
 * @returns {ResultState}
 */
export function rowState(row, receipt) {
  if (!row.verdict) return "open";
  if (isGuaranteed(row)) return "accepted";
  const state = stateOf(row.verdict, receipt?.outcome ?? null, receipt?.reason ?? 0);
  return state === "dropped" && row.why ? "refused" : state;
}

/**
 * The till has accepted it alone, within what is guaranteed: whatever the book says of the claim, the shop is paid.
 * @param {Row} row
 * @returns {boolean}
 */
function isGuaranteed({ verdict, alone }) {
  return verdict === VERDICTS.isolated && alone?.ok === true;
}

/**
 * @param {Row} row
 * @param {Values | null} receipt
 * @returns {Result["by"]}
 */
function byOf(row, receipt) {
  if (!receipt || isGuaranteed(row)) return null;
  return row.standin ? "standin" : "book";
}

/**
 * Why the city does not pay at once what was handed over without the book: it says so in the DECISION's receipt
 * (docs/decisions/0019); 0 when it does.
 * @param {Row} row
 * @param {Row} [decision]
 * @returns {number}
 */
function disputeOf({ verdict }, decision) {
  const isOwn = verdict === VERDICTS.byStandin || verdict === VERDICTS.isolated;
  if (!isOwn || !decision?.receipt) return 0;
  const { outcome, reason } = readReceipt(decision.receipt);
  return outcome === OUTCOMES.disputed ? reason : 0;
}

/**
 * A sale's certificate: by the book's receipt SALE and LEASE, else with the till's own DECISION behind them.
 * @param {Row} row
 * @param {ResultState} state
 * @param {Uint8Array | null} lease
 * @param {Row} [decision]
 * @returns {Uint8Array | null}
 */
function certificateOf(row, state, lease, decision) {
  const sold = row.kind === "sale" && (state === "accepted" || state === "recorded");
  if (!sold || !lease || (row.flags & FLAGS.outside) !== 0) return null;
  if (row.verdict === VERDICTS.byBook) return join(row.message, lease);
  return decision ? join(row.message, lease, decision.message) : null;
}

/**
 * Nothing was signed: a problem stood in the way.
 * @param {import("./types.js").ClaimKind} kind
 * @param {number} cents
 * @param {string} problem
 * @param {number} at
 * @returns {Result}
 */
export function refusedResult(kind, cents, problem, at) {
  return {
    state: "refused", kind, seq: 0, cents, balance: null, reason: null, problem, receipt: null, at, by: null, alone: null,
    certificate: null, number4: "", register: "", staff: "", typed: false, target: 0,
  };
}

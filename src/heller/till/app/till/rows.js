// Rows of the journal, and what may become of one inside a transaction.

import { OUTCOMES } from "../rules.js";
import { Problem } from "./problems.js";

/** @typedef {import("./types.js").ClaimKind} ClaimKind */
/**
 * One record. `claimHash`: first half of its hash, hex. Of claims only: `claimedAt`, `cents`, `ref` (hex), `number4`,
 * `register`, `staff`, `undecided` until there is a `verdict`, `target` (hex) of a VOID or REFUND, `undoneBy` (keys of the
 * VOIDs and REFUNDs on it), `why` (the problem by which it was dropped). `refused`: what the city last said against
 * taking it.
 * @typedef {{enrolment: number, seq: number, kind: ClaimKind | "decision" | "close", message: Uint8Array, hash: string,
 *   claimHash: string, unsent?: 1, undecided?: 1, claimedAt?: number, cents: number, ref: string, number4: string,
 *   register: string, staff: string, flags: number, target?: string, undoneBy?: [number, number][], verdict?: number,
 *   why?: string, claimSeq?: number, receipt?: Uint8Array, receiptedAt?: number, refused?: string}} Row
 */
/** @typedef {{row: Row, receipt?: Uint8Array, refused?: string}} Answered */
/** @typedef {import("../vendor/idb/index.js").IDBPObjectStore<any, string[], "records", "readwrite">} Store */

export const LAST = Infinity;

const FIRST = 0;
const OUTCOME_AT = 8; // behind type, city, key, by and flags
const VERDICT_AT = 17; // behind type, city, till, seq and claimSeq

/**
 * Refuse a record that does not follow the newest one: then somebody else has written.
 * @param {Store} store
 * @param {Row} row
 */
export async function demandNext(store, row) {
  const newest = await store.openKeyCursor(whole(row.enrolment), "prev");
  const seq = newest ? /** @type {any} */ (newest.key)[1] : 0;
  if (row.seq !== seq + 1) throw new Problem("journal_broken", { detail: `${row.seq} does not follow ${seq}` });
}

/**
 * @param {Store} store
 * @param {Row} decision
 * @param {string} [why]
 */
export async function decideRow(store, decision, why) {
  const claim = /** @type {Row} */ (await store.get([decision.enrolment, decision.claimSeq ?? 0]));
  if (claim.verdict) throw new Problem("journal_broken", { detail: `${claim.seq} is decided` });
  delete claim.undecided;
  claim.verdict = verdictIn(decision);
  if (why) claim.why = why;
  await store.put(claim);
}

/**
 * @param {Store} store
 * @param {Row} undoing
 */
export async function markUndone(store, undoing) {
  const target = await store.index("claimHash").get(undoing.target ?? "");
  if (target) await store.put({ ...target, undoneBy: [...(target.undoneBy ?? []), [undoing.enrolment, undoing.seq]] });
}

/**
 * Gives the records that have their first receipt now.
 * @param {Store} store
 * @param {Answered[]} answers
 * @param {number} now
 * @returns {Promise<Row[]>}
 */
export async function keepAnswers(store, answers, now) {
  const receipted = [];
  for (const { row, receipt, refused } of answers) {
    const kept = await store.get([row.enrolment, row.seq]);
    if (!kept || (kept.receipt && !isNoted(kept.receipt))) continue;
    if (receipt) {
      if (kept.unsent) receipted.push(row);
      delete kept.unsent;
      delete kept.refused;
      await store.put({ ...kept, receipt, receiptedAt: now });
    } else if (kept.refused !== refused) {
      await store.put({ ...kept, refused });
    }
  }
  return receipted;
}

/**
 * The verdict of a DECISION.
 * @param {Row} decision
 * @returns {number}
 */
export function verdictIn({ message }) {
  return message[VERDICT_AT];
}

/**
 * Say whether a receipt tells only that the record is kept; for a claim the final one may follow (docs/decisions/0006).
 * @param {Uint8Array} receipt
 * @returns {boolean}
 */
export function isNoted(receipt) {
  return receipt[OUTCOME_AT] === OUTCOMES.noted;
}

/** @param {number} enrolment */
export function whole(enrolment) {
  return IDBKeyRange.bound([enrolment, FIRST], [enrolment, LAST]);
}

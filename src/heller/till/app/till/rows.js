// Rows of the journal, and what may become of one inside a transaction.

import { OUTCOMES } from "../rules.js";
import { Problem } from "./problems.js";

/** @typedef {import("./types.js").ClaimKind} ClaimKind */
/**
 * One record. `claimHash`: first half of its hash, hex. Of claims only: `claimedAt`, `cents`, `ref` (hex), `number4`,
 * `register`, `staff`, `undecided` until there is a `verdict`, `target` (hex) of a VOID or REFUND, `undoneBy` (keys of the
 * VOIDs and REFUNDs on it), `why` (the problem by which it was dropped), `standin` (the stand-in's receipt, by which it was
 * decided), `alone` (what the till's own rules said), `certified` (the records of the certificate it was redeemed by). `refused`: what the city last said against taking it; `isAside` of such
 * a record: for good.
 * @typedef {{enrolment: number, seq: number, kind: ClaimKind | "decision" | "close", message: Uint8Array, hash: string,
 *   claimHash: string, unsent?: 1, undecided?: 1, claimedAt?: number, cents: number, ref: string, number4: string,
 *   register: string, staff: string, flags: number, target?: string, undoneBy?: [number, number][], verdict?: number,
 *   why?: string, claimSeq?: number, receipt?: Uint8Array, receiptedAt?: number, refused?: string, standin?: Uint8Array,
 *   alone?: Alone, certified?: Uint8Array[]}} Row
 */
/**
 * Without anybody to ask: whether the till accepted it under guarantee, why not, up to which cents it would have, how much it
 * takes from one card (L), and what was left of its pot then.
 * @typedef {{ok: boolean, refusal: string | null, most: number, limit: number, left: number}} Alone
 */
/** @typedef {{row: Row, receipt?: Uint8Array, refused?: string, standin?: Uint8Array}} Answered */
/** @typedef {import("../vendor/idb/index.js").IDBPObjectStore<any, string[], "records", "readwrite">} Store */

export const LAST = Infinity;

const FIRST = 0;
const ASIDE = ["equivocation", "chain_mismatch"];
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
 * @param {{why?: string | undefined, alone?: Alone | undefined}} more
 */
export async function decideRow(store, decision, { why, alone }) {
  const claim = /** @type {Row} */ (await store.get([decision.enrolment, decision.claimSeq ?? 0]));
  if (claim.verdict) throw new Problem("journal_broken", { detail: `${claim.seq} is decided` });
  delete claim.undecided;
  claim.verdict = verdictIn(decision);
  if (why) claim.why = why;
  if (alone) claim.alone = alone;
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
 * Gives each record that changed, as it was and as it is.
 * @param {Store} store
 * @param {Answered[]} answers
 * @param {number} now
 * @returns {Promise<[before: Row, after: Row][]>}
 */
export async function keepAnswers(store, answers, now) {
  /** @type {[Row, Row][]} */
  const changed = [];
  for (const { row, receipt, refused, standin } of answers) {
    const kept = await store.get([row.enrolment, row.seq]);
    if (kept && standin) await store.put({ ...kept, standin });
    if (standin || !kept || (kept.receipt && !isNoted(kept.receipt))) continue;
    if (!receipt && kept.refused === refused) continue;
    const after = receipt ? { ...kept, receipt, receiptedAt: now } : { ...kept, refused };
    if (receipt) {
      delete after.unsent;
      delete after.refused;
    }
    await store.put(after);
    changed.push([kept, after]);
  }
  return changed;
}

/**
 * Say whether the city holds another record in this one's place. It is kept, and offered again, but nobody need wait.
 * @param {Row} row
 * @returns {boolean}
 */
export function isAside({ unsent, refused }) {
  return unsent === 1 && ASIDE.includes(refused ?? "");
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

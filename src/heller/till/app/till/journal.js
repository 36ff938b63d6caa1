// The till's journal: every record on disk before it is sent, kept until 90 days after its signed receipt.
// A record never changes; beside it stand what it is about, the city's receipt, and the till's verdict.

import { OUTCOMES } from "../rules.js";
import { strictly } from "./database.js";
import { Problem } from "./problems.js";

/** @typedef {import("./database.js").Database} Database */
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

export const KEEP_SECONDS = 90 * 86_400;

const OUTCOME_AT = 8; // behind type, city, key, by and flags
const VERDICT_AT = 17; // behind type, city, till, seq and claimSeq
const AT_ONCE = 500;
const FIRST = 0;
const LAST = Infinity;

/** A till's records, in one database. One writer at a time. */
export class Journal {
  #db;

  /** How many records have no receipt yet. */
  unsent = 0;

  /**
   * By enrolment: everything up to this number has its receipt. Databases walk over what left an index for a long while, so
   * the index of unsent records is read from here on only.
   * @type {Map<number, number>}
   */
  #sentUpTo = new Map();

  /** @param {Database} db */
  constructor(db) {
    this.#db = db;
  }

  /** Count what is unsent; once, before anything else. */
  async open() {
    this.unsent = await this.#db.countFromIndex("records", "unsent");
  }

  // -------------------------------------------------------------------------------------- its records

  /**
   * Write the next record of its enrolment, together with what is known since. It is on disk when this returns.
   * @param {Row} row
   * @param {{why?: string, answers?: Answered[], now?: number}} [more] with a DECISION: the problem it goes by
   */
  async append(row, { why, answers = [], now = 0 } = {}) {
    const receipted = await strictly(this.#db, ["records"], async (writing) => {
      const store = writing.objectStore("records");
      await demandNext(store, row);
      await store.add(row);
      const count = await keepAnswers(store, answers, now);
      if (row.claimSeq) await decideRow(store, row, why);
      if (row.target) await markUndone(store, row);
      return count;
    });
    this.unsent += 1 - receipted;
    if (this.unsent === 1) this.#sentUpTo.set(row.enrolment, row.seq - 1);
  }

  /**
   * @param {number} enrolment
   * @returns {Promise<Row | undefined>}
   */
  async last(enrolment) {
    const cursor = await this.#db.transaction("records").store.openCursor(whole(enrolment), "prev");
    return cursor?.value;
  }

  /**
   * @param {number} enrolment
   * @param {number} seq
   * @returns {Promise<Row | undefined>}
   */
  entry(enrolment, seq) {
    return this.#db.get("records", [enrolment, seq]);
  }

  /**
   * @param {string} claimHash
   * @returns {Promise<Row | undefined>}
   */
  byHash(claimHash) {
    return this.#db.getFromIndex("records", "claimHash", claimHash);
  }

  /**
   * The claim without a DECISION: if there is one, it is the newest record.
   * @param {number} enrolment
   * @returns {Promise<Row | undefined>}
   */
  async undecided(enrolment) {
    const last = await this.last(enrolment);
    return last?.undecided && last;
  }

  /**
   * Records without a receipt, oldest first, above the number `after`.
   * @param {number} enrolment
   * @param {number} after
   * @param {number} limit
   * @returns {Promise<Row[]>}
   */
  unsentOf(enrolment, after, limit) {
    return this.#db.getAllFromIndex("records", "unsent", this.#unsentRange(enrolment, after), limit);
  }

  /**
   * The newest records without a receipt, oldest first.
   * @param {number} enrolment
   * @param {number} limit
   * @returns {Promise<Row[]>}
   */
  async newestUnsent(enrolment, limit) {
    const found = [];
    const index = this.#db.transaction("records").store.index("unsent");
    let cursor = await index.openCursor(this.#unsentRange(enrolment, 0), "prev");
    while (cursor && found.length < limit) {
      found.unshift(cursor.value);
      cursor = await cursor.continue();
    }
    return found;
  }

  /**
   * @param {number} enrolment
   * @param {number} after
   */
  #unsentRange(enrolment, after) {
    const first = Math.max(after, this.#sentUpTo.get(enrolment) ?? 0) + 1;
    return IDBKeyRange.bound([1, enrolment, first], [1, enrolment, LAST]);
  }

  /**
   * Claims of a span of time, newest first.
   * @param {number} from
   * @param {number} to the first second behind it
   * @returns {Promise<Row[]>}
   */
  async claimsBetween(from, to) {
    const range = IDBKeyRange.bound(from, to, false, true);
    const rows = await this.#db.getAllFromIndex("records", "claimedAt", range);
    return rows.sort((one, other) => other.enrolment - one.enrolment || other.seq - one.seq);
  }

  /**
   * The newest claim, decided or not.
   * @param {number} enrolment
   * @returns {Promise<Row | undefined>}
   */
  async lastClaim(enrolment) {
    let cursor = await this.#db.transaction("records").store.openCursor(whole(enrolment), "prev");
    while (cursor && cursor.value.claimedAt === undefined) cursor = await cursor.continue();
    return cursor?.value;
  }

  // -------------------------------------------------------------------------------------- what came back

  /**
   * Keep checked receipts, and the codes of what was refused.
   * @param {Answered[]} answers
   * @param {number} now
   */
  async keep(answers, now) {
    const receipted = await strictly(this.#db, ["records"], (writing) =>
      keepAnswers(writing.objectStore("records"), answers, now),
    );
    this.unsent -= receipted;
  }

  /**
   * Drop what was receipted more than 90 days ago; the newest record of an enrolment always stays.
   * @param {number} now
   * @returns {Promise<number>}
   */
  async ageOut(now) {
    const old = IDBKeyRange.upperBound(now - KEEP_SECONDS, true);
    if (!(await this.#db.getKeyFromIndex("records", "receiptedAt", old))) return 0;
    return strictly(this.#db, ["records"], async (writing) => {
      const store = writing.objectStore("records");
      const rows = await store.index("receiptedAt").getAll(old, AT_ONCE);
      const gone = [];
      for (const row of rows) {
        const newest = await store.openKeyCursor(whole(row.enrolment), "prev");
        if (!row.undecided && row.seq < /** @type {any} */ (newest?.key)[1]) gone.push(row);
      }
      await Promise.all(gone.map((row) => store.delete([row.enrolment, row.seq])));
      return gone.length;
    });
  }
}

/** @typedef {import("../vendor/idb/index.js").IDBPObjectStore<any, string[], "records", "readwrite">} Store */

/**
 * Refuse a record that does not follow the newest one: then somebody else has written.
 * @param {Store} store
 * @param {Row} row
 */
async function demandNext(store, row) {
  const newest = await store.openKeyCursor(whole(row.enrolment), "prev");
  const seq = newest ? /** @type {any} */ (newest.key)[1] : 0;
  if (row.seq !== seq + 1) throw new Problem("journal_broken", { detail: `${row.seq} does not follow ${seq}` });
}

/**
 * @param {Store} store
 * @param {Row} decision
 * @param {string} [why]
 */
async function decideRow(store, decision, why) {
  const claim = /** @type {Row} */ (await store.get([decision.enrolment, decision.claimSeq ?? 0]));
  if (claim.verdict) throw new Problem("journal_broken", { detail: `${claim.seq} is decided` });
  delete claim.undecided;
  claim.verdict = decision.message[VERDICT_AT];
  if (why) claim.why = why;
  await store.put(claim);
}

/**
 * @param {Store} store
 * @param {Row} undoing
 */
async function markUndone(store, undoing) {
  const target = await store.index("claimHash").get(undoing.target ?? "");
  if (target) await store.put({ ...target, undoneBy: [...(target.undoneBy ?? []), [undoing.enrolment, undoing.seq]] });
}

/**
 * Gives how many records have their first receipt now.
 * @param {Store} store
 * @param {Answered[]} answers
 * @param {number} now
 * @returns {Promise<number>}
 */
async function keepAnswers(store, answers, now) {
  let receipted = 0;
  for (const { row, receipt, refused } of answers) {
    const kept = await store.get([row.enrolment, row.seq]);
    if (!kept || (kept.receipt && !isNoted(kept.receipt))) continue;
    if (receipt) {
      receipted += kept.unsent ?? 0;
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
 * Say whether a receipt tells only that the record is kept; for a claim the final one may follow (docs/decisions/0006).
 * @param {Uint8Array} receipt
 * @returns {boolean}
 */
export function isNoted(receipt) {
  return receipt[OUTCOME_AT] === OUTCOMES.noted;
}

/** @param {number} enrolment */
function whole(enrolment) {
  return IDBKeyRange.bound([enrolment, FIRST], [enrolment, LAST]);
}

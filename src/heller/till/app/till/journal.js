// The till's journal: every record on disk before it is sent, kept until 90 days after its signed receipt.
// A record never changes; beside it stand what it is about, the city's receipt, and the till's verdict.

import { strictly } from "./database.js";
import { LAST, decideRow, demandNext, isAside, keepAnswers, markUndone, whole } from "./rows.js";

/** @typedef {import("./database.js").Database} Database */
/** @typedef {import("./rows.js").Answered} Answered */
/** @typedef {import("./rows.js").Row} Row */

const KEEP_SECONDS = 90 * 86_400;

const AT_ONCE = 500;

/** A till's records, in one database. One writer at a time. */
export class Journal {
  #db;

  /** How many records have no receipt yet, those aside not counted. */
  unsent = 0;

  /** How many of them are claims. */
  unsentClaims = 0;

  /** How many records the city refuses, for it holds others in their place. */
  aside = 0;

  /** How many of them are claims. */
  asideClaims = 0;

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
    const rows = await this.#db.getAllFromIndex("records", "unsent");
    for (const row of rows) this.#count(row, 1);
  }

  // -------------------------------------------------------------------------------------- its records

  /**
   * Write the next record of its enrolment, together with what is known since. It is on disk when this returns.
   * @param {Row} row
   * @param {{why?: string | undefined, alone?: import("./rows.js").Alone | undefined, answers?: Answered[], now?: number}} [more]
   *   with a DECISION: the problem or the own rules that it goes by
   */
  async append(row, { why, alone, answers = [], now = 0 } = {}) {
    const changed = await strictly(this.#db, ["records"], async (writing) => {
      const store = writing.objectStore("records");
      await demandNext(store, row);
      await store.add(row);
      const found = await keepAnswers(store, answers, now);
      if (row.claimSeq) await decideRow(store, row, { why, alone });
      if (row.target) await markUndone(store, row);
      return found;
    });
    this.#recount(changed);
    this.#count(row, 1);
    if (this.unsent + this.aside === 1) this.#sentUpTo.set(row.enrolment, row.seq - 1);
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
   * Records from one number to another, in order.
   * @param {number} enrolment
   * @param {number} from
   * @param {number} to
   * @returns {Promise<Row[]>}
   */
  range(enrolment, from, to) {
    return this.#db.getAll("records", IDBKeyRange.bound([enrolment, from], [enrolment, to]));
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
    const changed = await strictly(this.#db, ["records"], (writing) =>
      keepAnswers(writing.objectStore("records"), answers, now),
    );
    this.#recount(changed);
  }

  /** @param {[before: Row, after: Row][]} changed */
  #recount(changed) {
    for (const [before, after] of changed) {
      this.#count(before, -1);
      this.#count(after, 1);
    }
  }

  /**
   * @param {Row} row
   * @param {1 | -1} sign
   */
  #count(row, sign) {
    if (!row.unsent) return;
    const isClaim = row.claimedAt !== undefined;
    this[isAside(row) ? "aside" : "unsent"] += sign;
    if (isClaim) this[isAside(row) ? "asideClaims" : "unsentClaims"] += sign;
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

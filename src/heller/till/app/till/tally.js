// What this till took, added up from its journal: under this lease without anybody to ask, and from each card since the
// balances that it holds were taken. The journal is what counts, so a crash or a restart changes nothing.

import { readReceipt, VERDICTS } from "./result.js";
import { isNoted } from "./rows.js";

/** @typedef {import("../isolated.js").Used} Used */
/** @typedef {import("./journal.js").Journal} Journal */
/** @typedef {import("./rows.js").Row} Row */
/** @typedef {import("./snapshot.js").Manifest} Manifest */

const AT_ONCE = 500;
const LEASE_AT = 9; // behind type, city and till

/** Sums of one lease. */
export class Tally {
  #lease;
  #newest;
  /** @type {Map<string, {alone: number, since: number}>} by card */
  #cards = new Map();
  /** @type {Map<number, Row>} DECISIONs whose claim was not read yet, by its number */
  #decisions = new Map();
  #highest = 0;
  pot = 0;
  operations = 0;

  /**
   * @param {number} lease
   * @param {Manifest | null} newest of the balances held
   */
  constructor(lease, newest) {
    this.#lease = lease;
    this.#newest = newest;
  }

  /**
   * Read the journal backwards, as far as it says something new.
   * @param {Journal} journal
   * @param {number} enrolment
   * @returns {Promise<this>}
   */
  async read(journal, enrolment) {
    const last = await journal.last(enrolment);
    const highest = (last?.seq ?? 0) - (last?.undecided ?? 0); // what is undecided comes by `add`
    for (let to = highest; to > 0; to -= AT_ONCE) {
      const rows = await journal.range(enrolment, Math.max(1, to - AT_ONCE + 1), to);
      const news = rows.reverse().map((row) => this.#take(row));
      if (!news.includes(true)) break;
    }
    this.#highest = Math.max(this.#highest, highest);
    return this;
  }

  /**
   * A claim was decided just now.
   * @param {Row} row
   */
  add(row) {
    if (row.seq <= this.#highest || !row.verdict) return;
    this.#highest = row.seq;
    this.#take(row);
  }

  /**
   * @param {string} ref
   * @returns {Used}
   */
  used(ref) {
    const { alone, since } = this.#cards.get(ref) ?? { alone: 0, since: 0 };
    return { pot: this.pot, operations: this.operations, card: alone, since };
  }

  /**
   * Count a record; says whether it is of this lease, or newer than the balances.
   * @param {Row} row
   * @returns {boolean}
   */
  #take(row) {
    if (row.claimSeq) this.#decisions.set(row.claimSeq, row);
    if (row.claimedAt === undefined) return false;
    const isOwn = leaseOf(row) === this.#lease;
    if (row.kind !== "redeem") return isOwn;
    const isNew = this.#newest !== null && !this.#isKnown(row, this.#newest);
    if (row.verdict && row.verdict !== VERDICTS.dropped) this.#count(row, isOwn && row.verdict === VERDICTS.isolated, isNew);
    return isOwn || isNew;
  }

  /**
   * @param {Row} row
   * @param {boolean} isAlone
   * @param {boolean} isNew
   */
  #count({ ref, cents }, isAlone, isNew) {
    const card = this.#cards.get(ref) ?? { alone: 0, since: 0 };
    const alone = isAlone ? cents : 0;
    this.pot += alone;
    this.operations += isAlone ? 1 : 0;
    this.#cards.set(ref, { alone: card.alone + alone, since: card.since + (isNew ? cents : 0) });
  }

  /**
   * Say whether the balances were taken when the book had both records, surely.
   * @param {Row} row
   * @param {Manifest} newest
   * @returns {boolean}
   */
  #isKnown(row, newest) {
    const receipt = finalReceipt(row);
    if (!receipt || receipt.ledgerSeq === 0n || receipt.ledgerSeq > BigInt(newest.ledgerSeq)) return false;
    if (row.verdict !== VERDICTS.isolated) return true;
    const said = this.#decisions.get(row.seq)?.receipt;
    const word = said && readReceipt(said);
    return !!word && word.ledgerSeq <= BigInt(newest.ledgerSeq) && word.time < newest.time;
  }
}

/** @param {Row} row */
function finalReceipt({ receipt }) {
  return receipt && !isNoted(receipt) ? readReceipt(receipt) : null;
}

/**
 * @param {Row} row
 * @returns {number}
 */
function leaseOf({ message }) {
  return new DataView(message.buffer, message.byteOffset).getUint32(LEASE_AT);
}

// Lines of the day list: each claim with its end, what was given back of it, and what may still be.

import { isAside } from "./rows.js";
import { VERDICTS, resultOf, rowState, storedReceipt } from "./result.js";

/** @typedef {import("./enrolments.js").EnrolmentRow} EnrolmentRow */
/** @typedef {import("./rows.js").Row} Row */
/** @typedef {import("./parts.js").Parts} Parts */
/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {import("./types.js").Result} Result */

export const VOID_SECONDS = 15 * 60;
const REFUND_SECONDS = 30 * 86_400;

const STANDING = ["accepted", "recorded"];
const TAKEN_BACK = ["accepted", "recorded", "held", "open"];

/** Reads claims of all enrolments as lines. */
export class Entries {
  #parts;
  #current;
  /** @type {Map<number, EnrolmentRow>} */
  #enrolments;

  /**
   * @param {Parts} parts
   * @param {number} current the enrolment that may void
   * @param {EnrolmentRow[]} rows
   */
  constructor(parts, current, rows) {
    this.#parts = parts;
    this.#current = current;
    this.#enrolments = new Map(rows.map((row) => [row.number, row]));
  }

  /**
   * @param {Row} row
   * @param {string | null} [problem] what the city said just now
   * @returns {Promise<Result>}
   */
  async result(row, problem = null) {
    const [decision, target] = await Promise.all([this.#decision(row), this.#target(row)]);
    return resultOf(row, { lease: this.#enrolments.get(row.enrolment)?.lease ?? null, decision, target, problem });
  }

  /**
   * @param {Row} row
   * @returns {Promise<Entry>}
   */
  async entry(row) {
    const [result, undone] = await Promise.all([this.result(row), this.undone(row)]);
    const enrolment = this.#enrolments.get(row.enrolment);
    const till = enrolment?.till ?? 0;
    return { ...result, till, ref: row.ref, sent: !row.unsent, aside: isAside(row), undone, ...this.#left(row, result, undone) };
  }

  /**
   * Cents that VOIDs and REFUNDs of this till have given back.
   * @param {Row} row
   * @returns {Promise<number>}
   */
  async undone(row) {
    const found = await Promise.all((row.undoneBy ?? []).map(([no, seq]) => this.#parts.journal.entry(no, seq)));
    return found.reduce((sum, one) => sum + (one && countsBack(one) ? one.cents : 0), 0);
  }

  /**
   * @param {Row} row
   * @param {Result} result
   * @param {number} undone
   */
  #left(row, { state, at, kind }, undone) {
    const now = this.#parts.clock.now();
    const left = STANDING.includes(state) && (kind === "redeem" || kind === "sale") ? row.cents - undone : 0;
    const own = row.enrolment === this.#current && now < at + VOID_SECONDS;
    const late = kind !== "redeem" || now >= at + REFUND_SECONDS;
    return { undoable: left > 0 && own ? at + VOID_SECONDS : 0, refundable: late ? 0 : left };
  }

  /**
   * Needed for a sale's certificate, and for what was handed over without the book; a DECISION is always the record after its claim.
   * @param {Row} row
   * @returns {Promise<Row | undefined>}
   */
  async #decision(row) {
    const isNeeded = row.kind === "sale" || row.verdict === VERDICTS.byStandin || row.verdict === VERDICTS.isolated;
    return isNeeded && row.verdict ? this.#parts.journal.entry(row.enrolment, row.seq + 1) : undefined;
  }

  /**
   * @param {Row} row
   * @returns {Promise<number>}
   */
  async #target(row) {
    return row.target ? ((await this.#parts.journal.byHash(row.target))?.seq ?? 0) : 0;
  }
}

/** @param {Row} row */
function countsBack(row) {
  return TAKEN_BACK.includes(rowState(row, storedReceipt(row)));
}

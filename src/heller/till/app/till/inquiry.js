// Who is asked for a claim, and told of it: the book at its door, the stand-in at its own.

import { authorised, checkAll, receiptsBeside, refused } from "./answers.js";
import { MAX_RECORDS } from "./door.js";
import { isTooLong, posted } from "./posting.js";
import { Problem, orProblem } from "./problems.js";
import { DECIDE_S } from "./standin.js";

/** @typedef {import("./answers.js").Answer} Answer */
/** @typedef {import("./enrolled.js").Enrolled} Enrolled */
/** @typedef {import("./parts.js").Parts} Parts */
/** @typedef {import("./rows.js").Row} Row */
/** @typedef {import("./standin.js").Standin} Standin */

const BOOK = 1;
const PAUSE_S = 0.2;
const SOON = ["listening", "book_decides", "busy"]; // nothing is decided yet: the same again, while there is time
const FINAL = ["bad_proof", "till_revoked", "equivocation"]; // of the stand-in's problems: the book would say the same

/** Asks for one till's claims. */
export class Inquiry {
  #parts;
  #enrolled;
  /** Up to this number the stand-in has every record that the book has not. */
  #told = 0;
  /** @type {Promise<void> | null} */
  #telling = null;
  #again = false;
  #isStopped = false;

  /**
   * @param {Parts} parts
   * @param {Enrolled} enrolled
   */
  constructor(parts, enrolled) {
    this.#parts = parts;
    this.#enrolled = enrolled;
  }

  /**
   * Post to the book what has no receipt, the claim last.
   * @param {Row} row
   * @returns {Promise<Answer[]>} of the page, the claim's last
   */
  async book(row) {
    const page = await this.#newest();
    const { messages, before } = posted(page);
    const said = await orProblem(() => this.#enrolled.door.ask(messages, receiptsBeside(page)));
    if (said instanceof Problem) return [refused(row, said)];
    const answers = await checkAll(this.#enrolled, page, said.slice(before));
    return [...answers.slice(0, -1), authorised(answers[answers.length - 1])];
  }

  /**
   * Have the stand-in decide, with the same bytes; until then (seconds of the clock that never jumps) it may ask for patience.
   * @param {Row} row
   * @param {number} until
   * @returns {Promise<Answer[]>} the claim's last, and what the book says of others
   */
  async standin(row, until) {
    const standin = /** @type {Standin} */ (this.#enrolled.standin);
    const page = await this.#page();
    const { messages, before } = posted(page);
    for (;;) {
      const left = until - this.#parts.clock.monotonic();
      const said = await orProblem(() => standin.decide(messages, Math.min(DECIDE_S, left)));
      if (!(said instanceof Problem)) return this.#checked(page, said.slice(before));
      const isSoon = SOON.includes(said.code) && this.#parts.clock.monotonic() + PAUSE_S < until;
      if (!isSoon) return [refused(row, said)];
      await this.#parts.clock.sleep(PAUSE_S);
    }
  }

  /**
   * @param {Row[]} page
   * @param {import("./door.js").Told[]} said
   * @returns {Promise<Answer[]>}
   */
  async #checked(page, said) {
    const answers = await checkAll(this.#enrolled, page, said, "ownReceipt");
    this.#hasTold(page, said);
    const others = answers.slice(0, -1).filter(({ values }) => values?.by === BOOK);
    return [...others, authorised(answers[answers.length - 1])];
  }

  /** Tell the stand-in in the background what it does not have: claims to reserve for, and what was decided. */
  tell() {
    if (!this.#enrolled.standin) return;
    if (this.#telling) this.#again = true;
    this.#telling ??= this.#tell(this.#enrolled.standin)
      .catch((error) => this.#judge(error))
      .finally(() => (this.#telling = null));
  }

  /** The till is closed: what was begun before may find its database gone. */
  stop() {
    this.#isStopped = true;
  }

  /** @param {unknown} error */
  #judge(error) {
    if (!this.#isStopped) throw error;
  }

  /** @param {Standin} standin */
  async #tell(standin) {
    do {
      this.#again = false;
      const page = await this.#page();
      if (page.length === 0) continue;
      const { messages, before } = posted(page);
      const isOpen = page[page.length - 1].undecided;
      const said = await orProblem(() => (isOpen ? standin.notice(messages) : standin.records(messages)));
      if (!(said instanceof Problem)) this.#hasTold(page, said.slice(before));
    } while (this.#again);
  }

  /** @returns {Promise<Row[]>} as much as fits into one post */
  async #newest() {
    const page = await this.#parts.journal.newestUnsent(this.#enrolled.number, MAX_RECORDS);
    while (isTooLong(page)) page.shift();
    return page;
  }

  /** @returns {Promise<Row[]>} what the stand-in does not have yet, the newest last */
  async #page() {
    const page = await this.#newest();
    const fresh = page.filter(({ seq }) => seq > this.#told);
    return fresh.length > 0 ? fresh : page.slice(-1);
  }

  /**
   * @param {Row[]} page
   * @param {import("./door.js").Told[]} said
   */
  #hasTold(page, said) {
    if (said.every((one) => "receipt" in one)) this.#told = page[page.length - 1].seq;
  }
}

/**
 * Say whether this answer of the stand-in ends the claim; everything else it leaves to the till.
 * @param {Answer[]} answers
 * @returns {boolean}
 */
export function isFinal(answers) {
  const { problem } = answers[answers.length - 1];
  return problem === null || FINAL.includes(problem.code);
}

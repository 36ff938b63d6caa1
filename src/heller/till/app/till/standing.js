// How the till stands with the book: heard of it or not, since when, and what may be taken now.
// Stand-in and isolated are modes of a later release: until then nothing is guaranteed without the book.

import { isSilence } from "./problems.js";

/** @typedef {import("./enrolled.js").Enrolled} Enrolled */
/** @typedef {import("./problems.js").Problem} Problem */
/** @typedef {import("./types.js").Status} Status */

// The city does not know this till, or another key under its number; only as long as it says so, for it may err.
const STRANGER = ["unknown_till", "bad_signature"];

/** @type {Status} how a till stands that is not open */
export const NOT_OPEN = Object.freeze({
  mode: "expired", since: 0, answered: 0, unsent: 0, aside: 0, upTo: 0, noBook: true, trouble: null, persisted: false,
});

/** Remembers when the book answered. */
export class Standing {
  #now;
  #changed;

  /** When the book last answered; 0 = not yet. */
  answered = 0;

  /** The last exchange had an answer. */
  hasBook = false;

  /** @type {string | null} what the city said against this till when it last introduced itself */
  trouble = null;

  /** The browser has promised to keep what is stored. */
  persisted = false;

  #since;

  /**
   * @param {() => number} now
   * @param {() => void} changed
   */
  constructor(now, changed) {
    this.#now = now;
    this.#changed = changed;
    this.#since = now();
  }

  /** The city says that this till is none of its own: nothing may be claimed, enrolling anew helps. */
  get isStranger() {
    return this.trouble !== null && STRANGER.includes(this.trouble);
  }

  /**
   * An exchange with the city's door has ended.
   * @param {Problem | null} problem
   */
  heard(problem) {
    const hasBook = problem === null || !isSilence(problem);
    if (hasBook) this.answered = this.#now();
    if (hasBook === this.hasBook) return;
    this.hasBook = hasBook;
    this.#since = this.#now();
    this.#changed();
  }

  /**
   * The city's answer to our HELLO: that all is well, or what is not.
   * @param {string | null} trouble
   */
  told(trouble) {
    if (trouble === this.trouble) return;
    this.trouble = trouble;
    this.#since = this.#now();
    this.#changed();
  }

  /**
   * @param {Enrolled | null} enrolled
   * @param {{unsent: number, aside: number}} waiting
   * @returns {Status}
   */
  status(enrolled, { unsent, aside }) {
    const { answered, hasBook, persisted } = this;
    const { reenrol, revoked, frozen } = enrolled?.row ?? {};
    const barred = reenrol !== undefined || revoked === true || this.isStranger;
    const mode = barred || frozen ? "frozen" : hasBook ? "online" : "expired";
    const upTo = hasBook && !barred ? null : 0;
    const trouble = revoked ? "till_revoked" : this.trouble;
    return { mode, since: this.#since, answered, unsent, aside, upTo, noBook: !hasBook, trouble, persisted };
  }
}

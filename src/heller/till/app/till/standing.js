// How the till stands: who answers, since when, and what may be taken now. The modes are those of the design: the book, its
// stand-in, the till alone, nobody, and a till that is blocked.

import { isSilence } from "./problems.js";

/** @typedef {import("./enrolled.js").Enrolled} Enrolled */
/** @typedef {import("./problems.js").Problem} Problem */
/** @typedef {import("./types.js").Status} Status */

// The city does not know this till, or another key under its number; only as long as it says so, for it may err.
const STRANGER = ["unknown_till", "bad_signature"];

/** @type {Status} how a till stands that is not open */
export const NOT_OPEN = Object.freeze({
  mode: "expired", since: 0, answered: 0, unsent: 0, aside: 0, upTo: 0, noBook: true, trouble: null, persisted: false,
  standin: null, balancesAt: 0, left: 0, leaseOver: false,
});

const BACK = 3; // answers of the book in a row, after which it counts as back where there is a stand-in
const NOTHING = Object.freeze({ upTo: 0, left: 0, isOver: false });

/** Remembers who answered. */
export class Standing {
  #now;
  #changed;

  /** When the book last answered; 0 = not yet. */
  answered = 0;

  /** The book answers, as far as is known. */
  hasBook = false;

  /** The book was silent, and is not back. */
  hasFailed = false;

  /** The stand-in's last call had an answer; null before the first. @type {boolean | null} */
  hasStandin = null;

  /** The city names a stand-in: then a book that had failed is back after three answers, else after one. */
  namesStandin = false;

  #answers = 0;

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
    const isHeard = problem === null || !(isSilence(problem) || problem.code === "reconciling");
    if (isHeard) this.answered = this.#now();
    this.#answers = isHeard ? this.#answers + 1 : 0;
    const hasBook = isHeard && (!this.hasFailed || this.#answers >= (this.namesStandin ? BACK : 1));
    if (!isHeard) this.hasFailed = true;
    if (hasBook) this.hasFailed = false;
    this.#becomes("hasBook", hasBook);
  }

  /**
   * A call to the stand-in has ended.
   * @param {Problem | null} problem
   */
  heardStandin(problem) {
    this.#becomes("hasStandin", problem === null || !isSilence(problem));
  }

  /** The stand-in was asked in vain. */
  get isStandinSilent() {
    return this.hasStandin === false;
  }

  /**
   * @param {"hasBook" | "hasStandin"} who
   * @param {boolean} answers
   */
  #becomes(who, answers) {
    if (this[who] === answers) return;
    this[who] = answers;
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
   * @param {import("./alone.js").Alone | null} alone
   * @returns {Status}
   */
  status(enrolled, { unsent, aside }, alone) {
    const { answered, hasBook, persisted } = this;
    const { revoked } = enrolled?.row ?? {};
    const own = alone?.standing ?? NOTHING;
    const mode = this.#mode(enrolled, own);
    return {
      mode, since: this.#since, answered, unsent, aside, upTo: this.#upTo(enrolled, mode, own), noBook: !hasBook,
      trouble: revoked ? "till_revoked" : this.trouble, persisted, standin: this.namesStandin ? this.hasStandin === true : null,
      balancesAt: alone?.balancesAt ?? 0, left: own.left, leaseOver: own.isOver,
    };
  }

  /**
   * @param {Enrolled | null} enrolled
   * @param {{upTo: number, isOver: boolean}} own
   * @returns {Status["mode"]}
   */
  #mode(enrolled, { upTo }) {
    if (this.#isBarred(enrolled) || enrolled?.row.frozen) return "frozen";
    if (this.hasBook) return "online";
    if (this.namesStandin && this.hasStandin) return "standin";
    return upTo > 0 ? "isolated" : "expired";
  }

  /**
   * @param {Enrolled | null} enrolled
   * @param {Status["mode"]} mode
   * @param {{upTo: number}} own
   * @returns {number | null}
   */
  #upTo(enrolled, mode, own) {
    if (mode === "isolated") return own.upTo;
    const isDecided = mode === "online" || mode === "standin" || (mode === "frozen" && this.hasBook && !this.#isBarred(enrolled));
    return isDecided ? null : 0;
  }

  /** @param {Enrolled | null} enrolled */
  #isBarred(enrolled) {
    const { reenrol, revoked } = enrolled?.row ?? {};
    return reenrol !== undefined || revoked === true || this.isStranger;
  }
}

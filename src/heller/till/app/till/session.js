// What an opened till knows: who it is, what it owes the city, what is unresolved; and what it does by itself.

import { Alone } from "./alone.js";
import { Counter } from "./counter.js";
import { readEnrolled } from "./enrolled.js";
import { Entries } from "./entries.js";
import { Loop } from "./loop.js";
import { Inquiry } from "./inquiry.js";
import { compare } from "./opening.js";
import { Problem, isSilence, orProblem } from "./problems.js";
import { VERDICTS } from "./result.js";
import { verdictIn } from "./rows.js";
import { Standing } from "./standing.js";
import { upload } from "./upload.js";
import { Watch } from "./watch.js";

/** @typedef {import("./enrolled.js").Enrolled} Enrolled */
/** @typedef {import("./enrolments.js").EnrolmentRow} EnrolmentRow */
/** @typedef {import("./parts.js").Parts} Parts */
/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {import("./types.js").Result} Result */

const AGAIN_S = 20; // after silence nobody at the counter waits for this question; the loop asks it
const ROOM = 256;

/** One opened till; `load` reads all of it anew. */
export class Session {
  /** @type {Enrolled | null} the till, null before it is enrolled */
  enrolled = null;
  /** @type {Enrolled[]} former numbers, that only hand in */
  #former = [];
  /** @type {Counter | null} */
  counter = null;
  /** @type {Alone | null} what the till may do without anybody to ask */
  alone = null;
  /** @type {Watch | null} */
  watch = null;
  /** @type {Entries} */
  entries;
  /** @type {Entry | null} */
  unresolved = null;
  /** @type {Result | null} */
  lastResult = null;
  highest = 0;
  /** Somebody waits at the counter: what is undecided now is not yet unresolved. */
  isClaiming = false;

  #changed;
  #comparedAt = -Infinity;
  #isCompared = false;
  #isRunning = false;
  #waiting = 0;

  /**
   * @param {Parts} parts
   * @param {() => void} changed
   */
  constructor(parts, changed) {
    this.parts = parts;
    this.#changed = changed;
    this.standing = new Standing(parts.clock.now, changed);
    this.loop = new Loop(() => this.#tick());
    this.entries = new Entries(parts, 0, []);
  }

  /** Read who this till is. */
  async load() {
    const admitted = (await this.parts.enrolments.all()).filter((row) => row.admitted === 1);
    const current = admitted.pop();
    this.enrolled = current ? await readEnrolled(this.parts, current, this.#listener()) : null;
    const former = await Promise.all(admitted.map((row) => orProblem(() => readEnrolled(this.parts, row))));
    this.#former = former.flatMap((one) => (one instanceof Problem ? [] : [one]));
    this.watch?.stop();
    if (this.enrolled) await this.#staff(this.enrolled);
    this.entries = new Entries(this.parts, current?.number ?? 0, current ? [...admitted, current] : []);
    this.#isCompared = false;
    this.#comparedAt = -Infinity;
    this.standing.trouble = null; // it was said to the till before
    await this.refresh();
  }

  /** From now on the till works by itself. */
  start() {
    this.#isRunning = true;
    this.loop.start();
    this.watch?.start();
  }

  stop() {
    this.loop.stop();
    this.watch?.stop();
  }

  /** @returns {import("./enrolled.js").Listener} */
  #listener() {
    const { standing } = this;
    return { book: (problem) => standing.heard(problem), standin: (problem) => standing.heardStandin(problem) };
  }

  /**
   * Put around a till what works for it.
   * @param {Enrolled} enrolled
   */
  async #staff(enrolled) {
    const { parts, standing } = this;
    standing.namesStandin = enrolled.standin !== null;
    const inquiry = new Inquiry(parts, enrolled);
    this.alone = new Alone(parts, enrolled);
    const changed = () => void this.refresh();
    const back = () => void this.loop.now();
    this.watch = new Watch(parts, enrolled, { standing, alone: this.alone, inquiry, changed, back });
    const decided = (/** @type {number} */ verdict) => {
      if (verdict !== VERDICTS.byBook && standing.namesStandin && standing.hasBook) void this.loop.now();
    };
    this.counter = new Counter(parts, enrolled, { inquiry, alone: this.alone, standing, decided, late: changed });
    await this.alone.open();
    if (this.#isRunning) this.watch.start();
  }

  /**
   * Bookings that the city does not have to their end. The book's own word, repeated by the newest DECISION, may wait for
   * the next post.
   */
  get unsent() {
    const { unsent, unsentClaims } = this.parts.journal;
    return unsentClaims || (unsent > this.#waiting ? 1 : 0);
  }

  /** Bookings that the city does not take, for it holds others in their place. */
  get aside() {
    const { aside, asideClaims } = this.parts.journal;
    return asideClaims || Math.min(aside, 1);
  }

  /** Read what the newest record says, and tell. */
  async refresh() {
    const { journal } = this.parts;
    const number = this.enrolled?.number ?? 0;
    const [last, claim] = await Promise.all([journal.last(number), journal.lastClaim(number)]);
    this.highest = last?.seq ?? 0;
    this.#waiting = last?.unsent && last.kind === "decision" && verdictIn(last) === VERDICTS.byBook ? 1 : 0;
    this.unresolved = claim?.undecided && !this.isClaiming ? await this.entries.entry(claim) : null;
    const isNew = claim?.verdict && claim.seq > (this.enrolled?.row.seen ?? 0);
    this.lastResult = claim && isNew ? await this.entries.result(claim) : null;
    this.#changed();
  }

  /**
   * Give the till if it may claim: it is the only one of its number as far as the city answers.
   * @returns {Promise<{enrolled: Enrolled, counter: Counter}>}
   */
  async free() {
    const { enrolled, counter } = this;
    if (!enrolled || !counter) throw new Problem("not_enrolled");
    if (!this.#isCompared && this.parts.clock.monotonic() - this.#comparedAt > AGAIN_S) await this.#compare(enrolled);
    if (enrolled.row.reenrol) throw new Problem("must_enrol_again");
    const { trouble, isStranger, hasBook } = this.standing;
    if (isStranger) throw new Problem(trouble ?? "unknown_till");
    if (this.parts.journal.unsent >= ROOM && hasBook) await orProblem(() => upload(this.parts, enrolled));
    return { enrolled, counter };
  }

  /** @param {Enrolled} enrolled */
  async #compare(enrolled) {
    const problem = await orProblem(() => compare(this.parts, enrolled));
    this.#comparedAt = this.parts.clock.monotonic();
    if (problem instanceof Problem && isSilence(problem)) return;
    this.#isCompared = !problem;
    this.standing.told(problem instanceof Problem ? problem.code : null);
  }

  /** What the till does by itself. */
  async #tick() {
    if (this.enrolled) await this.#look(this.enrolled);
    await this.#handIn();
    this.watch?.look();
    await orProblem(() => this.parts.journal.ageOut(this.parts.clock.now()));
    await this.refresh();
  }

  /** @param {Enrolled} enrolled */
  async #look(enrolled) {
    await this.#compare(enrolled);
    const { counter, standing, isClaiming } = this;
    const row = isClaiming ? undefined : await this.parts.journal.undecided(enrolled.number);
    if (row && counter && standing.hasBook) await orProblem(() => counter.lookUp(row));
  }

  async #handIn() {
    for (const former of this.#former) await orProblem(() => upload(this.parts, former, true));
    const { enrolled } = this;
    if (enrolled) await orProblem(() => upload(this.parts, enrolled));
  }
}

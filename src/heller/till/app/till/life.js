// How a till begins and ends: the lock, the database, the self-test, the enrolment that somebody waits for.

import { Claims } from "./claims.js";
import { beginEnrolment } from "./enrolment.js";
import { readInvite, typedInvite } from "./invite.js";
import { takeLock, waitForLock } from "./lock.js";
import { Problem, orProblem } from "./problems.js";
import { selfTest } from "./self-test.js";
import { Session } from "./session.js";
import { StaffList } from "./staff.js";
import { Waiting } from "./waiting.js";

/** @typedef {import("./parts.js").OpenParts} OpenParts */
/** @typedef {import("./types.js").TillState} TillState */
/** @typedef {import("./types.js").Unable} Unable */
/** @typedef {{session: Session, claims: Claims, staff: StaffList}} Opened */

/** One till from its first tab to its last. */
export class Life {
  #onChange;
  /** @type {Opened | null} */
  #opened = null;
  /** @type {Waiting | null} */
  #waiting = null;
  /** @type {import("./lock.js").Free | null} */
  #free = null;
  #isSecond = false;
  #isClosed = false;
  /** @type {Unable | null} */
  unable = null;
  /** @type {string | null} */
  enrolProblem = null;

  /** @param {() => void} onChange */
  constructor(onChange) {
    this.#onChange = onChange;
  }

  /**
   * Take the lock, then open; another tab that has it is waited for in the background.
   * @param {string} name
   * @param {OpenParts} open
   * @param {typeof takeLock} take
   */
  async begin(name, open, take) {
    if (!("locks" in navigator)) this.unable = "no_locks";
    if (this.unable) return;
    this.#free = await take(name);
    if (this.#free) return this.#open(open);
    this.#isSecond = true;
    void waitForLock(name).then((free) => this.#goOn(free, open));
  }

  /**
   * @param {import("./lock.js").Free | null} free
   * @param {OpenParts} open
   */
  async #goOn(free, open) {
    this.#free = free;
    if (this.#isClosed) return this.close();
    await this.#open(open);
    this.#isSecond = false;
    this.#onChange();
  }

  /** @param {OpenParts} open */
  async #open(open) {
    try {
      const parts = await open(() => this.#lose());
      const session = new Session(parts, this.#onChange);
      const staff = new StaffList(parts.db, parts.clock);
      await Promise.all([session.load(), staff.open()]);
      this.#opened = { session, claims: new Claims(session), staff };
    } catch (error) {
      this.unable = unableBy(error);
      return;
    }
    await this.#start(this.#opened.session);
  }

  /** The browser has taken the database away, as when somebody clears its data. */
  #lose() {
    this.unable = "no_storage";
    this.#onChange();
  }

  /** @param {Session} session */
  async #start(session) {
    if (!session.enrolled) this.unable = await selfTest();
    if (this.unable) return;
    const waiting = (await session.parts.enrolments.all()).find((row) => row.admitted === 0);
    if (waiting) void this.#wait(session, waiting).run();
    void navigator.storage?.persist?.().then((kept) => (session.standing.persisted = kept));
    session.start();
  }

  /** Let go of everything; ends when another tab can have it. */
  async close() {
    this.#isClosed = true;
    this.#waiting?.stop();
    this.#opened?.session.stop();
    this.#opened?.session.parts.db.close();
    this.#opened = null;
    await this.#free?.();
  }

  /** @returns {TillState} */
  get state() {
    if (this.unable) return "unable";
    if (this.#isSecond || !this.#opened) return "second_tab";
    if (this.#waiting) return "waiting";
    const { enrolled, standing } = this.#opened.session;
    if (!enrolled) return "new";
    return enrolled.row.reenrol || standing.isStranger ? "reenrol" : "ready";
  }

  get words() {
    return this.#waiting?.hasBeenSeen ? this.#waiting.row.words : null;
  }

  /** What was opened; null while there is nothing to work with. */
  get opened() {
    return this.#opened;
  }

  /** @returns {Opened} */
  demand() {
    if (!this.#opened) throw new Problem("not_enrolled");
    return this.#opened;
  }

  // -------------------------------------------------------------------------------------- enrolment

  /**
   * @param {{invitation: string} | {door: string, code: string, root: string}} asked
   * @returns {Promise<{waiting: true} | {problem: string}>}
   */
  async enrol(asked) {
    const { session } = this.demand();
    const row = await orProblem(async () => {
      if (this.#waiting) throw new Problem("already_enrolling");
      const invite = "invitation" in asked ? readInvite(asked.invitation) : typedInvite(asked);
      return beginEnrolment(session.parts, invite);
    });
    if (row instanceof Problem) return { problem: row.code };
    const waiting = this.#wait(session, row);
    const ended = await waiting.step();
    if (!ended) void waiting.run();
    return ended && waiting.problem ? { problem: waiting.problem } : { waiting: true };
  }

  /**
   * @param {Session} session
   * @param {import("./enrolments.js").EnrolmentRow} row
   * @returns {Waiting}
   */
  #wait(session, row) {
    this.enrolProblem = null;
    const waiting = new Waiting(session.parts, row, (ended) => this.#heardOfOffice(waiting, ended));
    this.#waiting = waiting;
    this.#onChange();
    return waiting;
  }

  /**
   * @param {Waiting} waiting
   * @param {boolean} ended
   */
  async #heardOfOffice(waiting, ended) {
    this.enrolProblem = waiting.problem;
    if (ended) {
      await this.#opened?.session.load();
      if (!waiting.problem) await this.#opened?.staff.clear();
      this.#waiting = null;
      void this.#opened?.session.loop.now();
    }
    this.#onChange();
  }

  async cancel() {
    const waiting = this.#waiting;
    if (!waiting) return;
    waiting.stop();
    this.#waiting = null;
    this.enrolProblem = null;
    await this.demand().session.parts.enrolments.forget(waiting.row.number);
    this.#onChange();
  }
}

/**
 * @param {unknown} error
 * @returns {Unable}
 */
function unableBy(error) {
  return error instanceof DOMException && error.name === "VersionError" ? "newer_journal" : "no_storage";
}

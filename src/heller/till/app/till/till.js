// The till without its screens: the one place through which they sell, redeem and ask. See TillFace in types.js.

import { Claims } from "./claims.js";
import { readCard, unlockCard } from "./cards.js";
import { DEVICE_CLOCK } from "./clock.js";
import { Door } from "./door.js";
import { beginEnrolment } from "./enrolment.js";
import { readInvite, typedInvite } from "./invite.js";
import { takeLock, waitForLock } from "./lock.js";
import { openParts } from "./parts.js";
import { Problem, orProblem } from "./problems.js";
import { selfTest } from "./self-test.js";
import { Session } from "./session.js";
import { StaffList } from "./staff.js";
import { findTarget } from "./targets.js";
import { Waiting } from "./waiting.js";

/** @typedef {import("./enrolled.js").Enrolled} Enrolled */
/** @typedef {import("./parts.js").Parts} Parts */
/** @typedef {import("./types.js").Card} Card */
/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {import("./types.js").TillFace} TillFace */
/** @typedef {import("./types.js").TillState} TillState */
/** @typedef {import("./types.js").Unable} Unable */
/** @typedef {import("./types.js").Wish} Wish */
/** @typedef {{session: Session, claims: Claims, staff: StaffList}} Opened */

const NAME = "heller-till";

/**
 * Open the one till of this browser. Never throws for expected trouble: see `state`.
 * @param {{onChange: () => void}} options called whenever something that the till shows may have changed
 * @returns {Promise<Till>}
 */
export async function openTill({ onChange }) {
  const till = new Till(false, onChange);
  await till.begin(NAME, () => openParts(NAME, (addresses, heard) => new Door(addresses, DEVICE_CLOCK, heard)));
  return till;
}

/** @implements {TillFace} */
export class Till {
  #onChange;
  /** @type {Opened | null} */
  #opened = null;
  /** @type {Waiting | null} */
  #waiting = null;
  /** @type {(() => void) | null} */
  #free = null;
  #isSecond = false;
  #isClosed = false;
  /** @type {import("./types.js").Staff | null} */
  signedIn = null;
  /** @type {Unable | null} */
  unable = null;
  /** @type {string | null} */
  enrolProblem = null;

  /**
   * @param {boolean} training
   * @param {() => void} onChange
   */
  constructor(training, onChange) {
    this.training = training;
    this.#onChange = onChange;
  }

  // -------------------------------------------------------------------------------------- beginning, ending

  /**
   * Take the lock, then open; another tab that has it is waited for in the background.
   * @param {string} name
   * @param {() => Promise<Parts>} open
   */
  async begin(name, open) {
    if (!("locks" in navigator)) this.unable = "no_locks";
    if (this.unable) return;
    this.#free = await takeLock(name);
    if (this.#free) return this.#open(open);
    this.#isSecond = true;
    void waitForLock(name).then((free) => this.#goOn(free, open));
  }

  /**
   * @param {(() => void) | null} free
   * @param {() => Promise<Parts>} open
   */
  async #goOn(free, open) {
    this.#free = free;
    if (this.#isClosed) return this.close();
    await this.#open(open);
    this.#isSecond = false;
    this.#onChange();
  }

  /** @param {() => Promise<Parts>} open */
  async #open(open) {
    try {
      const parts = await open();
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

  /** @param {Session} session */
  async #start(session) {
    if (!session.enrolled) this.unable = await selfTest();
    if (this.unable) return;
    const waiting = (await session.parts.enrolments.all()).find((row) => row.admitted === 0);
    if (waiting) this.#wait(session, waiting);
    void navigator.storage?.persist?.().then((kept) => (session.standing.persisted = kept));
    session.loop.start();
  }

  close() {
    this.#isClosed = true;
    this.#waiting?.stop();
    this.#opened?.session.loop.stop();
    this.#opened?.session.parts.db.close();
    this.#opened = null;
    this.#free?.();
  }

  // -------------------------------------------------------------------------------------- what it is

  /** @returns {TillState} */
  get state() {
    if (this.unable) return "unable";
    if (this.#isSecond || !this.#opened) return "second_tab";
    if (this.#waiting) return "waiting";
    const { enrolled } = this.#opened.session;
    if (!enrolled) return "new";
    return enrolled.row.reenrol ? "reenrol" : "ready";
  }

  get reenrolWhy() {
    return this.#opened?.session.enrolled?.row.reenrol ?? null;
  }

  get words() {
    return this.#waiting?.row.words ?? null;
  }

  get identity() {
    return this.#opened?.session.enrolled?.identity ?? null;
  }

  get status() {
    const { session } = this.#demand();
    return session.standing.status(session.enrolled, session.parts.journal.unsent);
  }

  get unresolved() {
    return this.#opened?.session.unresolved ?? null;
  }

  get lastResult() {
    return this.#opened?.session.lastResult ?? null;
  }

  get highest() {
    return this.#opened?.session.highest ?? 0;
  }

  get staff() {
    return this.#opened?.staff.names ?? [];
  }

  selfTest() {
    return selfTest();
  }

  /** @returns {Opened} */
  #demand() {
    if (!this.#opened) throw new Problem("not_enrolled");
    return this.#opened;
  }

  /** @returns {Enrolled} */
  #demandEnrolled() {
    const { enrolled } = this.#demand().session;
    if (!enrolled) throw new Problem("not_enrolled");
    return enrolled;
  }

  // -------------------------------------------------------------------------------------- enrolment

  /**
   * @param {{invitation: string} | {door: string, code: string, root: string}} asked
   * @returns {Promise<{waiting: true} | {problem: string}>}
   */
  async enrol(asked) {
    const { session } = this.#demand();
    const row = await orProblem(async () => {
      if (this.#waiting) throw new Problem("already_enrolling");
      const invite = "invitation" in asked ? readInvite(asked.invitation) : typedInvite(asked);
      return beginEnrolment(session.parts, invite);
    });
    if (row instanceof Problem) return { problem: row.code };
    this.enrolProblem = null;
    this.#wait(session, row);
    this.#onChange();
    return { waiting: true };
  }

  /**
   * @param {Session} session
   * @param {import("./enrolments.js").EnrolmentRow} row
   */
  #wait(session, row) {
    const waiting = new Waiting(session.parts, row, (ended) => void this.#heardOfOffice(waiting, ended));
    this.#waiting = waiting;
    void waiting.run();
  }

  /**
   * @param {Waiting} waiting
   * @param {boolean} ended
   */
  async #heardOfOffice(waiting, ended) {
    this.enrolProblem = waiting.problem;
    if (ended) {
      await this.#opened?.session.load();
      this.#waiting = null;
      void this.#opened?.session.loop.now();
    }
    this.#onChange();
  }

  async cancelEnrolment() {
    const waiting = this.#waiting;
    if (!waiting) return;
    waiting.stop();
    this.#waiting = null;
    this.enrolProblem = null;
    await this.#demand().session.parts.enrolments.forget(waiting.row.number);
    this.#onChange();
  }

  // -------------------------------------------------------------------------------------- cards

  /** @param {string} text */
  async readCard(text) {
    return readCard(this.#demandEnrolled(), text);
  }

  /**
   * @param {string} number
   * @param {string} pin
   * @returns {Promise<{card: Card} | {refused: string}>}
   */
  async unlock(number, pin) {
    const card = await orProblem(() => unlockCard(this.#demandEnrolled(), number, pin));
    return card instanceof Problem ? { refused: card.code } : { card };
  }

  /**
   * @param {Card} card
   * @returns {Promise<import("./types.js").Balance | {trouble: string}>}
   */
  async balance({ view }) {
    const found = await orProblem(async () => {
      if (view === null) throw new Problem("needs_card");
      return this.#demandEnrolled().door.view(view);
    });
    return found instanceof Problem ? { trouble: found.code } : found;
  }

  /**
   * @param {Card} card
   * @param {number} cents
   * @returns {Promise<import("./types.js").MaySell>}
   */
  async askSale(card, cents) {
    const found = await orProblem(() => this.#maySell(card, cents));
    return found instanceof Problem ? { trouble: found.code } : found;
  }

  /**
   * @param {Card} card
   * @param {number} cents
   * @returns {Promise<import("./types.js").MaySell>}
   */
  async #maySell(card, cents) {
    const { enrolled } = await this.#demand().session.free();
    if (!enrolled.identity.roles.sell) return { refused: "no_right" };
    const hello = await enrolled.question("hello");
    const [may, shown] = await Promise.all([enrolled.door.canSell(hello, card.ref, cents), this.balance(card)]);
    await enrolled.patch({ creditLeft: may.creditLeft });
    if (!may.ok) return { refused: may.reason ?? "no_right" };
    return { may: true, sealed: "state" in shown ? shown.state === "sealed" : null, creditLeft: may.creditLeft };
  }

  // -------------------------------------------------------------------------------------- claims

  /** @param {Wish} wish */
  redeem(wish) {
    return this.#demand().claims.redeem(wish);
  }

  /** @param {Wish} wish */
  sell(wish) {
    return this.#demand().claims.sell(wish);
  }

  /** @param {{seq: number, cents?: number, register?: string, staff?: string}} wish */
  undo(wish) {
    return this.#demand().claims.undo(wish);
  }

  /** @param {{target: number | string, cents: number, register?: string, staff?: string}} wish */
  refund(wish) {
    return this.#demand().claims.refund(wish);
  }

  /** @param {number} seq */
  ask(seq) {
    return this.#demand().claims.ask(seq);
  }

  /**
   * @param {number} seq
   * @param {boolean} handedOver
   */
  decide(seq, handedOver) {
    return this.#demand().claims.decide(seq, handedOver);
  }

  /**
   * @param {number | string} target
   * @returns {Promise<{target: import("./types.js").Target} | {refused: string}>}
   */
  async findTarget(target) {
    const found = await orProblem(() => findTarget(this.#demand().session.parts, this.#demandEnrolled(), target));
    return found instanceof Problem ? { refused: found.code } : { target: found };
  }

  /** @param {number} seq */
  async shown(seq) {
    const { session } = this.#demand();
    const { enrolled } = session;
    if (enrolled && seq > enrolled.row.seen) await enrolled.patch({ seen: seq });
    await session.refresh();
  }

  // -------------------------------------------------------------------------------------- the day

  async uploadNow() {
    const { session } = this.#demand();
    await session.loop.now();
    const { noBook, trouble, unsent } = this.status;
    return { left: unsent, problem: noBook ? "no_answer" : trouble };
  }

  /**
   * @param {{from: number, to: number}} span
   * @returns {Promise<Entry[]>}
   */
  async entries({ from, to }) {
    const { session } = this.#demand();
    const rows = await session.parts.journal.claimsBetween(from, to);
    return Promise.all(rows.map((row) => session.entries.entry(row)));
  }

  /**
   * @param {number} seq
   * @returns {Promise<Entry | null>}
   */
  async entry(seq) {
    const { session } = this.#demand();
    const row = await session.parts.journal.entry(session.enrolled?.number ?? 0, seq);
    return row?.claimedAt === undefined ? null : session.entries.entry(row);
  }

  // -------------------------------------------------------------------------------------- people

  /**
   * @param {string} name
   * @param {string} pin
   */
  async addStaff(name, pin) {
    const found = await orProblem(() => this.#demand().staff.add(name, pin));
    this.#onChange();
    return found instanceof Problem ? { problem: found.code } : found;
  }

  /** @param {string} id */
  async removeStaff(id) {
    await this.#demand().staff.remove(id);
    if (this.signedIn?.id === id) this.signedIn = null;
    this.#onChange();
  }

  /**
   * @param {string} id
   * @param {string} pin
   */
  async checkPin(id, pin) {
    const checked = await this.#demand().staff.check(id, pin);
    if ("good" in checked) this.signedIn = this.staff.find((one) => one.id === id) ?? null;
    this.#onChange();
    return checked;
  }

  async signOut() {
    this.signedIn = null;
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

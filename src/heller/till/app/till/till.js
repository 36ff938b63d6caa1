// The till without its screens: the one place through which they sell, redeem and ask. See TillFace in types.js.

import { balanceOf, maySell } from "./asking.js";
import { readCard, unlockCard } from "./cards.js";
import { DEVICE_CLOCK } from "./clock.js";
import { Door } from "./door.js";
import { Life } from "./life.js";
import { takeLock } from "./lock.js";
import { openParts } from "./parts.js";
import { Problem, orProblem } from "./problems.js";
import { selfTest } from "./self-test.js";
import { NOT_OPEN } from "./standing.js";
import { findTarget } from "./targets.js";

/** @typedef {import("./enrolled.js").Enrolled} Enrolled */
/** @typedef {import("./parts.js").OpenParts} OpenParts */
/** @typedef {import("./types.js").Card} Card */
/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {import("./types.js").TillFace} TillFace */
/** @typedef {import("./types.js").Wish} Wish */

const NAME = "heller-till";

/**
 * Open the one till of this browser. Never throws for expected trouble: see `state`.
 * @param {{onChange: () => void}} options called whenever something that the till shows may have changed
 * @returns {Promise<Till>}
 */
export async function openTill({ onChange }) {
  const till = new Till(onChange);
  /** @type {import("./parts.js").DoorAt} */
  const doorAt = (addresses, heard) => new Door(addresses, DEVICE_CLOCK, heard);
  await till.begin(NAME, (gone) => openParts(NAME, doorAt, gone), takeLock);
  return till;
}

/** @implements {TillFace} */
export class Till {
  #life;
  #signedIn = "";

  /**
   * @param {() => void} onChange
   * @param {import("./practice-city.js").PracticeCard[]} [cards] for practising
   */
  constructor(onChange, cards = []) {
    this.cards = cards;
    this.training = cards.length > 0;
    this.onChange = onChange;
    this.#life = new Life(onChange);
  }

  /**
   * @param {string} name
   * @param {OpenParts} open
   * @param {typeof takeLock} take
   */
  begin(name, open, take) {
    return this.#life.begin(name, open, take);
  }

  close() {
    return this.#life.close();
  }

  // -------------------------------------------------------------------------------------- what it is

  get state() {
    return this.#life.state;
  }

  get unable() {
    return this.#life.unable;
  }

  get enrolProblem() {
    return this.#life.enrolProblem;
  }

  get words() {
    return this.#life.words;
  }

  get reenrolWhy() {
    const session = this.#session;
    return session?.enrolled?.row.reenrol ?? (session?.standing.isStranger ? "stranger" : null);
  }

  get identity() {
    return this.#session?.enrolled?.identity ?? null;
  }

  /** The city's keys and addresses, as this till believes them. */
  get keyset() {
    return this.#session?.enrolled?.trust.keyset ?? null;
  }

  get status() {
    const session = this.#session;
    return session ? session.standing.status(session.enrolled, session, session.alone) : NOT_OPEN;
  }

  get unresolved() {
    return this.#session?.unresolved ?? null;
  }

  get lastResult() {
    return this.#session?.lastResult ?? null;
  }

  get highest() {
    return this.#session?.highest ?? 0;
  }

  get staff() {
    return this.#life.opened?.staff.names ?? [];
  }

  get signedIn() {
    return this.staff.find((one) => one.id === this.#signedIn) ?? null;
  }

  get #session() {
    return this.#life.opened?.session ?? null;
  }

  #demand() {
    return this.#life.demand();
  }

  /** @returns {Enrolled} */
  #demandEnrolled() {
    const { enrolled } = this.#demand().session;
    if (!enrolled) throw new Problem("not_enrolled");
    return enrolled;
  }

  // -------------------------------------------------------------------------------------- enrolment

  selfTest() {
    return selfTest();
  }

  /** @param {{invitation: string} | {door: string, code: string, root: string}} asked */
  enrol(asked) {
    return this.#life.enrol(asked);
  }

  cancelEnrolment() {
    return this.#life.cancel();
  }

  // -------------------------------------------------------------------------------------- cards

  /** @param {string} text */
  async readCard(text) {
    return readCard(this.#demand().session.parts, this.#demandEnrolled(), text);
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
  async balance(card) {
    const found = await orProblem(() => balanceOf(this.#demand().session, card));
    return found instanceof Problem ? { trouble: found.code } : found;
  }

  /**
   * @param {Card} card
   * @param {number} cents
   * @returns {Promise<import("./types.js").MaySell>}
   */
  async askSale(card, cents) {
    const found = await orProblem(() => maySell(this.#demand().session, card, cents));
    return found instanceof Problem ? { trouble: found.code } : found;
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

  /**
   * @param {string} name
   * @param {string} pin
   * @param {string} [ownerPin]
   */
  async addStaff(name, pin, ownerPin = "") {
    const found = await orProblem(() => this.#demand().staff.add(name, pin, ownerPin));
    this.onChange();
    return found instanceof Problem ? { problem: found.code } : found;
  }

  /**
   * @param {string} id
   * @param {string} ownerPin
   */
  async removeStaff(id, ownerPin) {
    const found = await orProblem(() => this.#demand().staff.remove(id, ownerPin));
    this.onChange();
    return found instanceof Problem ? { problem: found.code } : found;
  }

  /**
   * @param {string} id
   * @param {string} pin
   */
  async checkPin(id, pin) {
    const checked = await this.#demand().staff.check(id, pin);
    if ("good" in checked) this.#signedIn = id;
    this.onChange();
    return checked;
  }

  async signOut() {
    this.#signedIn = "";
    this.onChange();
  }
}

// What nobody at the counter waits for: is the book back, does the stand-in answer, are there newer balances, are there newer
// addresses of the city? Nothing here can fail a payment.

import { Problem, orProblem } from "./problems.js";

/** @typedef {import("./enrolled.js").Enrolled} Enrolled */
/** @typedef {import("./parts.js").Parts} Parts */
/**
 * @typedef {{standing: import("./standing.js").Standing, alone: import("./alone.js").Alone,
 *   inquiry: import("./inquiry.js").Inquiry, changed: () => void, back: () => void}} Beside `back` hears that the book is back
 */

const PROBE_MS = 1_000;
const BALANCES_S = 300;
const KEYSET_S = 3_600;
const FOLDER = "/v1/snapshots";

/** Looks after one till. */
export class Watch {
  #parts;
  #enrolled;
  #beside;
  #timer = 0;
  #isStopped = false;
  #isProbing = false;
  #isLooking = false;
  #balancesAt = -Infinity;
  #keysetAt = -Infinity;

  /**
   * @param {Parts} parts
   * @param {Enrolled} enrolled
   * @param {Beside} beside
   */
  constructor(parts, enrolled, beside) {
    this.#parts = parts;
    this.#enrolled = enrolled;
    this.#beside = beside;
  }

  start() {
    this.#timer = window.setInterval(() => void this.#quietly(() => this.#probe()), PROBE_MS);
  }

  stop() {
    this.#isStopped = true;
    this.#beside.inquiry.stop();
    window.clearInterval(this.#timer);
  }

  /** Look at everything that may be newer; returns at once. */
  look() {
    if (this.#isLooking || this.#isStopped || this.#enrolled.row.training) return; // who practises reads nothing of a city
    this.#isLooking = true;
    void this.#quietly(() => this.#look()).finally(() => (this.#isLooking = false));
  }

  /** A silent book is looked for until it is back; the stand-in and the till's own sums stand by meanwhile. */
  async #probe() {
    const { standing, alone } = this.#beside;
    if (!standing.hasFailed || this.#isProbing) return;
    this.#isProbing = true;
    const isNew = !alone.isReady;
    await Promise.all([orProblem(() => this.#enrolled.door.health()), this.#hearStandin(), alone.ready()]);
    this.#isProbing = false;
    if (isNew) this.#beside.changed();
    if (!standing.hasFailed) this.#beside.back();
  }

  async #look() {
    const { standing, inquiry, changed } = this.#beside;
    if (!standing.hasFailed) await this.#hearStandin();
    if (standing.hasFailed && standing.hasStandin) inquiry.tell();
    const now = this.#parts.clock.monotonic();
    if (now - this.#keysetAt >= KEYSET_S && standing.hasBook) {
      const found = await orProblem(() => this.#enrolled.renew());
      if (!(found instanceof Problem)) this.#keysetAt = now;
      standing.namesStandin = this.#enrolled.standin !== null;
    }
    if (now - this.#balancesAt >= BALANCES_S) await this.#refresh(now);
    changed();
  }

  /** @param {number} now */
  async #refresh(now) {
    const { standing, alone } = this.#beside;
    const [doors, standins] = [this.#enrolled.doors, this.#enrolled.standin?.addresses ?? []];
    const best = standing.hasFailed ? [...standins, ...doors] : [...doors, ...standins];
    const found = await orProblem(() => alone.refresh(best.map((address) => address.replace(/\/+$/, "") + FOLDER)));
    if (!(found instanceof Problem)) this.#balancesAt = now;
  }

  /** Ask the stand-in how it stands, and keep what it signs. */
  async #hearStandin() {
    const { standin } = this.#enrolled;
    if (!standin) return;
    const word = await orProblem(() => standin.status());
    if (!(word instanceof Problem)) await orProblem(() => this.#beside.alone.heard(word));
  }

  /**
   * What was begun before the till was closed may find its database gone.
   * @param {() => Promise<void>} work
   */
  async #quietly(work) {
    try {
      await work();
    } catch (error) {
      this.#isProbing = false;
      if (!this.#isStopped) throw error;
    }
  }
}

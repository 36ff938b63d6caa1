// Waiting for the office: ask once a second until it has admitted the device, refuses it, or the code is too old.

import { askAdmission, goesOn } from "./enrolment.js";
import { Problem } from "./problems.js";

/** @typedef {import("./enrolments.js").EnrolmentRow} EnrolmentRow */
/** @typedef {import("./parts.js").Parts} Parts */

const POLL_S = 1;

/** One enrolment under way. */
export class Waiting {
  #parts;
  #told;
  #stopped = false;

  /** @type {string | null} what stood in the way the last time */
  problem = null;

  /** The office can see the device, and compare the words. */
  hasBeenSeen = false;

  /**
   * @param {Parts} parts
   * @param {EnrolmentRow} row
   * @param {(ended: boolean) => Promise<void>} told hears of each change, and of the end
   */
  constructor(parts, row, told) {
    this.#parts = parts;
    this.row = row;
    this.#told = told;
  }

  stop() {
    this.#stopped = true;
  }

  /** Ask until there is an end; what was not admitted is forgotten. */
  async run() {
    while (!this.#stopped && !(await this.step())) await this.#parts.clock.sleep(POLL_S);
  }

  /**
   * Ask once; says whether that was the end.
   * @returns {Promise<boolean>}
   */
  async step() {
    const found = await askAdmission(this.#parts, this.row);
    if (this.#stopped) return true;
    if (found && !(found instanceof Problem)) return this.#end(null);
    if (!goesOn(this.row, found, this.#parts.clock.now())) return this.#end(found?.code ?? "still_waiting");
    this.#say(found);
    return false;
  }

  /**
   * @param {string | null} problem
   * @returns {Promise<true>}
   */
  async #end(problem) {
    this.problem = problem;
    if (problem) await this.#parts.enrolments.forget(this.row.number);
    await this.#told(true);
    return true;
  }

  /** @param {Problem | null} problem */
  #say(problem) {
    const isNew = problem === null ? !this.hasBeenSeen : this.problem !== problem.code;
    this.problem = problem?.code ?? null;
    if (problem === null) this.hasBeenSeen = true;
    if (isNew) void this.#told(false);
  }
}

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

  /**
   * @param {Parts} parts
   * @param {EnrolmentRow} row
   * @param {(ended: boolean) => void} told hears of each change, and of the end
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
    while (!this.#stopped) {
      const found = await askAdmission(this.#parts, this.row);
      if (this.#stopped) return;
      if (found && !(found instanceof Problem)) return this.#told(true);
      if (!goesOn(this.row, found, this.#parts.clock.now())) return this.#end(found?.code ?? "still_waiting");
      this.#say(found?.code ?? null);
      await this.#parts.clock.sleep(POLL_S);
    }
  }

  /** @param {string} problem */
  async #end(problem) {
    this.problem = problem;
    await this.#parts.enrolments.forget(this.row.number);
    this.#told(true);
  }

  /** @param {string | null} problem */
  #say(problem) {
    if (problem === this.problem) return;
    this.problem = problem;
    this.#told(false);
  }
}

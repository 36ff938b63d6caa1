// The numbers that this device had and has: one row for each enrolment. The newest admitted one is the till; the others only
// hand in what they still hold.

import { strictly } from "./database.js";

/** @typedef {import("./database.js").Database} Database */
/**
 * `root`, `door`, `code`: from the invitation. `message`: ENROL as it is sent again and again. `seen`: the last claim
 * whose result somebody confirmed. `reenrol`: why nothing may be claimed any more. `frozen`: may only redeem online.
 * `revoked`: may ask nothing. `creditLeft`: cents that the sale point may still sell, as far as known.
 * @typedef {{number: number, admitted: 0 | 1, startedAt: number, training: boolean, root: Uint8Array, door: string,
 *   code: string, message: Uint8Array, words: string[], key: CryptoKey, publicKey: Uint8Array, till: number,
 *   lease: Uint8Array, keyset: Uint8Array, names: [string, string, string], seen: number,
 *   reenrol?: import("./types.js").ReenrolWhy, frozen?: boolean, revoked?: boolean, creditLeft?: number}} EnrolmentRow
 */

/** The rows of all enrolments. */
export class Enrolments {
  #db;

  /** @param {Database} db */
  constructor(db) {
    this.#db = db;
  }

  /** @returns {Promise<EnrolmentRow[]>} */
  all() {
    return this.#db.getAll("enrolments");
  }

  /** @param {EnrolmentRow} row */
  async put(row) {
    await strictly(this.#db, ["enrolments"], (writing) => writing.objectStore("enrolments").put(row));
  }

  /**
   * Change some values of a row; gives it as it is now.
   * @param {number} number
   * @param {Partial<EnrolmentRow>} values
   * @returns {Promise<EnrolmentRow>}
   */
  patch(number, values) {
    return strictly(this.#db, ["enrolments"], async (writing) => {
      const store = writing.objectStore("enrolments");
      const row = { ...(await store.get(number)), ...values };
      await store.put(row);
      return row;
    });
  }

  /**
   * Forget an enrolment that was never admitted.
   * @param {number} number
   */
  async forget(number) {
    await strictly(this.#db, ["enrolments"], (writing) => writing.objectStore("enrolments").delete(number));
  }
}

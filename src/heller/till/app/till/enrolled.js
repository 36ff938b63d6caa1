// An enrolled till: its number, key, lease, and the city that it believes.

import { ENDPOINTS } from "../keyset.js";
import { sealMessage } from "../messages.js";
import { ROLES } from "../rules.js";
import { Problem, orProblem } from "./problems.js";
import { Standin } from "./standin.js";
import { pinned } from "./trust.js";

/** @typedef {import("../wire.js").Values} Values */
/** @typedef {import("./enrolments.js").EnrolmentRow} EnrolmentRow */
/** @typedef {import("./parts.js").Parts} Parts */
/** @typedef {import("./parts.js").CityDoor} CityDoor */
/** @typedef {import("./trust.js").Trust} Trust */
/** @typedef {{book: import("./parts.js").Heard, standin: import("./parts.js").Heard}} Listener hears whether each answers */

/** One enrolment that was admitted. */
export class Enrolled {
  #parts;
  #heard;

  /**
   * @param {Parts} parts
   * @param {EnrolmentRow} row
   * @param {Trust} trust
   * @param {Values} lease
   * @param {Listener} [heard]
   */
  constructor(parts, row, trust, lease, heard) {
    this.#parts = parts;
    this.#heard = heard;
    this.row = row;
    this.trust = trust;
    this.lease = lease;
    this.door = this.#openDoor();
    this.standin = this.#openStandin();
  }

  get number() {
    return this.row.number;
  }

  get scope() {
    return this.trust.scope;
  }

  /** @returns {CityDoor} */
  #openDoor() {
    return this.#parts.doorAt(this.doors, this.#heard?.book);
  }

  /** The door's addresses, best first. */
  get doors() {
    return [...new Set([...this.#listed(ENDPOINTS.door), this.row.door])];
  }

  /** @returns {Standin | null} null in a city that names none */
  #openStandin() {
    const listed = this.#listed(ENDPOINTS.standin);
    return listed.length > 0 ? new Standin(listed, this.#parts.clock, this.#heard?.standin) : null;
  }

  /** @param {number} kind */
  #listed(kind) {
    return this.trust.keyset.endpoints.get(kind) ?? [];
  }

  /**
   * Check something, again with the city's newest keys when it names an unknown one.
   * @template T
   * @param {(trust: Trust) => Promise<T>} check
   * @returns {Promise<T>}
   */
  async believing(check) {
    try {
      return await check(this.trust);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "key_unknown") throw error;
      await this.renew();
      return check(this.trust);
    }
  }

  /** Ask the book for the newest KEYSET, or the stand-in when the book is silent; raises Problem. */
  async renew() {
    const found = await orProblem(() => this.door.keyset());
    if (!(found instanceof Problem)) return this.#renew(found);
    if (!this.standin) throw found;
    return this.#renew(await this.standin.keyset());
  }

  /**
   * Keep a KEYSET under the pinned ROOT if its number is the highest so far.
   * @param {Uint8Array} keyset
   */
  async #renew(keyset) {
    const newer = await pinned(keyset, this.row.root, this.row.training);
    if (newer.keyset.number <= this.trust.keyset.number) return;
    await this.patch({ keyset });
    this.trust = newer;
    this.door = this.#openDoor();
    this.standin = this.#openStandin();
  }

  /** @param {Partial<EnrolmentRow>} values */
  async patch(values) {
    this.row = await this.#parts.enrolments.patch(this.number, values);
  }

  /**
   * Sign a question: HELLO or UNLOCK.
   * @param {"hello" | "unlock"} kind
   * @param {Values} [more]
   * @returns {Promise<Uint8Array>}
   */
  question(kind, more = {}) {
    const nonce = crypto.getRandomValues(new Uint8Array(8));
    const common = { city: this.scope.city, till: this.row.till, time: this.#parts.clock.now() >>> 0, nonce };
    return sealMessage(kind, this.scope, this.row.key, { ...common, ...more });
  }

  /** @returns {import("./types.js").Identity} */
  get identity() {
    const { keyset } = this.trust;
    const [shop, point, cityName] = this.row.names;
    const { role } = this.lease;
    return {
      city: keyset.city, cityName, phone: keyset.phone, shop, point, till: this.row.till,
      roles: { redeem: !!(role & ROLES.redeem), sell: !!(role & ROLES.sell), office: !!(role & ROLES.office) },
      lease: leaseShown(this.lease),
    };
  }
}

/**
 * Read an admitted row; what is in it is checked again each time.
 * @param {Parts} parts
 * @param {EnrolmentRow} row
 * @param {Listener} [heard]
 * @returns {Promise<Enrolled>}
 */
export async function readEnrolled(parts, row, heard) {
  const trust = await pinned(row.keyset, row.root, row.training);
  return new Enrolled(parts, row, trust, await trust.lease(row.lease, row.till, row.publicKey), heard);
}

/**
 * @param {Values} lease
 * @returns {import("./types.js").Identity["lease"]}
 */
function leaseShown({ number, limit, limitOutage, isolated, standin, credit, expires }) {
  return { number, limit, outageLimit: limitOutage, isolated, standin, credit, expires };
}

// Who works at this till: names and PINs, on this device only. A PIN keeps colleagues apart; it guards no money by itself.

import { equal } from "../bytes.js";
import { strictly } from "./database.js";
import { Problem } from "./problems.js";

/** @typedef {import("./clock.js").Clock} Clock */
/** @typedef {import("./database.js").Database} Database */
/** @typedef {import("./types.js").NotGood} NotGood */
/** @typedef {import("./types.js").PinCheck} PinCheck */
/**
 * @typedef {{id: string, name: string, salt: Uint8Array<ArrayBuffer>, hash: Uint8Array, wrong: number,
 *   closedUntil: number}} Person
 */

const ROUNDS = 200_000;
const WRONG = 5;
const CLOSED_S = 300;
const PIN = /^[0-9]{4,8}$/;
const FACT = "staff";

/** The people of this till. The first of them is the owner: only with their PIN others come or go. */
export class StaffList {
  #db;
  #clock;
  /** @type {Person[]} */
  #people = [];

  /**
   * @param {Database} db
   * @param {Clock} clock
   */
  constructor(db, clock) {
    this.#db = db;
    this.#clock = clock;
  }

  async open() {
    this.#people = (await this.#db.get("facts", FACT)) ?? [];
  }

  /** @returns {import("./types.js").Staff[]} */
  get names() {
    return this.#people.map(({ id, name }) => ({ id, name }));
  }

  /**
   * @param {string} name
   * @param {string} pin
   * @param {string} ownerPin not asked of the first
   * @returns {Promise<import("./types.js").Staff | NotGood>}
   */
  async add(name, pin, ownerPin) {
    const tidied = name.trim();
    if (tidied === "" || !PIN.test(pin)) throw new Problem("pin_form");
    if (this.#people.some((person) => person.name === tidied)) throw new Problem("name_taken");
    const checked = await this.#checkOwner(ownerPin);
    if (!("good" in checked)) return checked;
    const [id, salt] = [crypto.randomUUID(), crypto.getRandomValues(new Uint8Array(16))];
    const hash = await slowHash(pin, salt);
    await this.#keep([...this.#people, { id, name: tidied, salt, hash, wrong: 0, closedUntil: 0 }]);
    return { id, name: tidied };
  }

  /**
   * @param {string} id
   * @param {string} ownerPin
   * @returns {Promise<PinCheck>}
   */
  async remove(id, ownerPin) {
    if (this.#people.length > 1 && this.#people[0].id === id) throw new Problem("owner_last");
    const checked = await this.#checkOwner(ownerPin);
    if ("good" in checked) await this.#keep(this.#people.filter((person) => person.id !== id));
    return checked;
  }

  /** Begin anew, as a till does that was enrolled anew: so an owner's forgotten PIN costs a call to the office. */
  clear() {
    return this.#keep([]);
  }

  /**
   * @param {string} pin
   * @returns {Promise<PinCheck>}
   */
  async #checkOwner(pin) {
    const owner = this.#people.at(0);
    return owner ? this.check(owner.id, pin) : { good: true };
  }

  /**
   * Five wrong PINs close the name for five minutes. The try is on the disk before its answer is known.
   * @param {string} id
   * @param {string} pin
   * @returns {Promise<PinCheck>}
   */
  async check(id, pin) {
    const person = this.#people.find((one) => one.id === id);
    if (!person) throw new Problem("name_unknown");
    const now = this.#clock.now();
    if (now < person.closedUntil && person.closedUntil <= now + CLOSED_S) return { waitUntil: person.closedUntil };
    const wrong = (person.closedUntil ? 0 : person.wrong) + 1;
    const closedUntil = wrong >= WRONG ? now + CLOSED_S : 0;
    await this.#change(id, { wrong, closedUntil });
    if (equal(await slowHash(pin, person.salt), person.hash)) {
      await this.#change(id, { wrong: 0, closedUntil: 0 });
      return { good: true };
    }
    return closedUntil ? { waitUntil: closedUntil } : { wrong: true, left: WRONG - wrong };
  }

  /**
   * @param {string} id
   * @param {Partial<Person>} values
   */
  #change(id, values) {
    return this.#keep(this.#people.map((person) => (person.id === id ? { ...person, ...values } : person)));
  }

  /** @param {Person[]} people */
  async #keep(people) {
    this.#people = people;
    await strictly(this.#db, ["facts"], (writing) => writing.objectStore("facts").put(people, FACT));
  }
}

/**
 * @param {string} pin
 * @param {Uint8Array<ArrayBuffer>} salt
 * @returns {Promise<Uint8Array>}
 */
async function slowHash(pin, salt) {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveBits"]);
  const algorithm = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, 256));
}

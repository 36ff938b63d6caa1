// The stand-in: it is told of every claim, and decides when the book is silent (docs/protocol.md, section 11).
// Its addresses stand in the signed KEYSET. All of them lead to the same machine, so the first answer counts.

import { toBase64 } from "../bytes.js";
import { readResults } from "./door.js";
import { blob, problemOf } from "./fields.js";
import { exchange } from "./line.js";
import { Problem } from "./problems.js";

/** @typedef {import("./clock.js").Clock} Clock */
/** @typedef {import("./door.js").Told} Told */
/** @typedef {import("./fields.js").Body} Body */

export const DECIDE_S = 0.8;

const NOTE_S = 2;
const NEXT_S = 0.25; // so long one address is waited for before the next is tried, too

/** One city's stand-in, under one or several addresses. */
export class Standin {
  /** The addresses; the one that answered last comes first. */
  addresses;
  #clock;
  #heard;

  /**
   * @param {string[]} addresses
   * @param {Clock} clock
   * @param {(problem: Problem | null) => void} [heard] hears after each call whether the stand-in answered
   */
  constructor(addresses, clock, heard = () => undefined) {
    this.addresses = addresses.map((address) => address.replace(/\/+$/, ""));
    this.#clock = clock;
    this.#heard = heard;
  }

  /**
   * Have claims reserved for; nothing is decided.
   * @param {Uint8Array[]} messages
   * @returns {Promise<Told[]>}
   */
  notice(messages) {
    return this.#records("/v1/notice", messages, NOTE_S);
  }

  /**
   * Hand in what is decided.
   * @param {Uint8Array[]} messages
   * @returns {Promise<Told[]>}
   */
  records(messages) {
    return this.#records("/v1/records", messages, NOTE_S);
  }

  /**
   * Have the last record decided.
   * @param {Uint8Array[]} messages
   * @param {number} seconds
   * @returns {Promise<Told[]>}
   */
  decide(messages, seconds) {
    return this.#records("/v1/decide", messages, seconds);
  }

  /** @returns {Promise<Uint8Array<ArrayBuffer>>} its signed STATUS */
  async status() {
    return blob(await this.#call("/v1/status", undefined, NOTE_S), "status");
  }

  /** @returns {Promise<Uint8Array<ArrayBuffer>>} */
  async keyset() {
    return blob(await this.#call("/v1/keyset", undefined, NOTE_S), "keyset");
  }

  /**
   * @param {string} path
   * @param {Uint8Array[]} messages
   * @param {number} seconds
   * @returns {Promise<Told[]>}
   */
  async #records(path, messages, seconds) {
    const body = { records: messages.map(toBase64) };
    return readResults(await this.#call(path, body, seconds), messages.length);
  }

  /**
   * Ask the best address, soon the others too; raises the Problem of the best when nobody answered.
   * @param {string} path
   * @param {unknown} body
   * @param {number} seconds
   * @returns {Promise<Body>}
   */
  async #call(path, body, seconds) {
    const end = this.#clock.monotonic() + seconds;
    let isAnswered = false;
    const tries = this.addresses.map(async (address, at) => {
      if (at > 0) await this.#clock.sleep(at * NEXT_S);
      if (isAnswered) throw new Problem("no_answer");
      const answer = await exchange(address + path, body, Math.max(0.05, end - this.#clock.monotonic()));
      isAnswered = true;
      return { address, answer };
    });
    const { address, answer } = await this.#first(tries);
    this.addresses.sort((one, other) => Number(other === address) - Number(one === address));
    const problem = answer.status < 300 ? null : problemOf(answer.body, answer.status, answer.retryAfter);
    this.#heard(problem);
    if (problem) throw problem;
    return answer.body;
  }

  /**
   * @template T
   * @param {Promise<T>[]} tries
   * @returns {Promise<T>}
   */
  async #first(tries) {
    try {
      return await Promise.any(tries);
    } catch (error) {
      const [problem] = /** @type {AggregateError} */ (error).errors;
      this.#heard(problem);
      throw problem;
    }
  }
}

// The calls of the till door (docs/protocol.md, section 10), with bounds and retries; receipts are checked elsewhere.
// Every call may be repeated with the same bytes: the city counts a record once.

import { toBase64, toHex } from "../bytes.js";
import { blob, hexBytes, problemOf, rows, text, textOrNull, whole, wholeOrNull } from "./fields.js";
import { exchange } from "./line.js";
import { Problem } from "./problems.js";

/** @typedef {import("./clock.js").Clock} Clock */
/** @typedef {import("./fields.js").Body} Body */
/** @typedef {import("./types.js").Balance} Balance */
/** @typedef {{receipt: Uint8Array} | {problem: Problem}} Told what the city said to a record, not checked yet */
/** @typedef {{till: number, lease: Uint8Array, keyset: Uint8Array, names: [string, string, string]}} Admitted */
/** @typedef {{ok: boolean, reason: string | null, creditLeft: number}} CanSell */

export const MAX_RECORDS = 256;
export const ANSWER_S = 2;

const LATE_S = 10; // an answer at the counter that comes so late is still taken
const UPLOAD_S = 10;
const HEAD_S = 1;
const TRIES = 4;
const PAUSE_S = 0.2;
const AGAIN = ["no_answer", "line_down", "unreadable_answer"];

/** One city's door, under one or several addresses; the first that can be reached answers. */
export class Door {
  #addresses;
  #clock;
  #heard;

  /**
   * @param {string[]} addresses best first
   * @param {Clock} clock
   * @param {(problem: Problem | null) => void} [heard] hears after each exchange whether the city answered, and what it had
   *   against the question
   */
  constructor(addresses, clock, heard = () => undefined) {
    this.#addresses = addresses.map((address) => address.replace(/\/+$/, ""));
    this.#clock = clock;
    this.#heard = heard;
  }

  /**
   * Have the last record authorised; the others are only taken in.
   * @param {Uint8Array[]} messages
   * @param {Uint8Array[]} [receipts] of the stand-in, for claims among the records
   * @returns {Promise<Told[]>}
   */
  ask(messages, receipts = []) {
    return this.#records("/v1/claims", messages, { ask: true, ...beside(receipts) }, ANSWER_S, LATE_S);
  }

  /**
   * Hand records in without asking; what is refused stays this till's.
   * @param {Uint8Array[]} messages
   * @param {Uint8Array[]} [receipts] of the stand-in, for claims among the records
   * @returns {Promise<Told[]>}
   */
  handIn(messages, receipts = []) {
    return this.#records("/v1/decisions", messages, beside(receipts), UPLOAD_S, UPLOAD_S);
  }

  /** Hear whether the book decides; raises Problem when it does not. */
  async health() {
    await this.#call("/v1/health", undefined, HEAD_S);
  }

  /**
   * @param {string} path
   * @param {Uint8Array[]} messages
   * @param {object} more
   * @param {number} within
   * @param {number} atMost
   * @returns {Promise<Told[]>}
   */
  async #records(path, messages, more, within, atMost) {
    const body = { records: messages.map(toBase64), ...more };
    return readResults(await this.#call(path, body, within, atMost), messages.length);
  }

  /**
   * The stored receipt of a record by its hash (hex of 16 bytes); null for none.
   * @param {string} claimHash
   * @returns {Promise<Uint8Array | null>}
   */
  async receipt(claimHash) {
    try {
      return blob(await this.#call(`/v1/receipts/${claimHash}`), "receipt");
    } catch (error) {
      if (error instanceof Problem && error.code === "not_found") return null;
      throw error;
    }
  }

  /** @returns {Promise<Uint8Array<ArrayBuffer>>} */
  async keyset() {
    return blob(await this.#call("/v1/keyset"), "keyset");
  }

  /**
   * The highest record that the city has of this till; `hash` is empty for none.
   * @param {Uint8Array} hello
   * @returns {Promise<{seq: number, hash: string}>}
   */
  async head(hello) {
    const answer = await this.#call("/v1/tills/head", { hello: toBase64(hello) }, HEAD_S);
    return { seq: whole(answer, "seq"), hash: toHex(hexBytes(answer, "hash", 0, 32)) };
  }

  /**
   * @param {Uint8Array} hello
   * @param {Uint8Array} ref
   * @param {number} cents
   * @returns {Promise<CanSell>}
   */
  async canSell(hello, ref, cents) {
    const answer = await this.#call("/v1/sales/ask", { hello: toBase64(hello), ref: toHex(ref), amount_cents: cents });
    return { ok: answer.ok === true, reason: textOrNull(answer, "reason"), creditLeft: whole(answer, "credit_left_cents") };
  }

  /**
   * Show the one-time code; null while the office has not admitted this till.
   * @param {Uint8Array} enrol
   * @param {string} code
   * @returns {Promise<Admitted | null>}
   */
  async enrol(enrol, code) {
    const answer = await this.#call("/v1/enrol", { enrol: toBase64(enrol), code });
    if (text(answer, "state") !== "admitted") return null;
    return {
      till: whole(answer, "till"), lease: blob(answer, "lease"), keyset: blob(answer, "keyset"),
      names: [text(answer, "merchant_name"), text(answer, "point_name"), text(answer, "city_name")],
    };
  }

  /**
   * What is on the card with this view secret (base64url).
   * @param {string} view
   * @returns {Promise<Balance>}
   */
  async view(view) {
    return readBalance(await this.#call("/v1/cards/view", { view }));
  }

  /**
   * Turn a signed UNLOCK into the card's ref and a one-time token.
   * @param {Uint8Array} unlock
   * @returns {Promise<{ref: Uint8Array<ArrayBuffer>, token: Uint8Array<ArrayBuffer>}>}
   */
  async unlock(unlock) {
    const answer = await this.#call("/v1/cards/unlock", { unlock: toBase64(unlock) });
    return { ref: hexBytes(answer, "ref", 10), token: blob(answer, "token", 16) };
  }

  /**
   * Ask until there is an answer, at most four times; no new attempt begins `within` seconds after the first.
   * @param {string} path
   * @param {unknown} [body]
   * @param {number} [within]
   * @param {number} [atMost] how long an attempt may last
   * @returns {Promise<Body>}
   */
  async #call(path, body, within = ANSWER_S, atMost = within) {
    const end = this.#clock.monotonic() + within;
    for (let attempt = 0; ; attempt += 1) {
      const left = Math.max(end - this.#clock.monotonic(), atMost - within, 0.05);
      const problem = await this.#attempt(attempt, path, body, left);
      if (!(problem instanceof Problem)) return problem;
      const pause = problem.retryAfter ?? PAUSE_S;
      const again = AGAIN.includes(problem.code) || problem.status === 503;
      if (!again || attempt + 1 === TRIES || this.#clock.monotonic() + pause >= end) throw problem;
      await this.#clock.sleep(pause);
    }
  }

  /**
   * @param {number} attempt
   * @param {string} path
   * @param {unknown} body
   * @param {number} seconds
   * @returns {Promise<Body | Problem>}
   */
  async #attempt(attempt, path, body, seconds) {
    const url = this.#addresses[attempt % this.#addresses.length] + path;
    try {
      const answer = await exchange(url, body, seconds);
      const problem = answer.status < 300 ? null : problemOf(answer.body, answer.status, answer.retryAfter);
      this.#heard(problem);
      return problem ?? answer.body;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#heard(error);
      return error;
    }
  }
}

/**
 * @param {Uint8Array[]} receipts
 * @returns {object}
 */
function beside(receipts) {
  return receipts.length > 0 ? { receipts: receipts.map(toBase64) } : {};
}

/**
 * What was said to each of so many records.
 * @param {Body} body
 * @param {number} count
 * @returns {Told[]}
 */
export function readResults(body, count) {
  const results = rows(body, "results");
  if (results.length !== count) throw new Problem("unreadable_answer", { detail: "field results" });
  return results.map(told);
}

/**
 * @param {Body} result
 * @returns {Told}
 */
function told(result) {
  const { problem } = result;
  if (typeof problem === "object" && problem !== null) return { problem: problemOf(/** @type {Body} */ (problem), 0) };
  return { receipt: blob(result, "receipt") };
}

/**
 * @param {Body} body
 * @returns {Balance}
 */
function readBalance(body) {
  return {
    cents: whole(body, "balance_cents"),
    state: /** @type {Balance["state"]} */ (text(body, "state")),
    validUntil: wholeOrNull(body, "valid_until"),
    at: whole(body, "as_of"),
    stale: false,
    moves: rows(body, "history").map((row) => ({
      at: whole(row, "at"), kind: text(row, "kind"), cents: whole(row, "cents"), place: textOrNull(row, "place"),
    })),
  };
}

// Reading the door's JSON: a field that is missing or of another type spoils the answer.

import { Refused, fromBase64, fromHex } from "../bytes.js";
import { Problem } from "./problems.js";

/** @typedef {Record<string, unknown>} Body */

/**
 * @param {Body} body
 * @param {string} name
 * @returns {string}
 */
export function text(body, name) {
  const value = body[name];
  if (typeof value !== "string") throw unreadable(name);
  return value;
}

/**
 * @param {Body} body
 * @param {string} name
 * @returns {number}
 */
export function whole(body, name) {
  const value = body[name];
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw unreadable(name);
  return value;
}

/**
 * @param {Body} body
 * @param {string} name
 * @returns {number | null}
 */
export function wholeOrNull(body, name) {
  return body[name] === null || body[name] === undefined ? null : whole(body, name);
}

/**
 * @param {Body} body
 * @param {string} name
 * @returns {string | null}
 */
export function textOrNull(body, name) {
  return body[name] === null || body[name] === undefined ? null : text(body, name);
}

/**
 * @param {Body} body
 * @param {string} name
 * @returns {Body[]}
 */
export function rows(body, name) {
  const value = body[name];
  const good = Array.isArray(value) && value.every((row) => typeof row === "object" && row !== null);
  if (!good) throw unreadable(name);
  return /** @type {Body[]} */ (value);
}

/**
 * The bytes of a Base64 field, of this size if one is named.
 * @param {Body} body
 * @param {string} name
 * @param {number} [size]
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function blob(body, name, size) {
  return sized(() => fromBase64(text(body, name)), name, size === undefined ? null : [size]);
}

/**
 * The bytes of a hexadecimal field of one of these sizes.
 * @param {Body} body
 * @param {string} name
 * @param {...number} sizes
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function hexBytes(body, name, ...sizes) {
  return sized(() => fromHex(text(body, name)), name, sizes);
}

/**
 * @param {() => Uint8Array<ArrayBuffer>} decode
 * @param {string} name
 * @param {number[] | null} sizes
 * @returns {Uint8Array<ArrayBuffer>}
 */
function sized(decode, name, sizes) {
  try {
    const bytes = decode();
    if (sizes && !sizes.includes(bytes.length)) throw unreadable(name);
    return bytes;
  } catch (error) {
    throw error instanceof Refused ? unreadable(name) : error;
  }
}

/**
 * The problem that problem details (RFC 9457) name; without a code it was not the city that answered.
 * @param {Body} body
 * @param {number} status
 * @param {number | null} [retryAfter]
 * @returns {Problem}
 */
export function problemOf(body, status, retryAfter = null) {
  const code = body.code;
  if (typeof code !== "string") return new Problem("unreadable_answer", { status });
  return new Problem(code, { status: typeof body.status === "number" ? body.status : status, retryAfter });
}

/** @param {string} name */
function unreadable(name) {
  return new Problem("unreadable_answer", { detail: `field ${name}` });
}

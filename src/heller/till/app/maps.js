// Readers for CBOR messages: what is not of the expected kind is refused.

import { Refused, demand } from "./bytes.js";
import { decodeCbor } from "./cbor.js";

/**
 * A CBOR message's values: a map with the keys 0 to size - 1, version 1, then the city.
 * @param {Uint8Array} payload
 * @param {number} size
 * @param {number} [city]
 * @returns {any[]}
 */
export function readMap(payload, size, city) {
  const map = decodeCbor(payload);
  if (!(map instanceof Map)) throw new Refused("malformed", "A map is expected.");
  const values = Array.from({ length: size }, (_, key) => map.get(key));
  demand(map.size === size && !values.includes(undefined), "The map has other keys.");
  demand(values[0] === 1, "The version is unknown.");
  if (city !== undefined && unsigned(values[1], 32) !== city) {
    throw new Refused("wrong_city", "The message belongs to another city.");
  }
  return values;
}

/**
 * @param {unknown} value
 * @param {number} bits
 * @returns {number}
 */
export function unsigned(value, bits) {
  const good = typeof value === "number" && value >= 0 && value < 2 ** bits;
  if (!good) throw new Refused("malformed", `A number of at most ${bits} bits is expected.`);
  return value;
}

/**
 * @param {unknown} value
 * @returns {number | bigint}
 */
export function number64(value) {
  const good = (typeof value === "number" || typeof value === "bigint") && value >= 0;
  if (!good) throw new Refused("malformed", "An unsigned number is expected.");
  return value;
}

/**
 * @param {unknown} value
 * @param {number} size
 * @returns {Uint8Array}
 */
export function bytes(value, size) {
  const good = value instanceof Uint8Array && value.length === size;
  if (!good) throw new Refused("malformed", `${size} bytes are expected.`);
  return value;
}

/**
 * @param {unknown} value
 * @returns {string}
 */
export function text(value) {
  if (typeof value !== "string") throw new Refused("malformed", "A text is expected.");
  return value;
}

/**
 * @param {unknown} value
 * @returns {any[]}
 */
export function list(value) {
  if (!Array.isArray(value)) throw new Refused("malformed", "A list is expected.");
  return value;
}

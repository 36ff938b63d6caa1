// Strict deterministic CBOR (RFC 8949, section 4.2.1): one value has one encoding, all else is refused.
// Numbers beyond 2^53 become BigInt, byte strings Uint8Array, maps Map with keys of one kind.

import { Refused, demand, equal, join } from "./bytes.js";

/**
 * @typedef {null | boolean | number | bigint | string | Uint8Array | Item[] | Map<any, any>} Item
 */

const MAX_BYTES = 4 * 1024 * 1024;
const MAX_DEPTH = 16;
const MOST = (1n << 64n) - 1n;

const [UNSIGNED, NEGATIVE, BYTES, TEXT, LIST, MAP, , SIMPLE] = [0, 1, 2, 3, 4, 5, 6, 7];
const SIMPLE_VALUES = new Map([[20n, false], [21n, true], [22n, null]]);

/**
 * Encode a value; one that CBOR of this kind cannot carry is refused.
 * @param {unknown} value
 * @param {number} [depth]
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function encodeCbor(value, depth = MAX_DEPTH) {
  demand(depth > 0, "The CBOR is nested too deep.");
  if (value === null || typeof value === "boolean") return head(SIMPLE, value === null ? 22n : value ? 21n : 20n);
  if (typeof value === "number" || typeof value === "bigint") return encodeNumber(value);
  if (typeof value === "string") {
    const bytes = new TextEncoder().encode(value);
    return join(head(TEXT, BigInt(bytes.length)), bytes);
  }
  if (value instanceof Uint8Array) return join(head(BYTES, BigInt(value.length)), value);
  if (Array.isArray(value)) {
    return join(head(LIST, BigInt(value.length)), ...value.map((item) => encodeCbor(item, depth - 1)));
  }
  if (value instanceof Map) return encodeMap(value, depth);
  throw new Refused("malformed", "CBOR of this kind does not carry this value.");
}

/**
 * @param {number | bigint} value
 * @returns {Uint8Array<ArrayBuffer>}
 */
function encodeNumber(value) {
  demand(typeof value === "bigint" || Number.isSafeInteger(value), "The number is not whole.");
  const exact = BigInt(value);
  return exact >= 0n ? head(UNSIGNED, exact) : head(NEGATIVE, -1n - exact);
}

/**
 * @param {Map<any, unknown>} map
 * @param {number} depth
 * @returns {Uint8Array<ArrayBuffer>}
 */
function encodeMap(map, depth) {
  const keys = [...map.keys()];
  const texts = keys.every((key) => typeof key === "string");
  demand(texts || keys.every(isUnsigned), "A map has keys of one type: text or unsigned numbers.");
  const entries = keys.map((key) => ({ key: encodeCbor(key), value: encodeCbor(map.get(key), depth - 1) }));
  entries.sort((one, other) => compare(one.key, other.key));
  return join(head(MAP, BigInt(keys.length)), ...entries.flatMap((entry) => [entry.key, entry.value]));
}

/** @param {unknown} key */
function isUnsigned(key) {
  return (typeof key === "number" || typeof key === "bigint") && key >= 0;
}

/**
 * @param {Uint8Array} one
 * @param {Uint8Array} other
 * @returns {number}
 */
function compare(one, other) {
  const size = Math.min(one.length, other.length);
  for (let at = 0; at < size; at += 1) {
    if (one[at] !== other[at]) return one[at] - other[at];
  }
  return one.length - other.length;
}

/**
 * @param {number} kind
 * @param {bigint} value
 * @returns {Uint8Array<ArrayBuffer>}
 */
function head(kind, value) {
  demand(value <= MOST, "The number has more than 64 bits.");
  if (value < 24n) return Uint8Array.of((kind << 5) | Number(value));
  const power = [0, 1, 2, 3].find((step) => value < 1n << BigInt(8 << step)) ?? 3;
  const bytes = new Uint8Array(1 + (1 << power));
  bytes[0] = (kind << 5) | (24 + power);
  for (let at = bytes.length - 1, rest = value; at > 0; at -= 1, rest >>= 8n) bytes[at] = Number(rest & 255n);
  return bytes;
}

/**
 * Decode; whatever encodes to other bytes is refused.
 * @param {Uint8Array} data
 * @returns {Item}
 */
export function decodeCbor(data) {
  demand(data.length <= MAX_BYTES, "The CBOR is too long.");
  const reader = new Reader(data);
  const value = reader.item(MAX_DEPTH);
  demand(equal(encodeCbor(value), data), "The CBOR is not in its one deterministic form.");
  return value;
}

class Reader {
  /** @param {Uint8Array} data */
  constructor(data) {
    this.data = data;
    this.at = 0;
  }

  /**
   * @param {number} depth
   * @returns {Item}
   */
  item(depth) {
    demand(depth > 0, "The CBOR is nested too deep.");
    const first = this.take(1)[0];
    const kind = first >> 5;
    const value = this.argument(first & 31);
    if (kind === UNSIGNED) return small(value);
    if (kind === NEGATIVE) return small(-1n - value);
    if (kind === SIMPLE) return this.simple(first, value);
    demand(kind !== 6, "The CBOR has a tag.");
    demand(value <= BigInt(this.data.length - this.at), "The CBOR is cut.");
    const size = Number(value);
    if (kind === BYTES) return this.take(size);
    if (kind === TEXT) return this.text(size);
    return kind === LIST ? this.list(size, depth) : this.map(size, depth);
  }

  /**
   * @param {number} size
   * @returns {Uint8Array<ArrayBuffer>}
   */
  take(size) {
    demand(this.at + size <= this.data.length, "The CBOR is cut.");
    this.at += size;
    return Uint8Array.from(this.data.subarray(this.at - size, this.at));
  }

  /**
   * @param {number} short
   * @returns {bigint}
   */
  argument(short) {
    if (short < 24) return BigInt(short);
    demand(short < 28, "The CBOR has no definite length.");
    return this.take(1 << (short - 24)).reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
  }

  /**
   * @param {number} first
   * @param {bigint} value
   * @returns {boolean | null}
   */
  simple(first, value) {
    const found = SIMPLE_VALUES.get(value);
    demand((first & 31) < 24 && found !== undefined, "CBOR of this kind carries no such value.");
    return found ?? null;
  }

  /**
   * @param {number} size
   * @returns {string}
   */
  text(size) {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(this.take(size));
    } catch {
      throw new Refused("malformed", "The text is no UTF-8.");
    }
  }

  /**
   * @param {number} size
   * @param {number} depth
   * @returns {Item[]}
   */
  list(size, depth) {
    const items = [];
    for (let count = 0; count < size; count += 1) items.push(this.item(depth - 1));
    return items;
  }

  /**
   * @param {number} size
   * @param {number} depth
   * @returns {Map<any, any>}
   */
  map(size, depth) {
    const map = new Map();
    for (let count = 0; count < size; count += 1) {
      const key = this.item(depth - 1);
      map.set(key, this.item(depth - 1));
    }
    demand(map.size === size, "A key stands there twice.");
    return map;
  }
}

/**
 * @param {bigint} value
 * @returns {number | bigint}
 */
function small(value) {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

// Bytes: hex, joining, comparing, hashing. And the one error for whatever is not as the protocol says.

/** What was sent is refused. `code` is the same word as in Python: malformed, wrong_city ... */
export class Refused extends Error {
  /**
   * @param {string} code
   * @param {string} detail
   */
  constructor(code, detail) {
    super(detail);
    this.name = "Refused";
    this.code = code;
  }
}

/**
 * Refuse a message that breaks a rule of the protocol, saying which.
 * @param {boolean} good
 * @param {string} detail
 */
export function demand(good, detail) {
  if (!good) throw new Refused("malformed", detail);
}

/**
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {string} hex
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function fromHex(hex) {
  demand(/^([0-9a-f]{2})*$/.test(hex), "The text is no hex.");
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/**
 * Standard Base64 with padding, as the door speaks it.
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function toBase64(bytes) {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/**
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function fromBase64(text) {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    throw new Refused("malformed", "The text is no Base64.");
  }
}

/**
 * @param {...Uint8Array} parts
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function join(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * @param {Uint8Array} one
 * @param {Uint8Array} other
 * @returns {boolean}
 */
export function equal(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/**
 * @param {Uint8Array} bytes
 * @returns {boolean}
 */
export function allZero(bytes) {
  return bytes.every((byte) => byte === 0);
}

/**
 * Write an unsigned number big-endian.
 * @param {number} value
 * @param {number} width
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function unsigned(value, width) {
  const bytes = new Uint8Array(width);
  for (let at = width - 1, rest = value; at >= 0; at -= 1, rest = Math.floor(rest / 256)) {
    bytes[at] = rest % 256;
  }
  return bytes;
}

/**
 * ASCII text as bytes.
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function ascii(text) {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/**
 * @param {...Uint8Array} parts
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function sha256(...parts) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", join(...parts)));
}

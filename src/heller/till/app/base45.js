// Base45 (RFC 9285), so that a QR code carries bytes in its alphanumeric mode.

import { demand } from "./bytes.js";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/**
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function encodeBase45(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 2) {
    const pair = at + 1 < bytes.length;
    let value = pair ? bytes[at] * 256 + bytes[at + 1] : bytes[at];
    for (let digit = 0; digit < (pair ? 3 : 2); digit += 1) {
      text += ALPHABET[value % 45];
      value = Math.floor(value / 45);
    }
  }
  return text;
}

/**
 * Read Base45; anything that no encoder writes is refused.
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function decodeBase45(text) {
  const digits = Array.from(text, (character) => ALPHABET.indexOf(character));
  demand(!digits.includes(-1) && digits.length % 3 !== 1, "The text is no Base45.");
  const bytes = [];
  for (let at = 0; at < digits.length; at += 3) {
    const [low, middle, high] = [digits[at], digits[at + 1], digits[at + 2] ?? 0];
    const value = low + middle * 45 + high * 2025;
    const pair = at + 2 < digits.length;
    demand(value < (pair ? 65536 : 256), "The text is no Base45.");
    bytes.push(...(pair ? [value >> 8, value & 255] : [value]));
  }
  return Uint8Array.from(bytes);
}

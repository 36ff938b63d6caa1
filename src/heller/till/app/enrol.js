// Check words: four words that till and office both show when a new till is enrolled.

import { ascii, join, sha256 } from "./bytes.js";

const ROUNDS = 200_000;
const WORDS = 4;

/**
 * The hash of a one-time enrolment code (32 bytes); small and capital letters are one.
 * @param {string} code
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export function codeHash(code) {
  return sha256(ascii("heller/enrol-code/1\0"), ascii(code.toUpperCase()));
}

/**
 * The four words of a till's public key (32 bytes) and its code's hash (32 bytes).
 * @param {Uint8Array} publicKey
 * @param {Uint8Array} code
 * @param {string[]} words the 256 words of words.json
 * @returns {Promise<string[]>}
 */
export async function checkWords(publicKey, code, words) {
  const key = await crypto.subtle.importKey("raw", Uint8Array.from(publicKey), "PBKDF2", false, ["deriveBits"]);
  const salt = join(ascii("heller/check-words/1\0"), code);
  const algorithm = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  const drawn = await crypto.subtle.deriveBits(algorithm, key, WORDS * 8);
  return Array.from(new Uint8Array(drawn), (byte) => words[byte]);
}

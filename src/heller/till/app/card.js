// The card is a key: what a scanner reads, and everything that follows from it (docs/protocol.md, 3).

import { decodeBase45 } from "./base45.js";
import { Refused, ascii, demand, join, sha256, toBase64 } from "./bytes.js";
import { SIGNATURE_BYTES, signingKey } from "./keys.js";
import { parseMessage } from "./messages.js";

/** @typedef {import("./wire.js").Values} Values */
/**
 * What a scanner read; `message` is CARD with its signature, which is not checked yet.
 * @typedef {{kind: "pay", card: Values, message: Uint8Array} | {kind: "view"} | {kind: "foreign"}} Scanned
 */

const PAY = "HG1:";
const VIEW = "#HV1.";
const SALT = ascii("heller/card/1");

/**
 * Tell what a scanner read, of any city; scanners that type may add white space.
 * @param {string} text
 * @returns {Scanned}
 */
export function parseScanned(text) {
  if (text.includes(VIEW)) return { kind: "view" };
  const trimmed = text.trim();
  if (!trimmed.startsWith(PAY)) return { kind: "foreign" };
  try {
    const message = decodeBase45(trimmed.slice(PAY.length));
    const payload = message.slice(0, -SIGNATURE_BYTES);
    demand(payload.length >= 5, "The code is cut.");
    const city = new DataView(payload.buffer).getUint32(1);
    return { kind: "pay", card: parseMessage("card", payload, city), message };
  } catch (error) {
    if (error instanceof Refused) return { kind: "foreign" };
    throw error;
  }
}

/**
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function base64Url(bytes) {
  return toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * The card's name in claims, receipts and book (10 bytes).
 * @param {Uint8Array} cid
 * @returns {Promise<Uint8Array>}
 */
export async function cardRef(cid) {
  return (await sha256(join(ascii("heller/ref"), cid))).slice(0, 10);
}

/**
 * The card's own key; its signature proves that the pay code was present.
 * @param {Uint8Array} cid
 * @returns {Promise<CryptoKey>}
 */
export async function cardSigningKey(cid) {
  return signingKey(await derive(cid, "key", 32));
}

/**
 * The key under which a till finds the card in a snapshot (16 bytes).
 * @param {Uint8Array} cid
 * @returns {Promise<Uint8Array>}
 */
export function cardLkey(cid) {
  return derive(cid, "lkey", 16);
}

/**
 * The secret of the view code (16 bytes).
 * @param {Uint8Array} cid
 * @returns {Promise<Uint8Array>}
 */
export function cardView(cid) {
  return derive(cid, "view", 16);
}

/**
 * The printed number: 14 digits and two ISO 7064 MOD 97-10 check digits.
 * @param {Uint8Array} cid
 * @returns {Promise<string>}
 */
export async function cardNumber(cid) {
  const drawn = await derive(cid, "number", 16);
  const value = drawn.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) % 10n ** 14n;
  const check = 98n - ((value * 100n) % 97n);
  return String(value).padStart(14, "0") + String(check).padStart(2, "0");
}

/**
 * Say whether the check digits fit; one wrong digit or two swapped neighbours never do.
 * @param {string} digits
 * @returns {boolean}
 */
export function isNumber(digits) {
  return /^[0-9]{16}$/.test(digits) && BigInt(digits) % 97n === 1n;
}

/**
 * Take a number as people type it; null if it cannot be right.
 * @param {string} typed
 * @returns {string | null}
 */
export function readNumber(typed) {
  const digits = typed.replace(/\s/g, "");
  return isNumber(digits) ? digits : null;
}

/**
 * HKDF-SHA-256 (RFC 5869) with the salt of our cards.
 * @param {Uint8Array} cid
 * @param {string} info
 * @param {number} length
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
async function derive(cid, info, length) {
  const key = await crypto.subtle.importKey("raw", Uint8Array.from(cid), "HKDF", false, ["deriveBits"]);
  const algorithm = { name: "HKDF", hash: "SHA-256", salt: SALT, info: ascii(info) };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, length * 8));
}

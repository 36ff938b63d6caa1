// Ed25519 as docs/protocol.md wants it: a domain before each payload, and no signature that is
// good in one library and bad in another. Some engines' WebCrypto is laxer than libsodium, so keys and R
// of small order, and numbers not in their one form, are refused here first.

import { ascii, equal, fromHex, join, sha256, unsigned } from "./bytes.js";

/** @typedef {{city: number, root8: Uint8Array, training?: boolean}} Scope */

export const SIGNATURE_BYTES = 64;

const GROUP_ORDER = fromHex("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed");
const FIELD = fromHex("7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed");
// Big-endian: the five values of y whose points have order 1, 2, 4 or 8.
const SMALL_ORDER = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0000000000000000000000000000000000000000000000000000000000000001",
  "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec",
  "05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826",
  "7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7",
].map(fromHex);
const PKCS8_HEAD = fromHex("302e020100300506032b657004220420");

/**
 * Name a city by its number and its ROOT key; one for training signs and believes training messages only.
 * @param {number} city
 * @param {Uint8Array} rootPublic
 * @param {boolean} [training]
 * @returns {Promise<Scope>}
 */
export async function scopeOf(city, rootPublic, training = false) {
  return { city, root8: (await sha256(rootPublic)).slice(0, 8), training };
}

/**
 * The bytes that stand before a payload when it is signed.
 * @param {Scope} scope
 * @param {string} name
 * @param {boolean} [training]
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function domain(scope, name, training = scope.training ?? false) {
  return join(ascii(`heller/${training ? "training-" : ""}${name}/1\0`), scope.root8);
}

/**
 * Make a signing key of a 32-byte seed.
 * @param {Uint8Array} seed
 * @returns {Promise<CryptoKey>}
 */
export function signingKey(seed) {
  return crypto.subtle.importKey("pkcs8", join(PKCS8_HEAD, seed), "Ed25519", false, ["sign"]);
}

/**
 * @param {Scope} scope
 * @param {CryptoKey} key
 * @param {string} name
 * @param {Uint8Array} payload
 * @param {boolean} [training]
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function sign(scope, key, name, payload, training = scope.training) {
  const message = join(domain(scope, name, training), payload);
  return new Uint8Array(await crypto.subtle.sign("Ed25519", key, message));
}

/**
 * Say whether the key signed the payload in this city and domain.
 * @param {Scope} scope
 * @param {string} name
 * @param {Uint8Array} publicKey
 * @param {Uint8Array} payload
 * @param {Uint8Array} signature
 * @param {boolean} [training]
 * @returns {Promise<boolean>}
 */
export function verify(scope, name, publicKey, payload, signature, training = scope.training) {
  return verifyBare(publicKey, join(domain(scope, name, training), payload), signature);
}

/**
 * Say whether a bare Ed25519 signature is good.
 * @param {Uint8Array} publicKey
 * @param {Uint8Array} message
 * @param {Uint8Array} signature
 * @returns {Promise<boolean>}
 */
export async function verifyBare(publicKey, message, signature) {
  if (!isWellFormed(publicKey, signature)) return false;
  try {
    const key = await crypto.subtle.importKey("raw", Uint8Array.from(publicKey), "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", key, Uint8Array.from(signature), Uint8Array.from(message));
  } catch (error) {
    if (error instanceof DOMException && error.name === "DataError") return false; // no point of the curve
    throw error; // an old browser without Ed25519 has not looked: that is no "bad signature"
  }
}

/**
 * Say whether key and signature have the one form that every library reads alike.
 * @param {Uint8Array} publicKey
 * @param {Uint8Array} signature
 * @returns {boolean}
 */
export function isWellFormed(publicKey, signature) {
  if (publicKey.length !== 32 || signature.length !== SIGNATURE_BYTES) return false;
  const [y, r] = [coordinate(publicKey), coordinate(signature.subarray(0, 32))];
  const s = Uint8Array.from(signature.subarray(32)).reverse();
  if (!below(s, GROUP_ORDER) || !below(y, FIELD) || !below(r, FIELD)) return false;
  return !SMALL_ORDER.some((small) => equal(small, y) || equal(small, r));
}

/**
 * A point's y, big-endian and without the sign of x.
 * @param {Uint8Array} point
 * @returns {Uint8Array<ArrayBuffer>}
 */
function coordinate(point) {
  const y = Uint8Array.from(point).reverse();
  y[0] &= 127;
  return y;
}

/**
 * @param {Uint8Array} value
 * @param {Uint8Array} bound
 * @returns {boolean}
 */
function below(value, bound) {
  const at = value.findIndex((byte, place) => byte !== bound[place]);
  return at >= 0 && value[at] < bound[at];
}

/**
 * Where a till's chain begins: the `prev` of its first record.
 * @param {Scope} scope
 * @param {number} till
 * @returns {Promise<Uint8Array>}
 */
export async function genesisPrev(scope, till) {
  const hash = await sha256(ascii("heller/chain/1\0"), scope.root8, unsigned(scope.city, 4), unsigned(till, 4));
  return hash.slice(0, 16);
}

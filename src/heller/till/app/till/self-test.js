// Can this device be a till: make a key that signs, keep it, read it again, use it, and write strictly.

import { openDB } from "../vendor/idb/index.js";

/** @typedef {import("./types.js").Unable} Unable */

const NAME = "heller-self-test";
const STORE = "tested";

/**
 * Try everything that a till needs; null when all of it works.
 * @returns {Promise<Unable | null>}
 */
export async function selfTest() {
  if (!("locks" in navigator)) return "no_locks";
  const pair = await makePair();
  if (!pair) return "no_keys";
  const kept = await keptPair(pair).catch(() => null);
  if (!kept) return "no_storage";
  if (!kept.strict) return "not_strict";
  return (await signs(kept.pair)) ? null : "no_keys";
}

/** @returns {Promise<CryptoKeyPair | null>} */
async function makePair() {
  try {
    return /** @type {CryptoKeyPair} */ (await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]));
  } catch {
    return null; // an old browser, or a page that is not secure
  }
}

/**
 * @param {CryptoKeyPair} pair
 * @returns {Promise<{pair: CryptoKeyPair, strict: boolean}>}
 */
async function keptPair(pair) {
  const first = await open();
  const writing = first.transaction(STORE, "readwrite", { durability: "strict" });
  const strict = writing.durability === "strict";
  await Promise.all([writing.store.put(pair, "pair"), writing.done]);
  first.close();
  const second = await open();
  const found = await second.get(STORE, "pair");
  second.close();
  return { pair: found, strict };
}

function open() {
  return openDB(NAME, 1, { upgrade: (db) => void db.createObjectStore(STORE) });
}

/**
 * @param {CryptoKeyPair} pair
 * @returns {Promise<boolean>}
 */
async function signs(pair) {
  try {
    const message = crypto.getRandomValues(new Uint8Array(32));
    const signature = await crypto.subtle.sign("Ed25519", pair.privateKey, message);
    return !pair.privateKey.extractable && (await crypto.subtle.verify("Ed25519", pair.publicKey, signature, message));
  } catch {
    return false;
  }
}

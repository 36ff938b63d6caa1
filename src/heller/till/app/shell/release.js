// RELEASE: the hash of each file of the till app, signed by the city (docs/protocol.md, section 5).

import { demand, fromHex, Refused } from "../bytes.js";
import { KEY_ROLES } from "../keyset.js";
import { SIGNATURE_BYTES, verify } from "../keys.js";
import { bytes, number64, readMap, unsigned } from "../maps.js";

/** @typedef {import("../keyset.js").Keyset} Keyset */
/** @typedef {{number: number | bigint, time: number, files: Map<string, Uint8Array>}} Release */

const FIELDS = 5;
const HASH_BYTES = 32;
const PATH = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;

/**
 * Read a signed RELEASE; raises Refused unless a RELEASE key of this city signed it.
 * @param {Uint8Array} message
 * @param {Keyset} keyset
 * @returns {Promise<Release>}
 */
export async function openRelease(message, keyset) {
  const payload = message.slice(0, -SIGNATURE_BYTES);
  const release = parseRelease(payload, keyset.city);
  const signature = message.slice(-SIGNATURE_BYTES);
  for (const { role, public: key } of keyset.keys) {
    if (role === KEY_ROLES.release && (await verify(keyset.scope, "release", key, payload, signature))) return release;
  }
  throw new Refused("bad_signature", "No RELEASE key of this city signed this.");
}

/**
 * @param {Uint8Array} payload
 * @param {number} [city]
 * @returns {Release}
 */
export function parseRelease(payload, city) {
  const values = readMap(payload, FIELDS, city);
  return { number: number64(values[2]), time: unsigned(values[3], 32), files: fileMap(values[4]) };
}

/**
 * Read the list that a host gives beside its files; it is not signed.
 * @param {Uint8Array} text
 * @returns {Map<string, Uint8Array>}
 */
export function readList(text) {
  try {
    const listed = Object.entries(JSON.parse(new TextDecoder().decode(text)).files);
    return fileMap(new Map(listed.map(([path, hash]) => [path, fromHex(String(hash))])));
  } catch (error) {
    throw error instanceof Refused ? error : new Refused("malformed", "The list of files cannot be read.");
  }
}

/**
 * @param {unknown} value
 * @returns {Map<string, Uint8Array>}
 */
function fileMap(value) {
  if (!(value instanceof Map)) throw new Refused("malformed", "A map is expected.");
  for (const [path, hash] of value) {
    demand(typeof path === "string" && PATH.test(path), "A path leads out of the app.");
    bytes(hash, HASH_BYTES);
  }
  return value;
}

/**
 * Refuse a release from which no app could start.
 * @param {Map<string, Uint8Array>} files
 */
export function demandStart(files) {
  demand(files.has("index.html") && files.has("sw.js"), "A release without its first files starts nothing.");
}

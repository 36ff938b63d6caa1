// KEYSET: the keys and addresses of a city, signed by ROOT (docs/protocol.md, section 5).

import { demand, equal, Refused } from "./bytes.js";
import { SIGNATURE_BYTES, scopeOf } from "./keys.js";
import { bytes, list, number64, readMap, text, unsigned } from "./maps.js";
import { demandSignature } from "./messages.js";

/** @typedef {import("./keys.js").Scope} Scope */
/** @typedef {{id: number, role: number, public: Uint8Array, notBefore: number}} CityKey */
/**
 * @typedef {{city: number, number: number | bigint, issued: number, root: Uint8Array, keys: CityKey[],
 *   endpoints: Map<number, string[]>, name: string, phone: string, scope: Scope}} Keyset
 */

export const KEY_ROLES = Object.freeze({
  issuer: 1, lease: 2, ack: 3, head: 4, standin: 5, witness: 6,
  snap: 7, release: 8, upload: 9, emergency: 10, probe: 11,
});
export const ENDPOINTS = Object.freeze({ door: 1, standin: 2, status: 3, tillApp: 4, cardPage: 5 });

const FIELDS = 9;

/**
 * Read a signed KEYSET under the pinned ROOT key; raises Refused.
 * @param {Uint8Array} message
 * @param {Uint8Array} rootPublic
 * @param {number} [city] the city it must be of; without it, the one that it names
 * @param {boolean} [training]
 * @returns {Promise<Keyset>}
 */
export async function openKeyset(message, rootPublic, city, training = false) {
  const fields = parseKeyset(message.slice(0, -SIGNATURE_BYTES), city);
  const scope = await scopeOf(fields.city, rootPublic, training);
  await demandSignature(scope, "keyset", equal(fields.root, rootPublic) ? rootPublic : null, message);
  return { ...fields, scope };
}

/**
 * @param {Uint8Array} payload
 * @param {number} [city]
 * @returns {Omit<Keyset, "scope">}
 */
export function parseKeyset(payload, city) {
  const values = readMap(payload, FIELDS, city);
  const keys = list(values[5]).map(cityKey);
  demand(new Set(keys.map((key) => key.id)).size === keys.length, "The same thing is named twice.");
  return {
    city: unsigned(values[1], 32),
    number: number64(values[2]),
    issued: unsigned(values[3], 32),
    root: bytes(values[4], 32),
    keys,
    endpoints: endpoints(values[6]),
    name: text(values[7]),
    phone: text(values[8]),
  };
}

/**
 * The public key with this id if it has one of these roles.
 * @param {Pick<Keyset, "keys">} keyset
 * @param {number} id
 * @param {...number} roles
 * @returns {Uint8Array | null}
 */
export function keyOf(keyset, id, ...roles) {
  return keyset.keys.find((key) => key.id === id && roles.includes(key.role))?.public ?? null;
}

/**
 * @param {unknown} row
 * @returns {CityKey}
 */
function cityKey(row) {
  const values = list(row);
  demand(values.length === 4, "A row has 4 values.");
  const role = unsigned(values[1], 8);
  demand(role >= 1 && role <= 11, "A key has an unknown role.");
  const found = bytes(values[2], role === KEY_ROLES.upload ? 65 : 32);
  demand(role !== KEY_ROLES.upload || found[0] === 4, "The UPLOAD key is compressed.");
  return { id: unsigned(values[0], 8), role, public: found, notBefore: unsigned(values[3], 32) };
}

/**
 * @param {unknown} value
 * @returns {Map<number, string[]>}
 */
function endpoints(value) {
  if (!(value instanceof Map)) throw new Refused("malformed", "A map is expected.");
  const known = Object.values(ENDPOINTS);
  demand([...value.keys()].every((kind) => known.includes(kind)), "An endpoint is of an unknown kind.");
  return new Map([...value].map(([kind, urls]) => [kind, list(urls).map(text)]));
}

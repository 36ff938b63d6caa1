// Every message of docs/protocol.md with a fixed layout: read, write, sign, open.

import { Refused, demand, join } from "./bytes.js";
import { SIGNATURE_BYTES, sign, verify } from "./keys.js";
import { RULES } from "./rules.js";
import { LAYOUTS, pack, unpack } from "./wire.js";

/** @typedef {import("./keys.js").Scope} Scope */
/** @typedef {import("./wire.js").Values} Values */

/**
 * Read a payload of this kind ("redeem", "lease" ...); raises Refused.
 * @param {string} kind
 * @param {Uint8Array} payload
 * @param {number} city
 * @returns {Values}
 */
export function parseMessage(kind, payload, city) {
  const tail = TAILS[kind];
  const size = LAYOUTS[kind].size;
  const values = unpack(LAYOUTS[kind], tail ? payload.slice(0, size) : payload, city);
  if (tail) tail.read(values, payload.slice(size));
  RULES[kind]?.(values);
  return values;
}

/**
 * Write a payload; what nobody may say is refused here as well.
 * @param {string} kind
 * @param {Values} values
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function packMessage(kind, values) {
  RULES[kind]?.(values);
  const tail = TAILS[kind]?.write(values);
  return tail ? join(pack(LAYOUTS[kind], { ...values, length: tail.length }), tail) : pack(LAYOUTS[kind], values);
}

/**
 * What stands behind the fixed part of an ORDER and a FRAME.
 * @type {Record<string, {read: (values: Values, bytes: Uint8Array) => void, write: (values: Values) => Uint8Array}>}
 */
const TAILS = {
  order: {
    read(values, bytes) {
      demand(values.length === bytes.length, "The order's text is cut or too long.");
      delete values.length;
      try {
        values.text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
      } catch {
        throw new Refused("malformed", "The order's text is no UTF-8.");
      }
    },
    write: (values) => new TextEncoder().encode(values.text),
  },
  frame: {
    read(values, bytes) {
      values.data = bytes;
    },
    write: (values) => values.data,
  },
};

/**
 * Give a message with its signature. Tills' records are sealed by records.js.
 * @param {string} kind
 * @param {Scope} scope
 * @param {CryptoKey} key
 * @param {Values} values
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function sealMessage(kind, scope, key, values) {
  const payload = packMessage(kind, values);
  return join(payload, await sign(scope, key, LAYOUTS[kind].domain, payload));
}

/**
 * Read a signed message and check that this key signed it for this city.
 * @param {string} kind
 * @param {Scope} scope
 * @param {Uint8Array} publicKey
 * @param {Uint8Array} message
 * @returns {Promise<Values>}
 */
export async function openMessage(kind, scope, publicKey, message) {
  demand(message.length > SIGNATURE_BYTES, "The message is shorter than a signature.");
  const payload = message.slice(0, -SIGNATURE_BYTES);
  const values = parseMessage(kind, payload, scope.city);
  await demandSignature(scope, LAYOUTS[kind].domain, publicKey, message);
  return values;
}

/**
 * Refuse a signed message (payload, then signature) that this key did not sign.
 * @param {Scope} scope
 * @param {string} name
 * @param {Uint8Array | null} publicKey
 * @param {Uint8Array} message
 */
export async function demandSignature(scope, name, publicKey, message) {
  const [payload, signature] = [message.slice(0, -SIGNATURE_BYTES), message.slice(-SIGNATURE_BYTES)];
  if (!publicKey || !(await verify(scope, name, publicKey, payload, signature))) {
    throw new Refused("bad_signature", "The signature is not good for this message, key and city.");
  }
}

// A till's own records: claims, DECISION and CLOSE (docs/protocol.md, section 4).

import { Refused, allZero, demand, join, sha256 } from "./bytes.js";
import { SIGNATURE_BYTES, sign } from "./keys.js";
import { packMessage, parseMessage } from "./messages.js";
import { FLAGS } from "./rules.js";

/** @typedef {import("./keys.js").Scope} Scope */
/** @typedef {import("./wire.js").Values} Values */
/**
 * One signed record as it travels; `hash` is its identity, `proof` is empty for DECISION and CLOSE.
 * @typedef {{message: Uint8Array, payload: Uint8Array, kind: string, body: Values, proof: Uint8Array,
 *   signature: Uint8Array, hash: Uint8Array}} TillRecord
 */

const KINDS = new Map([
  [0x10, { kind: "redeem", payload: 60, size: 188 }],
  [0x11, { kind: "sale", payload: 60, size: 188 }],
  [0x12, { kind: "void", payload: 76, size: 204 }],
  [0x13, { kind: "refund", payload: 76, size: 204 }],
  [0x14, { kind: "decision", payload: 34, size: 98 }],
  [0x15, { kind: "close", payload: 41, size: 105 }],
]);

/**
 * Read a till's signed record; signature and proof are not checked yet.
 * @param {Uint8Array} message
 * @param {number} city
 * @returns {Promise<TillRecord>}
 */
export async function parseRecord(message, city) {
  const found = KINDS.get(message[0]);
  if (!found || message.length !== found.size) {
    throw new Refused("malformed", "No record of a till has this type and length.");
  }
  const payload = message.slice(0, found.payload);
  const proof = message.slice(found.payload, found.size - SIGNATURE_BYTES);
  const body = parseMessage(found.kind, payload, city);
  checkProof(found.kind, body, proof);
  const signature = message.slice(-SIGNATURE_BYTES);
  return { message, payload, kind: found.kind, body, proof, signature, hash: await sha256(payload) };
}

/**
 * @param {string} kind
 * @param {Values} body
 * @param {Uint8Array} proof
 */
function checkProof(kind, body, proof) {
  if (kind === "void" || kind === "refund") {
    demand(allZero(proof), "VOID and REFUND carry 64 zero bytes for a proof.");
  } else if (body.flags & FLAGS.typed) {
    demand(allZero(proof.subarray(16)), "Behind the token stand 48 zero bytes.");
  }
}

/**
 * Sign a claim's payload with the card's own key.
 * @param {Scope} scope
 * @param {CryptoKey} cardKey
 * @param {Uint8Array} payload
 * @param {boolean} [training]
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export function prove(scope, cardKey, payload, training = scope.training) {
  return sign(scope, cardKey, "proof", payload, training);
}

/**
 * The proof field of a typed claim: the one-time token (16 bytes), then zeros.
 * @param {Uint8Array} token
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function typedProof(token) {
  return join(token, new Uint8Array(64 - token.length));
}

/**
 * Give the signed record of a till. REDEEM and SALE need a proof, the others bring none.
 * @param {Scope} scope
 * @param {CryptoKey} tillKey
 * @param {string} kind
 * @param {Values} body
 * @param {Uint8Array} [proof]
 * @param {boolean} [training]
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function sealRecord(scope, tillKey, kind, body, proof, training = scope.training) {
  const payload = packMessage(kind, body);
  const none = new Uint8Array(kind === "void" || kind === "refund" ? 64 : 0);
  return join(payload, proof ?? none, await sign(scope, tillKey, kind, payload, training));
}

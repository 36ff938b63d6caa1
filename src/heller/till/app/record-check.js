// Who signed a record: for whoever holds the records of another till. A till never has to check its own.

import { verify } from "./keys.js";

/** @typedef {import("./keys.js").Scope} Scope */
/** @typedef {import("./records.js").TillRecord} TillRecord */

/**
 * Say whether the till with this public key signed the record.
 * @param {Scope} scope
 * @param {Uint8Array} publicKey
 * @param {TillRecord} record
 * @param {boolean} [training]
 * @returns {Promise<boolean>}
 */
export function verifyRecord(scope, publicKey, record, training = scope.training) {
  return verify(scope, record.kind, publicKey, record.payload, record.signature, training);
}

/**
 * Say whether the card's own key signed the claim.
 * @param {Scope} scope
 * @param {Uint8Array} cardPublic
 * @param {TillRecord} record
 * @param {boolean} [training]
 * @returns {Promise<boolean>}
 */
export function verifyProof(scope, cardPublic, record, training = scope.training) {
  return verify(scope, "proof", cardPublic, record.payload, record.proof, training);
}

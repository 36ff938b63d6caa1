// Is a receipt genuine? Checked with the pinned ROOT key alone, without any server.
// The same findings, in the same words, are made by src/heller/claims/receipt_check.py.

import { Refused } from "./bytes.js";
import { CODES, readCode } from "./codes.js";
import { SIGNATURE_BYTES } from "./keys.js";
import { KEY_ROLES, keyOf, openKeyset } from "./keyset.js";
import { demandSignature, parseMessage } from "./messages.js";

/** @typedef {import("./keyset.js").Keyset} Keyset */
/** @typedef {import("./wire.js").Values} Values */
/** @typedef {"genuine" | "unreadable" | "other_city" | "unknown_key" | "forged" | "no_keys"} Finding */
/** @typedef {{finding: Finding, receipt: Values | null, keyset: Keyset | null}} Checked */

/**
 * Check a receipt as text (`HR1:` ...); never throws for what somebody pasted.
 * @param {string} text
 * @param {Uint8Array} keysetMessage
 * @param {Uint8Array} rootPublic
 * @returns {Promise<Checked>}
 */
export async function checkReceipt(text, keysetMessage, rootPublic) {
  const keyset = await unlessRefused(() => openKeyset(keysetMessage, rootPublic));
  if (keyset instanceof Refused) return { finding: "no_keys", receipt: null, keyset: null };
  const message = await unlessRefused(async () => readCode(CODES.receipt, text));
  if (message instanceof Refused) return { finding: "unreadable", receipt: null, keyset };
  const payload = message.slice(0, -SIGNATURE_BYTES);
  const receipt = await unlessRefused(async () => parseMessage("receipt", payload, keyset.city));
  if (receipt instanceof Refused) {
    const finding = receipt.code === "wrong_city" ? "other_city" : "unreadable";
    return { finding, receipt: null, keyset };
  }
  return { finding: await judge(receipt, message, keyset), receipt, keyset };
}

/**
 * @param {Values} receipt
 * @param {Uint8Array} message
 * @param {Keyset} keyset
 * @returns {Promise<Finding>}
 */
async function judge(receipt, message, keyset) {
  const publicKey = keyOf(keyset, receipt.key, receipt.by === 1 ? KEY_ROLES.ack : KEY_ROLES.standin);
  if (!publicKey) return "unknown_key";
  const found = await unlessRefused(() => demandSignature(keyset.scope, "receipt", publicKey, message));
  return found instanceof Refused ? "forged" : "genuine";
}

/**
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T | Refused>}
 */
async function unlessRefused(work) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refused) return error;
    throw error;
  }
}

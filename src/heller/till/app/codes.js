// Receipts, certificates and hand-over frames as text for QR codes and for pasting.

import { decodeBase45, encodeBase45 } from "./base45.js";
import { Refused } from "./bytes.js";

export const CODES = Object.freeze({ receipt: "HR1:", certificate: "HC1:", frame: "HF1:" });

/**
 * @param {string} prefix
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function writeCode(prefix, bytes) {
  return prefix + encodeBase45(bytes);
}

/**
 * Read the bytes of a code of this kind; white space around it and broken lines are forgiven.
 * @param {string} prefix
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function readCode(prefix, text) {
  const tidied = text.replace(/[\t\r\n]/g, "").trim();
  if (!tidied.startsWith(prefix)) throw new Refused("malformed", `The text does not begin with ${prefix}`);
  return decodeBase45(tidied.slice(prefix.length));
}

// The claim that a VOID or REFUND undoes: an own one by its number, another till's by its receipt.

import { Refused, demand, fromHex, toHex } from "../bytes.js";
import { CODES, readCode } from "../codes.js";
import { Problem } from "./problems.js";

/** @typedef {import("./enrolled.js").Enrolled} Enrolled */
/** @typedef {import("./rows.js").Row} Row */
/** @typedef {import("./parts.js").Parts} Parts */
/** @typedef {import("./types.js").Target} Target */

const RECEIPT_BYTES = 123;

/**
 * Find a claim by its own number, or by the text of a receipt (`HR1:` ...); raises Problem.
 * @param {Parts} parts
 * @param {Enrolled} enrolled
 * @param {number | string} target
 * @returns {Promise<Target>}
 */
export async function findTarget({ journal }, enrolled, target) {
  if (typeof target === "number") return ofRow(await journal.entry(enrolled.number, target), enrolled);
  const receipt = await enrolled.believing((trust) => trust.anyReceipt(readReceipt(target)));
  const own = await journal.byHash(toHex(receipt.claimHash));
  if (own) return ofRow(own, enrolled);
  return { claimHash: receipt.claimHash, ref: receipt.ref, cents: receipt.amount, seq: 0 };
}

/**
 * @param {Row | undefined} row
 * @param {Enrolled} enrolled
 * @returns {Target}
 */
function ofRow(row, enrolled) {
  if (!row || (row.kind !== "redeem" && row.kind !== "sale")) throw new Problem("claim_unknown");
  const seq = row.enrolment === enrolled.number ? row.seq : 0;
  return { claimHash: fromHex(row.claimHash), ref: fromHex(row.ref), cents: row.cents, seq };
}

/**
 * @param {string} text
 * @returns {Uint8Array}
 */
function readReceipt(text) {
  try {
    const message = readCode(CODES.receipt, text);
    demand(message.length === RECEIPT_BYTES, "A receipt has 123 bytes.");
    return message;
  } catch (error) {
    throw error instanceof Refused ? new Problem("claim_unknown") : error;
  }
}

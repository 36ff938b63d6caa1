// The card that was held to the till, or typed: what a claim needs of it.

import { toHex } from "../bytes.js";
import { base64Url, cardLkey, cardNumber, cardRef, cardSigningKey, cardView, parseScanned, readNumber } from "../card.js";
import { CODES } from "../codes.js";
import { prove, typedProof } from "../records.js";
import { certifiedOf, keepCertificate } from "./certificates.js";
import { Problem, orProblem } from "./problems.js";

/** @typedef {import("../wire.js").Values} Values */
/** @typedef {import("./enrolled.js").Enrolled} Enrolled */
/** @typedef {import("./parts.js").Parts} Parts */
/** @typedef {import("./types.js").Card} Card */
/** @typedef {import("./types.js").CardRefused} CardRefused */

const PIN = /^[0-9]{6}$/;

/**
 * Take any text that camera, scanner or photo gave.
 * @param {Parts} parts
 * @param {Enrolled} enrolled
 * @param {string} text
 * @returns {Promise<{card: Card} | {refused: CardRefused} | {certificate: number}>}
 */
export async function readCard(parts, enrolled, text) {
  if (text.trim().startsWith(CODES.receipt)) return { refused: "receipt" };
  if (text.trim().startsWith(CODES.certificate)) return readCertificate(parts, enrolled, text);
  const scanned = parseScanned(text);
  if (scanned.kind === "view") return { refused: "view_code" };
  if (scanned.kind === "foreign") return { refused: "foreign" };
  if (scanned.card.city !== enrolled.scope.city) return { refused: "other_city" };
  if (await isGenuine(enrolled, scanned.card, scanned.message)) return { card: await scannedCard(parts, enrolled, scanned.card) };
  return { refused: enrolled.row.training ? "practice_only" : "not_genuine" };
}

/**
 * @param {Parts} parts
 * @param {Enrolled} enrolled
 * @param {string} text
 * @returns {Promise<{refused: CardRefused} | {certificate: number}>}
 */
async function readCertificate(parts, enrolled, text) {
  const cents = await orProblem(() => keepCertificate(parts, enrolled, text));
  return cents instanceof Problem ? { refused: "certificate_wrong" } : { certificate: cents };
}

/**
 * A key that even the city's newest KEYSET does not have makes no genuine card; nor does it while nobody answers.
 * @param {Enrolled} enrolled
 * @param {Values} card
 * @param {Uint8Array} message
 * @returns {Promise<boolean>}
 */
async function isGenuine(enrolled, card, message) {
  try {
    return await enrolled.believing((trust) => trust.isGenuine(card, message));
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}

/**
 * @param {Parts} parts
 * @param {Enrolled} enrolled
 * @param {Values} card
 * @returns {Promise<Card>}
 */
async function scannedCard(parts, enrolled, { cid, face }) {
  const [ref, number, view, key, lkey] = await Promise.all([
    cardRef(cid), cardNumber(cid), cardView(cid), cardSigningKey(cid), cardLkey(cid),
  ]);
  /** @param {Uint8Array} payload */
  const proof = (payload) => prove(enrolled.scope, key, payload);
  return { ref, face, number, typed: false, view: base64Url(view), lkey, certified: await certifiedOf(parts, ref), prove: proof };
}

/**
 * Take number and PIN; the city gives a token for one claim within five minutes.
 * @param {Enrolled} enrolled
 * @param {string} typed
 * @param {string} pin
 * @returns {Promise<Card>}
 */
export async function unlockCard(enrolled, typed, pin) {
  const number = readNumber(typed);
  if (number === null || !PIN.test(pin)) throw new Problem("number_wrong");
  const unlock = await enrolled.question("unlock", { number: BigInt(number), pin: Number(pin) });
  const { ref, token } = await enrolled.door.unlock(unlock);
  return { ref, face: 0, number, typed: true, view: null, lkey: null, certified: null, prove: async () => typedProof(token) };
}

/**
 * The card's name in the journal.
 * @param {Card} card
 * @returns {string}
 */
export function refOf(card) {
  return toHex(card.ref);
}


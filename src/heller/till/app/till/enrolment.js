// Enrolling: make the key, show the code, compare four words, wait until the office admits the device.

import { CHECK_WORDS } from "../check-words.js";
import { checkWords, codeHash } from "../enrol.js";
import { sealMessage } from "../messages.js";
import { Problem, isUncertain, orProblem } from "./problems.js";
import { pinned } from "./trust.js";

/** @typedef {import("./door.js").Admitted} Admitted */
/** @typedef {import("./enrolments.js").EnrolmentRow} EnrolmentRow */
/** @typedef {import("./invite.js").Invite} Invite */
/** @typedef {import("./parts.js").Parts} Parts */

const WAIT_S = 900; // as long as a code is good

/**
 * Begin: the key is on the disk before anyone sees it, so what was cut off goes on after a reload.
 * @param {Parts} parts
 * @param {Invite} invite
 * @returns {Promise<EnrolmentRow>}
 */
export async function beginEnrolment(parts, invite) {
  const trust = await pinned(await parts.doorAt([invite.door]).keyset(), invite.root, false);
  const [pair, rows] = await Promise.all([makeKey(), parts.enrolments.all()]);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const [code, startedAt] = [await codeHash(invite.code), parts.clock.now()];
  const enrol = { city: trust.scope.city, time: startedAt >>> 0, public: publicKey, code };
  const message = await sealMessage("enrol", trust.scope, pair.privateKey, enrol);
  const words = await checkWords(publicKey, code, [...CHECK_WORDS]);
  const number = Math.max(0, ...rows.map((row) => row.number)) + 1;
  const row = newRow({ number, startedAt, ...invite, message, words, key: pair.privateKey, publicKey });
  await parts.enrolments.put(row);
  return row;
}

/** A key that signs and never leaves the browser. */
function makeKey() {
  return /** @type {Promise<CryptoKeyPair>} */ (crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]));
}

/**
 * @param {Omit<EnrolmentRow, "admitted" | "training" | "till" | "lease" | "keyset" | "names" | "seen">} made
 * @returns {EnrolmentRow}
 */
function newRow(made) {
  const none = new Uint8Array();
  return { ...made, admitted: 0, training: false, till: 0, lease: none, keyset: none, names: ["", "", ""], seen: 0 };
}

/**
 * Ask once whether the office has admitted the device.
 * @param {Parts} parts
 * @param {EnrolmentRow} row
 * @returns {Promise<EnrolmentRow | Problem | null>} null: not yet; a Problem: what stands in the way
 */
export async function askAdmission(parts, row) {
  const found = await orProblem(async () => {
    const admitted = await parts.doorAt([row.door]).enrol(row.message, row.code);
    return admitted && checkedRow(row, admitted);
  });
  if (!found || found instanceof Problem) return found;
  await parts.enrolments.put(found);
  return found;
}

/**
 * @param {EnrolmentRow} row
 * @param {Admitted} admitted
 * @returns {Promise<EnrolmentRow>}
 */
async function checkedRow(row, { till, lease, keyset, names }) {
  const trust = await pinned(keyset, row.root, false);
  await trust.lease(lease, till, row.publicKey);
  return { ...row, admitted: 1, till, lease, keyset, names, code: "", message: new Uint8Array() };
}

/**
 * Say whether waiting on makes sense.
 * @param {EnrolmentRow} row
 * @param {Problem | null} problem
 * @param {number} now
 * @returns {boolean}
 */
export function goesOn(row, problem, now) {
  return now - row.startedAt < WAIT_S && (problem === null || isUncertain(problem));
}

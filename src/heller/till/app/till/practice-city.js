// A city for practising: keys made on this device, signed for training only, forgotten when practising ends.

import { encodeBase45 } from "../base45.js";
import { base64Url, cardNumber, cardRef, cardView } from "../card.js";
import { encodeCbor } from "../cbor.js";
import { join, toHex } from "../bytes.js";
import { ENDPOINTS, KEY_ROLES } from "../keyset.js";
import { scopeOf, sign } from "../keys.js";
import { sealMessage } from "../messages.js";
import { ROLES } from "../rules.js";

/** @typedef {import("../keys.js").Scope} Scope */
/** @typedef {import("./enrolments.js").EnrolmentRow} EnrolmentRow */
/** @typedef {import("./types.js").Identity} Identity */
/** @typedef {{key: CryptoKey, public: Uint8Array}} Pair */
/**
 * A practice card: `text` is what a scanner would read, `name` what it is called.
 * @typedef {{name: string, text: string, number: string, pin: string, ref: string, view: string, face: number, cents: number,
 *   state: "sealed" | "active" | "blocked"}} PracticeCard
 */
/** @typedef {{scope: Scope, ack: Pair, cards: PracticeCard[], row: EnrolmentRow}} PracticeCity */

const PRACTICE_DOOR = "practice:";
export const ACK_ID = 3;

const [ISSUER_ID, LEASE_ID] = [1, 2];
const [TILL, WEEK, EURO] = [1, 7 * 86_400, 100];
const [NO_CITY, CREDIT] = [1, 200_000];

/** @type {Pick<PracticeCard, "name" | "face" | "cents" | "state">[]} */
const CARDS = [
  { name: "37,60 €", face: 0, cents: 3_760, state: "active" },
  { name: "8,10 €", face: 0, cents: 810, state: "active" },
  { name: "50 €", face: 5_000, cents: 0, state: "sealed" },
  { name: "25 €", face: 0, cents: 2_500, state: "blocked" },
];

/**
 * Make a city that looks like the real one.
 * @param {Identity | null} real
 * @param {number} now
 * @returns {Promise<PracticeCity>}
 */
export async function makePracticeCity(real, now) {
  const [root, issuer, lease, ack, till] = await Promise.all(Array.from({ length: 5 }, makePair));
  const scope = await scopeOf(real?.city ?? NO_CITY, root.public, true);
  const keys = [[ISSUER_ID, KEY_ROLES.issuer, issuer], [LEASE_ID, KEY_ROLES.lease, lease], [ACK_ID, KEY_ROLES.ack, ack]];
  const keyset = await sealKeyset(scope, root, /** @type {[number, number, Pair][]} */ (keys), real, now);
  const leased = await sealMessage("lease", scope, lease.key, leaseOf(scope, till, now));
  const cards = await Promise.all(CARDS.map((card) => makeCard(scope, issuer, card)));
  return { scope, ack, cards, row: practiceRow(root, till, leased, keyset, real, now) };
}

/** @returns {Promise<Pair>} */
async function makePair() {
  const pair = /** @type {CryptoKeyPair} */ (await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]));
  return { key: pair.privateKey, public: new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)) };
}

/**
 * @param {Scope} scope
 * @param {Pair} root
 * @param {[number, number, Pair][]} keys
 * @param {Identity | null} real
 * @param {number} now
 * @returns {Promise<Uint8Array>}
 */
async function sealKeyset(scope, root, keys, real, now) {
  const rows = keys.map(([id, role, pair]) => [id, role, pair.public, now]);
  const endpoints = new Map([[ENDPOINTS.door, [PRACTICE_DOOR]]]);
  const values = [1, scope.city, 1, now, root.public, rows, endpoints, real?.cityName ?? "Musterstadt", real?.phone ?? ""];
  const payload = encodeCbor(new Map(values.map((value, key) => [key, value])));
  return join(payload, await sign(scope, root.key, "keyset", payload));
}

/**
 * @param {Scope} scope
 * @param {Pair} till
 * @param {number} now
 */
function leaseOf(scope, till, now) {
  return {
    city: scope.city, key: LEASE_ID, till: TILL, merchant: 1, point: 1, role: ROLES.redeem | ROLES.sell, public: till.public,
    notBefore: now, expires: now + WEEK, limit: 20 * EURO, limitOutage: 50 * EURO, isolated: 0, isolatedOutage: 0,
    standin: 0, credit: CREDIT, ops: 20, opsOutage: 150, number: 1,
  };
}

/**
 * @param {Scope} scope
 * @param {Pair} issuer
 * @param {Pick<PracticeCard, "name" | "face" | "cents" | "state">} card
 * @returns {Promise<PracticeCard>}
 */
async function makeCard(scope, issuer, card) {
  const cid = crypto.getRandomValues(new Uint8Array(16));
  const message = await sealMessage("card", scope, issuer.key, { city: scope.city, key: ISSUER_ID, cid, face: card.face });
  const [ref, number, view] = await Promise.all([cardRef(cid), cardNumber(cid), cardView(cid)]);
  const pin = number.slice(0, 6); // to be typed by somebody who learns
  return { ...card, text: `HG1:${encodeBase45(message)}`, number, pin, ref: toHex(ref), view: base64Url(view) };
}

/**
 * @param {Pair} root
 * @param {Pair} till
 * @param {Uint8Array} lease
 * @param {Uint8Array} keyset
 * @param {Identity | null} real
 * @param {number} now
 * @returns {EnrolmentRow}
 */
function practiceRow(root, till, lease, keyset, real, now) {
  const names = /** @type {[string, string, string]} */ ([
    real?.shop ?? "Musterladen", real?.point ?? "Musterladen", real?.cityName ?? "Musterstadt",
  ]);
  const common = { number: 1, admitted: /** @type {1} */ (1), startedAt: now, training: true, door: PRACTICE_DOOR, seen: 0 };
  const none = { code: "", message: new Uint8Array(), words: [] };
  const own = { root: root.public, key: till.key, publicKey: till.public, till: TILL };
  return { ...common, ...none, ...own, lease, keyset, names };
}

// Certificates of sale that were held to this till: what a card is worth that its balances do not know yet, and the sale that
// travels to the city with whatever is redeemed by it (docs/protocol.md, section 4).

import { Refused, toHex } from "../bytes.js";
import { openCertificate } from "../certificate.js";
import { CODES, readCode } from "../codes.js";
import { strictly } from "./database.js";
import { Problem } from "./problems.js";

/** @typedef {import("./enrolled.js").Enrolled} Enrolled */
/** @typedef {import("./parts.js").Parts} Parts */
/** @typedef {{cents: number, at: number, records: Uint8Array[]}} Certified `records`: the SALE, and the DECISION on it */

const PREFIX = "certificate/";
const MOST = 500;
const ALL = () => IDBKeyRange.bound(PREFIX, `${PREFIX}g`); // behind it stands the card's ref in hexadecimal digits

/**
 * Check a certificate (`HC1:` ...) and keep it; gives its cents. Raises Problem when it is not this city's.
 * @param {Parts} parts
 * @param {Enrolled} enrolled
 * @param {string} text
 * @returns {Promise<number>}
 */
export async function keepCertificate({ db, clock }, enrolled, text) {
  const { sale, decision } = await opened(enrolled, text);
  const records = decision ? [sale.message, decision.message] : [sale.message];
  /** @type {Certified} */
  const row = { cents: sale.body.amount, at: clock.now(), records };
  await strictly(db, ["facts"], async (writing) => {
    const store = writing.objectStore("facts");
    if ((await store.count(ALL())) >= MOST) await store.delete(await oldest(store));
    await store.put(row, PREFIX + toHex(sale.body.ref));
  });
  return row.cents;
}

/**
 * @param {import("../vendor/idb/index.js").IDBPObjectStore<any, string[], "facts", "readwrite">} store
 * @returns {Promise<IDBValidKey>}
 */
async function oldest(store) {
  const [keys, rows] = await Promise.all([store.getAllKeys(ALL()), store.getAll(ALL())]);
  const times = rows.map(({ at }) => at);
  return keys[times.indexOf(Math.min(...times))];
}

/**
 * @param {Enrolled} enrolled
 * @param {string} text
 */
async function opened(enrolled, text) {
  try {
    return await openCertificate(readCode(CODES.certificate, text), enrolled.trust.keyset);
  } catch (error) {
    throw error instanceof Refused ? new Problem("certificate_wrong", { detail: error.message }) : error;
  }
}

/**
 * What was shown for this card; null for nothing.
 * @param {Parts} parts
 * @param {Uint8Array} ref
 * @returns {Promise<Certified | null>}
 */
export async function certifiedOf({ db }, ref) {
  return (await db.get("facts", PREFIX + toHex(ref))) ?? null;
}

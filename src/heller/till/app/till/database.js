// The till's IndexedDB: its schema, and writing so that it is on the disk before anyone hears of it.

import { openDB } from "../vendor/idb/index.js";
import { Problem } from "./problems.js";

/** @typedef {import("../vendor/idb/index.js").IDBPDatabase<any>} Database */
/** @typedef {import("../vendor/idb/index.js").IDBPTransaction<any, string[], "readwrite">} Writing */

const VERSION = 2;

/**
 * Open the database, or begin it; every released version is brought up to today's. A newer one is left alone.
 * @param {string} name
 * @param {() => void} gone hears that the browser has taken it away
 * @returns {Promise<Database>}
 */
export function openDatabase(name, gone) {
  return openDB(name, VERSION, {
    terminated: gone,
    upgrade(db, from) {
      if (from < 1) createFirst(db);
      if (from < 2) db.createObjectStore("snapshots"); // the city's balances: "full" and "delta"
    },
  });
}

/**
 * `enrolments`: one row for each number that this device had. `records`: what was signed. `facts`: the rest, by name.
 * A row has `unsent` only as long as it is, so that its index stays small.
 * @param {Database} db
 */
function createFirst(db) {
  db.createObjectStore("facts");
  db.createObjectStore("enrolments", { keyPath: "number" });
  const records = db.createObjectStore("records", { keyPath: ["enrolment", "seq"] });
  records.createIndex("unsent", ["unsent", "enrolment", "seq"]);
  records.createIndex("claimHash", "claimHash");
  records.createIndex("claimedAt", "claimedAt");
  records.createIndex("receiptedAt", "receiptedAt");
}

/**
 * Write in one strict transaction, all or nothing; it is on the disk when this returns.
 * @template T
 * @param {Database} db
 * @param {string[]} stores
 * @param {(writing: Writing) => Promise<T>} work awaits nothing but the database
 * @returns {Promise<T>}
 */
export async function strictly(db, stores, work) {
  try {
    const writing = db.transaction(stores, "readwrite", { durability: "strict" });
    const [value] = await Promise.all([orAbort(writing, work), writing.done]);
    return value;
  } catch (error) {
    throw asProblem(error);
  }
}

/**
 * @template T
 * @param {Writing} writing
 * @param {(writing: Writing) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function orAbort(writing, work) {
  try {
    return await work(writing);
  } catch (error) {
    if (writing.error === null) tryAbort(writing);
    throw error;
  }
}

/** @param {Writing} writing */
function tryAbort(writing) {
  try {
    writing.abort();
  } catch {
    // it has ended already: there is nothing left to take back
  }
}

/**
 * @param {unknown} error
 * @returns {unknown}
 */
function asProblem(error) {
  if (!(error instanceof DOMException)) return error;
  const code = error.name === "QuotaExceededError" ? "storage_full" : "journal_broken";
  return new Problem(code, { detail: error.message });
}

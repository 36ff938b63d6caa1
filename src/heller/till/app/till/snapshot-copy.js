// The till's copy of the city's balances: downloaded from any web server, checked, kept in the journal's database.

import { Refused, demand } from "../bytes.js";
import { strictly } from "./database.js";
import { fetchBytes } from "./file-line.js";
import { Problem } from "./problems.js";
import { Snapshot, openManifest, openRecords } from "./snapshot.js";

/** @typedef {import("./database.js").Database} Database */
/** @typedef {import("../keyset.js").Keyset} Keyset */
/** @typedef {import("./snapshot.js").SignedRecords} SignedRecords */
/** @typedef {{message: Uint8Array, records: Uint8Array}} Kept */

const MOST_MANIFEST = 1 << 16;
const MOST_RECORDS = 12_000_000;
const FETCH_S = 20;

/**
 * Take what is newer from the first folder that has it whole; gives what the till holds then. Raises Problem.
 * @param {Database} db
 * @param {Keyset} keyset
 * @param {string[]} folders addresses, such as `https://door/v1/snapshots`
 * @returns {Promise<Snapshot>}
 */
export async function refreshSnapshot(db, keyset, folders) {
  let problem = new Problem("not_found", { detail: "snapshot" });
  for (const folder of folders) {
    try {
      return await download(db, keyset, folder.replace(/\/+$/, ""));
    } catch (error) {
      if (!(error instanceof Problem || error instanceof Refused)) throw error;
      problem = error instanceof Problem ? error : new Problem("untrusted_answer", { detail: error.message });
    }
  }
  throw problem;
}

/**
 * What the till holds, checked anew; null without any, or when its key is gone.
 * @param {Database} db
 * @param {Keyset} keyset
 * @returns {Promise<Snapshot | null>}
 */
export async function heldSnapshot(db, keyset) {
  const [full, delta] = await Promise.all([db.get("snapshots", "full"), db.get("snapshots", "delta")]);
  if (!full) return null;
  try {
    return new Snapshot(await opened(full, keyset), delta ? await opened(delta, keyset) : null);
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

/**
 * @param {Database} db
 * @param {Keyset} keyset
 * @param {string} folder
 * @returns {Promise<Snapshot>}
 */
async function download(db, keyset, folder) {
  const held = await heldSnapshot(db, keyset);
  const full = await newest(keyset, folder, "full.bin", held?.full.manifest.snapSeq ?? 0);
  if (!full && !held) throw new Problem("not_found", { detail: folder });
  const current = full ? new Snapshot(full.opened) : /** @type {Snapshot} */ (held);
  if (full) {
    demand(full.opened.manifest.snapSeq > (held?.newest.snapSeq ?? 0), "The snapshot is not newer than the one held.");
    await keep(db, { full: full.kept, delta: null });
  }
  const delta = await newest(keyset, folder, "delta.bin", current.newest.snapSeq, current.full.manifest.snapSeq);
  if (!delta) return current;
  const changed = new Snapshot(current.full, delta.opened);
  await keep(db, { delta: delta.kept });
  return changed;
}

/**
 * The manifest of this name and its records; null when there is none, or it is the one held, or a delta of no use.
 * @param {Keyset} keyset
 * @param {string} folder
 * @param {string} name
 * @param {number} held
 * @param {number} [base]
 * @returns {Promise<{opened: SignedRecords, kept: Kept} | null>}
 */
async function newest(keyset, folder, name, held, base) {
  const message = await fetchBytes(`${folder}/${name}`, MOST_MANIFEST, FETCH_S);
  if (!message) return null;
  const manifest = await openManifest(message, keyset);
  if (manifest.snapSeq === held || (base !== undefined && (manifest.base !== base || manifest.snapSeq < held))) return null;
  const records = await fetchBytes(`${folder}/${manifest.snapSeq}.rec`, MOST_RECORDS, FETCH_S);
  if (!records) throw new Problem("no_answer", { detail: folder }); // a newer one has replaced it just now
  return { opened: await openRecords(manifest, records), kept: { message, records } };
}

/**
 * @param {Database} db
 * @param {Record<string, Kept | null>} rows
 */
async function keep(db, rows) {
  await strictly(db, ["snapshots"], async (writing) => {
    const store = writing.objectStore("snapshots");
    await Promise.all(Object.entries(rows).map(([name, row]) => (row ? store.put(row, name) : store.delete(name))));
  });
}

/**
 * @param {Kept} kept
 * @param {Keyset} keyset
 * @returns {Promise<SignedRecords>}
 */
async function opened({ message, records }, keyset) {
  return openRecords(await openManifest(message, keyset), records);
}

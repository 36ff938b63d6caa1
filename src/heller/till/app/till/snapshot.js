// SNAPSHOT and DELTA at the till: whose they are, and what a card has (docs/protocol.md, section 5).
// Nothing in them can be read without a card in hand.

import { Refused, demand, equal, join, sha256, unsigned } from "../bytes.js";
import { SIGNATURE_BYTES } from "../keys.js";
import { KEY_ROLES } from "../keyset.js";
import * as maps from "../maps.js";
import { demandSignature } from "../messages.js";

/** @typedef {import("../keyset.js").Keyset} Keyset */
/** @typedef {import("../isolated.js").CardKnown} CardKnown */
/** @typedef {{activeFrom: number, end: number, group: number}} LotClass */
/**
 * @typedef {{snapSeq: number, time: number, k: Uint8Array, classes: LotClass[], count: number, recordsHash: Uint8Array,
 *   generation: number, ledgerSeq: number | bigint, base: number}} Manifest
 */

const RECORD = 12;
const TAG = 8;
const CLASSES = 250;
const [SEALED, BLOCKED] = [254, 255];
const FIELDS = 11;

/** A manifest whose signature and hash are good, and its records. */
export class SignedRecords {
  /**
   * @param {Manifest} manifest
   * @param {Uint8Array} records
   * @param {CryptoKey} key
   */
  constructor(manifest, records, key) {
    this.manifest = manifest;
    this.records = records;
    this.key = key;
  }

  /**
   * A part's cents and class (cents * 256 + class); null when there is no such record.
   * @param {Uint8Array} cardKey
   * @param {number} part
   * @returns {Promise<number | null>}
   */
  async value(cardKey, part) {
    const input = join(unsigned(this.manifest.snapSeq, 4), cardKey, unsigned(part, 1));
    const found = new Uint8Array(await crypto.subtle.sign("HMAC", this.key, input));
    const at = this.#find(found);
    if (at === null) return null;
    const bytes = this.records.subarray(at + TAG, at + RECORD).map((byte, place) => byte ^ found[TAG + place]);
    return bytes.reduce((value, byte) => value * 256 + byte, 0);
  }

  /**
   * Where the record with this tag begins.
   * @param {Uint8Array} tag
   * @returns {number | null}
   */
  #find(tag) {
    let [low, high] = [0, this.manifest.count];
    while (low < high) {
      const middle = (low + high) >> 1;
      const order = this.#compare(middle * RECORD, tag);
      if (order === 0) return middle * RECORD;
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    return null;
  }

  /**
   * @param {number} at
   * @param {Uint8Array} tag
   * @returns {number}
   */
  #compare(at, tag) {
    for (let place = 0; place < TAG; place += 1) {
      const order = this.records[at + place] - tag[place];
      if (order) return order;
    }
    return 0;
  }
}

/** A SNAPSHOT, and the newest DELTA to it if there is one. */
export class Snapshot {
  /**
   * @param {SignedRecords} full
   * @param {SignedRecords | null} [delta]
   */
  constructor(full, delta = null) {
    demand(full.manifest.base === 0, "This is a delta, not a snapshot.");
    if (delta) {
      demand(delta.manifest.base === full.manifest.snapSeq, "The delta has another base.");
      demand(delta.manifest.snapSeq > full.manifest.snapSeq, "The delta is not newer.");
    }
    this.full = full;
    this.delta = delta;
  }

  /** The newer manifest of the two: number and age of what is known. */
  get newest() {
    return (this.delta ?? this.full).manifest;
  }

  /**
   * What a card can pay at second `at` (UTC) in this acceptor group; `cardKey` is its lkey.
   * @param {Uint8Array} cardKey
   * @param {number} at
   * @param {number} [group]
   * @returns {Promise<CardKnown>}
   */
  async card(cardKey, at, group = 0) {
    const found = { known: false, cents: 0, sealed: false, blocked: false };
    for (let part = 0; part < CLASSES; part += 1) {
      const { value, manifest } = await this.#part(cardKey, part);
      if (value === null) break;
      if (value === SEALED || value === BLOCKED) {
        return { known: true, cents: 0, sealed: value === SEALED, blocked: value === BLOCKED };
      }
      found.known ||= value > 0;
      found.cents += cents(value, manifest, at, group);
    }
    return found;
  }

  /**
   * @param {Uint8Array} cardKey
   * @param {number} part
   * @returns {Promise<{value: number | null, manifest: Manifest}>}
   */
  async #part(cardKey, part) {
    const changed = this.delta ? await this.delta.value(cardKey, part) : null;
    if (this.delta && changed !== null) return { value: changed, manifest: this.delta.manifest };
    return { value: await this.full.value(cardKey, part), manifest: this.full.manifest };
  }
}

/**
 * @param {number} value
 * @param {Manifest} manifest
 * @param {number} at
 * @param {number} group
 * @returns {number}
 */
function cents(value, manifest, at, group) {
  const lot = manifest.classes[value % 256];
  const pays = lot && lot.activeFrom <= at && at < lot.end && (lot.group === 0 || lot.group === group);
  return pays ? Math.floor(value / 256) : 0;
}

/**
 * Read a manifest that one of the city's SNAP keys signed; raises Refused.
 * @param {Uint8Array} message
 * @param {Keyset} keyset
 * @returns {Promise<Manifest>}
 */
export async function openManifest(message, keyset) {
  const manifest = parseManifest(message.slice(0, -SIGNATURE_BYTES), keyset.city);
  const domain = manifest.base ? "delta" : "snapshot";
  const keys = keyset.keys.filter((key) => key.role === KEY_ROLES.snap);
  const tried = await Promise.all(keys.map((key) => signed(() => demandSignature(keyset.scope, domain, key.public, message))));
  if (!tried.includes(true)) throw new Refused("bad_signature", "No SNAP key of the city has signed this.");
  return manifest;
}

/**
 * @param {() => Promise<void>} check
 * @returns {Promise<boolean>}
 */
async function signed(check) {
  try {
    await check();
    return true;
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}

/**
 * Check that these are the manifest's records; raises Refused.
 * @param {Manifest} manifest
 * @param {Uint8Array} records
 * @returns {Promise<SignedRecords>}
 */
export async function openRecords(manifest, records) {
  demand(records.length === manifest.count * RECORD, "The records are cut or too many.");
  demand(equal(await sha256(records), manifest.recordsHash), "These are another one's records.");
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", Uint8Array.from(manifest.k), algorithm, false, ["sign"]);
  return new SignedRecords(manifest, records, key);
}

/**
 * @param {Uint8Array} payload
 * @param {number} city
 * @returns {Manifest}
 */
function parseManifest(payload, city) {
  const values = maps.readMap(payload, FIELDS, city);
  const classes = maps.list(values[5]).map(lotClass);
  demand(classes.length <= CLASSES, "The manifest has more than 250 classes.");
  return {
    snapSeq: maps.unsigned(values[2], 32), time: maps.unsigned(values[3], 32), k: maps.bytes(values[4], 16), classes,
    count: maps.unsigned(values[6], 32), recordsHash: maps.bytes(values[7], 32), generation: maps.unsigned(values[8], 16),
    ledgerSeq: maps.number64(values[9]), base: maps.unsigned(values[10], 32),
  };
}

/**
 * @param {unknown} row
 * @returns {LotClass}
 */
function lotClass(row) {
  const values = maps.list(row).map((value) => maps.unsigned(value, 32));
  demand(values.length === 3, "A row has 3 values.");
  const [activeFrom, end, group] = values;
  return { activeFrom, end, group };
}

// What a till believes: only what follows from the ROOT key that it pinned when it was enrolled.

import { Refused, allZero, equal, toHex } from "../bytes.js";
import { KEY_ROLES, keyOf, openKeyset } from "../keyset.js";
import { demandSignature, openMessage } from "../messages.js";
import { Problem } from "./problems.js";

/** @typedef {import("../keyset.js").Keyset} Keyset */
/** @typedef {import("../wire.js").Values} Values */
/** @typedef {import("./rows.js").Row} Row */

const KEY_PLACE = 5; // behind type and city
const BY_PLACE = 6;
const BOOK = 1;

/** The city's keys, as its KEYSET lists them. */
export class Trust {
  /** @param {Keyset} keyset */
  constructor(keyset) {
    this.keyset = keyset;
  }

  get scope() {
    return this.keyset.scope;
  }

  /**
   * Check that this LEASE is for this till and its key.
   * @param {Uint8Array} message
   * @param {number} till
   * @param {Uint8Array} publicKey
   * @returns {Promise<Values>}
   */
  async lease(message, till, publicKey) {
    const lease = await this.#open("lease", message, KEY_ROLES.lease);
    if (lease.till !== till || !equal(lease.public, publicKey)) throw untrusted("The lease is another till's.");
    return lease;
  }

  /**
   * Check that this is the book's receipt of this record: signature, city, hash, amount and card.
   * @param {Row} row
   * @param {Uint8Array} message
   * @returns {Promise<Values>}
   */
  async receipt(row, message) {
    const receipt = await this.ownReceipt(row, message);
    if (receipt.by !== BOOK) throw untrusted("The receipt is not the book's.");
    return receipt;
  }

  /**
   * Check that this is the receipt of this record, the book's or the stand-in's.
   * @param {Row} row
   * @param {Uint8Array} message
   * @returns {Promise<Values>}
   */
  async ownReceipt(row, message) {
    const receipt = await this.anyReceipt(message);
    const ref = row.ref === "" ? allZero(receipt.ref) : toHex(receipt.ref) === row.ref;
    const own = ref && toHex(receipt.claimHash) === row.claimHash && receipt.amount === row.cents;
    if (!own) throw untrusted("The receipt is another record's.");
    return receipt;
  }

  /**
   * Check a receipt of book or stand-in whose record may be another till's.
   * @param {Uint8Array} message
   * @returns {Promise<Values>}
   */
  anyReceipt(message) {
    const role = message[BY_PLACE] === BOOK ? KEY_ROLES.ack : KEY_ROLES.standin;
    return this.#open("receipt", message, role);
  }

  /**
   * Check what the stand-in says of itself.
   * @param {Uint8Array} message
   * @returns {Promise<Values>}
   */
  status(message) {
    return this.#open("status", message, KEY_ROLES.standin);
  }

  /**
   * Check that the city issued this card.
   * @param {Values} card
   * @param {Uint8Array} message
   * @returns {Promise<boolean>}
   */
  async isGenuine(card, message) {
    const issuer = keyOf(this.keyset, card.key, KEY_ROLES.issuer);
    if (!issuer) throw new Problem("key_unknown", { detail: `key ${card.key}` });
    return (await asked(() => demandSignature(this.scope, "card", issuer, message))) === true;
  }

  /**
   * @param {string} kind
   * @param {Uint8Array} message
   * @param {number} role
   * @returns {Promise<Values>}
   */
  async #open(kind, message, role) {
    const publicKey = keyOf(this.keyset, message[KEY_PLACE] ?? 0, role);
    if (!publicKey) throw new Problem("key_unknown", { detail: `key ${message[KEY_PLACE]}` });
    return trusted(() => openMessage(kind, this.scope, publicKey, message));
  }
}

/**
 * Read a KEYSET under the pinned ROOT key.
 * @param {Uint8Array} message
 * @param {Uint8Array} root
 * @param {boolean} training
 * @returns {Promise<Trust>}
 */
export async function pinned(message, root, training) {
  return new Trust(await trusted(() => openKeyset(message, root, undefined, training)));
}

/**
 * @template T
 * @param {() => Promise<T>} open
 * @returns {Promise<T>}
 */
async function trusted(open) {
  try {
    return await open();
  } catch (error) {
    throw error instanceof Refused ? untrusted(error.message) : error;
  }
}

/**
 * @param {() => Promise<void>} demand
 * @returns {Promise<boolean>}
 */
async function asked(demand) {
  try {
    await demand();
    return true;
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}

/** @param {string} detail */
function untrusted(detail) {
  return new Problem("untrusted_answer", { detail });
}

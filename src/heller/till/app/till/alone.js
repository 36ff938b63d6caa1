// Alone: nobody answers, and the till decides by its lease, its copy of the balances and its own journal
// (the twin of src/heller/handset/alone.py; the rules themselves are isolated.js).

import { toHex } from "../bytes.js";
import { atMost, barred, limitOf, mayAccept, potOf } from "../isolated.js";
import { strictly } from "./database.js";
import { Problem, orProblem } from "./problems.js";
import { heldSnapshot, refreshSnapshot } from "./snapshot-copy.js";
import { Tally } from "./tally.js";

/** @typedef {import("../isolated.js").IsolatedLease} IsolatedLease */
/** @typedef {import("../isolated.js").IsolatedTill} IsolatedTill */
/** @typedef {import("../wire.js").Values} Values */
/** @typedef {import("./enrolled.js").Enrolled} Enrolled */
/** @typedef {import("./parts.js").Parts} Parts */
/** @typedef {import("./rows.js").Row} Row */
/** @typedef {import("./snapshot.js").Snapshot} Snapshot */
/** @typedef {import("./types.js").Card} Card */

const BLOCKED = Object.freeze({ ok: false, refusal: "card_blocked", most: 0 }); // before an empty pot
const DECIDING = 2;
const AGAIN_S = 3_600; // so often the same word is written down anew
const DECLARED_S = 86_400; // so long the stand-in's word holds that there is an outage

/** The till without anybody to ask. */
export class Alone {
  #parts;
  #enrolled;
  /** @type {Snapshot | null} */
  #snapshot = null;
  /** @type {Promise<Tally> | null} */
  #reading = null;
  /** @type {Tally | null} */
  #tally = null;
  /** @type {Values | null} the newest STATUS that the stand-in signed */
  #word = null;

  /**
   * @param {Parts} parts
   * @param {Enrolled} enrolled
   */
  constructor(parts, enrolled) {
    this.#parts = parts;
    this.#enrolled = enrolled;
  }

  /** Read what is kept of the city: balances, and the stand-in's word. */
  async open() {
    const { db } = this.#parts;
    const [snapshot, word] = await Promise.all([
      heldSnapshot(db, this.#enrolled.trust.keyset),
      db.get("facts", this.#name),
    ]);
    this.#snapshot = snapshot;
    if (word) await orProblem(() => this.#take(word));
  }

  get #name() {
    return `standin/${this.#enrolled.number}`;
  }

  /** The number of the newest balances held, 0 for none; it stands in every claim. */
  get snapSeq() {
    return this.#snapshot?.newest.snapSeq ?? 0;
  }

  /** When they were taken (UTC s), 0 for none. */
  get balancesAt() {
    return this.#snapshot?.newest.time ?? 0;
  }

  /**
   * Take newer balances, if one of these folders has them; raises Problem.
   * @param {string[]} folders
   */
  async refresh(folders) {
    const before = this.snapSeq;
    this.#snapshot = await refreshSnapshot(this.#parts.db, this.#enrolled.trust.keyset, folders);
    if (this.snapSeq !== before) this.#forget();
  }

  #forget() {
    const wasRead = this.#tally !== null;
    this.#reading = this.#tally = null;
    if (wasRead) void this.ready();
  }

  /**
   * Keep what the stand-in says of itself, when it is newer; raises Problem.
   * @param {Uint8Array} message
   */
  async heard(message) {
    if (!(await this.#take(message))) return;
    await strictly(this.#parts.db, ["facts"], (writing) => writing.objectStore("facts").put(message, this.#name));
  }

  /**
   * @param {Uint8Array} message
   * @returns {Promise<boolean>}
   */
  async #take(message) {
    const word = await this.#enrolled.believing((trust) => trust.status(message));
    const held = this.#word;
    if (held && word.time < held.time) return false;
    this.#word = word;
    return !held || word.state !== held.state || word.time > held.time + AGAIN_S;
  }

  /**
   * Judge a redemption of a scanned card.
   * @param {Card} card
   * @param {number} cents
   * @returns {Promise<import("./rows.js").Alone>}
   */
  async judge(card, cents) {
    const till = this.#till();
    const tally = await this.ready();
    const used = tally.used(toHex(card.ref));
    const known = this.#snapshot && card.lkey ? await this.#snapshot.card(card.lkey, till.now) : null;
    const { ok, refusal, most } = known?.blocked ? BLOCKED : mayAccept(till, used, cents, known, card.certified?.cents);
    const left = Math.max(0, potOf(till) - used.pot - (ok ? cents : 0));
    return { ok, refusal, most, limit: limitOf(till), left };
  }

  /**
   * What a scanned card had when the balances were taken, less what this till took since; null when they do not know it.
   * @param {Card} card
   * @returns {Promise<import("./types.js").Balance | null>}
   */
  async balance(card) {
    const [snapshot, { now }] = [this.#snapshot, this.#till()];
    const known = snapshot && card.lkey ? await snapshot.card(card.lkey, now) : null;
    if (!snapshot || !known?.known) return null;
    const { since } = (await this.ready()).used(toHex(card.ref));
    const state = known.blocked ? "blocked" : known.sealed ? "sealed" : "active";
    return { cents: Math.max(0, known.cents - since), state, validUntil: null, at: snapshot.newest.time, moves: [], stale: true };
  }

  /**
   * A claim was decided just now.
   * @param {Row} row
   */
  async decided(row) {
    if (this.#reading) (await this.#reading).add(row);
  }

  /** Its sums are known. */
  get isReady() {
    return this.#tally !== null;
  }

  /** Add up what the journal says; once, and anew with newer balances. */
  async ready() {
    const { number, lease } = this.#enrolled;
    this.#reading ??= new Tally(lease.number, this.#snapshot?.newest ?? null).read(this.#parts.journal, number);
    const reading = this.#reading;
    const tally = await reading;
    if (reading === this.#reading) this.#tally = tally;
    return tally;
  }

  /** How the till stands alone: cents from a card it has not seen, the rest of its pot, and whether its lease is over. */
  get standing() {
    const till = this.#till();
    const isOver = barred({ ...till, frozen: false }) === "lease_over";
    if (!this.#tally || !this.#snapshot) return { upTo: 0, left: 0, isOver };
    const used = this.#tally.used("");
    return { upTo: atMost(till, used), left: Math.max(0, potOf(till) - used.pot), isOver };
  }

  /** @returns {IsolatedTill} its clock is never behind what the city has signed */
  #till() {
    const { row, lease } = this.#enrolled;
    const made = this.#snapshot ? this.#snapshot.newest.time : null;
    const now = Math.max(this.#parts.clock.now(), made ?? 0);
    const frozen = row.reenrol !== undefined || row.revoked === true || row.frozen === true;
    const outage = { declared: this.#isDeclared(now), limit: null, pot: null, extended: 0 };
    return { now, lease: /** @type {any} */ (lease), outage, snapshotTime: made, frozen };
  }

  /**
   * @param {number} now
   * @returns {boolean}
   */
  #isDeclared(now) {
    return this.#word?.state === DECIDING && now - this.#word.time <= DECLARED_S;
  }
}

/** Why the till can take nothing alone from any card, so that only the person at the counter can decide. */
const NOBODY_GUARANTEES = ["lease_over", "no_pot", "pot_used", "operations_used", "no_snapshot"];

/**
 * Say whether the till's own no leaves it to the person: then nothing is guaranteed, and the till records.
 * @param {import("./rows.js").Alone} said
 * @returns {boolean}
 */
export function leavesOpen({ refusal, most }) {
  return refusal !== null && NOBODY_GUARANTEES.includes(refusal) && most === 0;
}

/**
 * What the till's own no is called among the problems.
 * @param {import("./rows.js").Alone} said
 * @returns {Problem}
 */
export function ownProblem({ refusal, most }) {
  return new Problem(refusal === "pot_used" && most > 0 ? "alone_pot_low" : `alone_${refusal}`);
}

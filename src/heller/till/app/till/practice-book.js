// The book of the practice city: it stands where the city's door stands, answers with receipts that are good for training
// only, and forgets everything. What it does not do (limits, expiry, fees) is the real book's.

import { fromHex, toHex } from "../bytes.js";
import { parseMessage, sealMessage } from "../messages.js";
import { parseRecord } from "../records.js";
import { OUTCOMES } from "../rules.js";
import { VOID_SECONDS } from "./entries.js";
import { Problem } from "./problems.js";
import { ACK_ID } from "./practice-city.js";
import { REASON_NAMES, VERDICTS } from "./result.js";

/** @typedef {import("../records.js").TillRecord} TillRecord */
/** @typedef {import("../wire.js").Values} Values */
/** @typedef {import("./door.js").Told} Told */
/** @typedef {import("./practice-city.js").PracticeCity} PracticeCity */
/** @typedef {import("./types.js").Move} Move */
/** @typedef {{cents: number, state: "sealed" | "active" | "blocked", face: number, moves: Move[]}} Account */
/** @typedef {{record: TillRecord, receipt: Uint8Array, isFinal: boolean, booked: number, left: number}} Booked */
/** @typedef {{outcome: number, reason: number}} Said */

const YEARS = 3 * 365 * 86_400;
const OK = { outcome: OUTCOMES.ok, reason: 0 };
const NOTED = { outcome: OUTCOMES.noted, reason: 0 };

/** A book in memory. */
export class PracticeBook {
  #city;
  #now;
  /** @type {Map<string, Account>} */
  #accounts;
  /** @type {Map<string, Booked>} by claim hash */
  #booked = new Map();
  /** @type {TillRecord | null} */
  #head = null;

  /**
   * @param {PracticeCity} city
   * @param {() => number} now
   */
  constructor(city, now) {
    this.#city = city;
    this.#now = now;
    this.#accounts = new Map(city.cards.map(({ ref, cents, state, face }) => [ref, { cents, state, face, moves: [] }]));
  }

  // -------------------------------------------------------------------------------------- the door's calls

  /**
   * @param {Uint8Array[]} messages
   * @returns {Promise<Told[]>}
   */
  ask(messages) {
    return this.#take(messages, messages.length - 1);
  }

  /**
   * @param {Uint8Array[]} messages
   * @returns {Promise<Told[]>}
   */
  handIn(messages) {
    return this.#take(messages, -1);
  }

  /** @param {string} claimHash */
  async receipt(claimHash) {
    return this.#booked.get(claimHash)?.receipt ?? null;
  }

  /** @returns {Promise<Uint8Array<ArrayBuffer>>} */
  async keyset() {
    return Uint8Array.from(this.#city.row.keyset);
  }

  async health() {
    // this book always decides
  }

  async head() {
    return { seq: this.#head?.body.seq ?? 0, hash: this.#head ? toHex(this.#head.hash) : "" };
  }

  /**
   * @param {Uint8Array} _hello
   * @param {Uint8Array} ref
   * @param {number} cents
   */
  async canSell(_hello, ref, cents) {
    const { outcome, reason } = this.#sale(this.#accounts.get(toHex(ref)), cents);
    const creditLeft = parseMessage("lease", this.#city.row.lease.slice(0, -64), this.#city.scope.city).credit;
    return { ok: outcome === OUTCOMES.ok, reason: REASON_NAMES[reason] ?? null, creditLeft };
  }

  /** @returns {Promise<null>} */
  async enrol() {
    throw new Problem("code_refused", { status: 403 });
  }

  /**
   * @param {string} view
   * @returns {Promise<import("./types.js").Balance>}
   */
  async view(view) {
    const card = this.#city.cards.find((one) => one.view === view);
    const account = card && this.#accounts.get(card.ref);
    if (!account) throw new Problem("not_found", { status: 404 });
    const { cents, state, moves } = account;
    const at = this.#now();
    return { cents, state, validUntil: cents ? at + YEARS : null, at, moves, stale: false };
  }

  /** @param {Uint8Array} message */
  async unlock(message) {
    const { number, pin } = parseMessage("unlock", message.slice(0, -64), this.#city.scope.city);
    const card = this.#city.cards.find((one) => BigInt(one.number) === number && Number(one.pin) === pin);
    if (!card) throw new Problem("unlock_failed", { status: 422 });
    return { ref: fromHex(card.ref), token: crypto.getRandomValues(new Uint8Array(16)) };
  }

  // -------------------------------------------------------------------------------------- booking

  /**
   * @param {Uint8Array[]} messages
   * @param {number} asked the place of the record to authorise, -1 for none
   * @returns {Promise<Told[]>}
   */
  async #take(messages, asked) {
    const told = [];
    for (const [place, message] of messages.entries()) {
      told.push({ receipt: await this.#takeOne(await parseRecord(message, this.#city.scope.city), place === asked) });
    }
    return told;
  }

  /**
   * @param {TillRecord} record
   * @param {boolean} isAsked
   * @returns {Promise<Uint8Array>}
   */
  async #takeOne(record, isAsked) {
    const hash = toHex(record.hash.slice(0, 16));
    const known = this.#booked.get(hash);
    if (known && (known.isFinal || !isAsked)) return known.receipt;
    const isClaim = record.kind !== "decision";
    const said = isClaim && isAsked ? this.#authorise(record) : NOTED;
    if (!isClaim) this.#decide(record.body);
    const booked = said.outcome === OUTCOMES.ok ? record.body.amount : 0;
    const receipt = await this.#sign(record, said);
    this.#booked.set(hash, { record, receipt, isFinal: !isClaim || isAsked, booked, left: booked });
    if (record.body.seq > (this.#head?.body.seq ?? 0)) this.#head = record;
    return receipt;
  }

  /**
   * Decide on a claim, and book it when it is good.
   * @param {TillRecord} record
   * @returns {Said}
   */
  #authorise({ kind, body }) {
    const account = this.#accounts.get(toHex(body.ref));
    const target = body.target && this.#booked.get(toHex(body.target));
    const said = kind === "redeem" ? redeem(account, body.amount)
      : kind === "sale" ? this.#sale(account, body.amount)
      : this.#undo(kind, target, body);
    if (account && said.outcome === OUTCOMES.ok) this.#move(account, kind, signed(kind, target, body.amount));
    if (target && said.outcome === OUTCOMES.ok) target.left -= body.amount;
    return said;
  }

  /**
   * @param {Account | undefined} account
   * @param {number} cents
   * @returns {Said}
   */
  #sale(account, cents) {
    if (!account) return held("card_unknown");
    if (account.state === "blocked") return held("card_blocked");
    return account.state === "sealed" && account.face && account.face !== cents ? held("face_differs") : OK;
  }

  /**
   * @param {string} kind
   * @param {Booked | undefined} target
   * @param {Values} body
   * @returns {Said}
   */
  #undo(kind, target, body) {
    if (!target) return declined("target_unknown");
    if (target.booked === 0 || (kind === "refund" && target.record.kind !== "redeem")) return declined("target_not_booked");
    if (kind === "void" && this.#now() > target.record.body.time + VOID_SECONDS) return declined("too_late");
    return body.amount > target.left ? declined("above_target") : OK;
  }

  /**
   * A claim that was booked and then dropped is undone.
   * @param {Values} decision
   */
  #decide({ claimSeq, verdict }) {
    const claim = [...this.#booked.values()].find(({ record }) => record.body.seq === claimSeq);
    const account = claim && this.#accounts.get(toHex(claim.record.body.ref));
    if (!claim || !account || verdict !== VERDICTS.dropped || claim.booked === 0) return;
    const target = claim.record.body.target && this.#booked.get(toHex(claim.record.body.target));
    this.#move(account, "drop", -signed(claim.record.kind, target, claim.booked));
    claim.booked = claim.left = 0;
  }

  /**
   * @param {Account} account
   * @param {string} kind
   * @param {number} cents
   */
  #move(account, kind, cents) {
    account.cents += cents;
    if (account.state === "sealed") account.state = "active";
    account.moves.unshift({ at: this.#now(), kind, cents, place: this.#city.row.names[1] });
  }

  /**
   * @param {TillRecord} record
   * @param {Said} said
   * @returns {Promise<Uint8Array>}
   */
  #sign({ kind, body, hash }, { outcome, reason }) {
    const isClaim = kind !== "decision";
    const ref = isClaim ? body.ref : new Uint8Array(10);
    const balance = this.#accounts.get(toHex(ref))?.cents ?? 0;
    return sealMessage("receipt", this.#city.scope, this.#city.ack.key, {
      city: this.#city.scope.city, key: ACK_ID, by: 1, flags: 0, outcome, reason, claimHash: hash.slice(0, 16), ref,
      amount: isClaim ? body.amount : 0, balance, generation: 1, ledgerSeq: this.#booked.size + 1, time: this.#now(),
    });
  }
}

/**
 * @param {Account | undefined} account
 * @param {number} cents
 * @returns {Said}
 */
function redeem(account, cents) {
  if (!account) return declined("card_unknown");
  if (account.state !== "active") return declined(account.state === "sealed" ? "card_sealed" : "card_blocked");
  return account.cents < cents ? declined("insufficient") : OK;
}

/**
 * What a claim does to its card.
 * @param {string} kind
 * @param {Booked | undefined} target
 * @param {number} cents
 * @returns {number}
 */
function signed(kind, target, cents) {
  const takes = kind === "redeem" || (kind === "void" && target?.record.kind === "sale");
  return takes ? -cents : cents;
}

/**
 * @param {string} name
 * @returns {Said}
 */
function declined(name) {
  return { outcome: OUTCOMES.declined, reason: reasonOf(name) };
}

/**
 * @param {string} name
 * @returns {Said}
 */
function held(name) {
  return { outcome: OUTCOMES.held, reason: reasonOf(name) };
}

/** @param {string} name */
function reasonOf(name) {
  return Number(Object.keys(REASON_NAMES).find((code) => REASON_NAMES[Number(code)] === name));
}

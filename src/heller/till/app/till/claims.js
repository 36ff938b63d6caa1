// Redeem, sell, undo, refund: what the screens ask for becomes one claim; a double tap is one claim too.

import { FLAGS } from "../rules.js";
import { toHex } from "../bytes.js";
import { claimedOf } from "./counter.js";
import { Problem, orProblem } from "./problems.js";
import { refusedResult } from "./result.js";
import { findTarget } from "./targets.js";

/** @typedef {import("./counter.js").Claimed} Claimed */
/** @typedef {import("./counter.js").Settled} Settled */
/** @typedef {import("./enrolled.js").Enrolled} Enrolled */
/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./types.js").ClaimKind} ClaimKind */
/** @typedef {import("./types.js").Result} Result */
/** @typedef {import("./types.js").Wish} Wish */
/** @typedef {{register?: string, staff?: string}} Beside */

const MAX_CENTS = 2 ** 32 - 1;

/** The claims of one session. */
export class Claims {
  #session;
  /** @type {{key: string, result: Promise<Result>} | null} */
  #underWay = null;

  /** @param {Session} session */
  constructor(session) {
    this.#session = session;
  }

  /**
   * @param {Wish} wish
   * @returns {Promise<Result>}
   */
  redeem(wish) {
    const key = `redeem ${toHex(wish.card.ref)} ${wish.cents}`;
    return this.#once(key, () => this.#claim("redeem", wish.cents, async () => claimedOf(wish.card, wish)));
  }

  /**
   * @param {Wish} wish
   * @returns {Promise<Result>}
   */
  sell(wish) {
    const key = `sale ${toHex(wish.card.ref)} ${wish.cents}`;
    return this.#once(key, () => this.#claim("sale", wish.cents, (enrolled) => sale(enrolled, wish)));
  }

  /**
   * @param {{seq: number, cents?: number} & Beside} wish
   * @returns {Promise<Result>}
   */
  undo(wish) {
    const key = `void ${wish.seq} ${wish.cents}`;
    return this.#once(key, () => this.#claim("void", wish.cents ?? 0, () => this.#undoing(wish)));
  }

  /**
   * @param {{target: number | string, cents: number} & Beside} wish
   * @returns {Promise<Result>}
   */
  refund(wish) {
    const key = `refund ${wish.target} ${wish.cents}`;
    return this.#once(key, () => this.#claim("refund", wish.cents, (enrolled) => this.#givenBack(enrolled, wish)));
  }

  /**
   * Send the same bytes again.
   * @param {number} seq
   * @returns {Promise<Result>}
   */
  ask(seq) {
    return this.#once(`ask ${seq}`, () => this.#settled(seq, async (row) => {
      const { counter } = await this.#session.free();
      return row.verdict ? { row, problem: null } : counter.ask(row);
    }));
  }

  /**
   * @param {number} seq
   * @param {boolean} handedOver
   * @returns {Promise<Result>}
   */
  async decide(seq, handedOver) {
    const { counter, loop } = this.#session;
    const result = await this.#settled(seq, async (row) => {
      if (!counter) throw new Problem("not_enrolled");
      return counter.decide(row, handedOver);
    });
    void loop.now();
    return result;
  }

  // -------------------------------------------------------------------------------------- one at a time

  /**
   * @param {string} key
   * @param {() => Promise<Result>} work
   * @returns {Promise<Result>}
   */
  async #once(key, work) {
    if (this.#underWay?.key === key) return this.#underWay.result;
    if (this.#underWay) return this.#refused("redeem", 0, "under_way");
    this.#underWay = { key, result: work() };
    try {
      return await this.#underWay.result;
    } finally {
      this.#underWay = null;
    }
  }

  /**
   * @param {ClaimKind} kind
   * @param {number} cents
   * @param {(enrolled: Enrolled) => Promise<Omit<Claimed, "kind">>} make
   * @returns {Promise<Result>}
   */
  async #claim(kind, cents, make) {
    const settled = await this.#waited(async () => {
      const { enrolled, counter } = await this.#session.free();
      demandRight(enrolled, kind);
      const claimed = await make(enrolled);
      demandAmount(claimed.cents);
      return counter.claim({ kind, ...claimed });
    });
    return settled instanceof Problem ? this.#refused(kind, cents, settled.code) : this.#result(settled);
  }

  /**
   * @param {number} seq
   * @param {(row: import("./rows.js").Row) => Promise<Settled>} work
   * @returns {Promise<Result>}
   */
  async #settled(seq, work) {
    const { parts, enrolled } = this.#session;
    const row = await parts.journal.entry(enrolled?.number ?? 0, seq);
    if (!row || row.claimedAt === undefined) return this.#refused("redeem", 0, "claim_unknown");
    const settled = await this.#waited(() => work(row));
    return this.#result(settled instanceof Problem ? { row, problem: settled } : settled);
  }

  /**
   * Do what somebody at the counter waits for.
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<T | Problem>}
   */
  async #waited(work) {
    this.#session.isClaiming = true;
    try {
      return await orProblem(work);
    } finally {
      this.#session.isClaiming = false;
    }
  }

  /**
   * @param {Settled} settled
   * @returns {Promise<Result>}
   */
  async #result({ row, problem }) {
    const [result] = await Promise.all([this.#session.entries.result(row, problem?.code), this.#session.refresh()]);
    return result;
  }

  /**
   * @param {ClaimKind} kind
   * @param {number} cents
   * @param {string} problem
   * @returns {Promise<Result>}
   */
  async #refused(kind, cents, problem) {
    await this.#session.refresh();
    return refusedResult(kind, cents, problem, this.#session.parts.clock.now());
  }

  // -------------------------------------------------------------------------------------- what is claimed

  /**
   * @param {{seq: number, cents?: number} & Beside} wish
   * @returns {Promise<Omit<Claimed, "kind">>}
   */
  async #undoing({ seq, cents, register = "", staff = "" }) {
    const { parts, enrolled, entries } = this.#session;
    const row = await parts.journal.entry(enrolled?.number ?? 0, seq);
    if (!row || (row.kind !== "redeem" && row.kind !== "sale")) throw new Problem("claim_unknown");
    const left = row.cents - (await entries.undone(row));
    if (left <= 0) throw new Problem("nothing_left");
    return { cents: cents ?? left, ref: row.ref, number4: row.number4, target: row.claimHash, register, staff };
  }

  /**
   * @param {Enrolled} enrolled
   * @param {{target: number | string, cents: number} & Beside} wish
   * @returns {Promise<Omit<Claimed, "kind">>}
   */
  async #givenBack(enrolled, { target, cents, register = "", staff = "" }) {
    const found = await findTarget(this.#session.parts, enrolled, target);
    const own = await this.#session.parts.journal.byHash(toHex(found.claimHash));
    const number4 = own?.number4 ?? "";
    return { cents, ref: toHex(found.ref), number4, target: toHex(found.claimHash), register, staff };
  }
}

/**
 * A sale beyond the credit that is left makes no certificate; any other one may be shown as one.
 * @param {Enrolled} enrolled
 * @param {Wish} wish
 * @returns {Promise<Omit<Claimed, "kind">>}
 */
async function sale(enrolled, wish) {
  const left = enrolled.row.creditLeft ?? enrolled.lease.credit;
  await enrolled.patch({ creditLeft: Math.max(0, left - wish.cents) });
  const claimed = claimedOf(wish.card, wish);
  return { ...claimed, flags: (claimed.flags ?? 0) | (wish.cents > left ? FLAGS.outside : FLAGS.shown) };
}

/**
 * @param {Enrolled} enrolled
 * @param {ClaimKind} kind
 */
function demandRight({ identity: { roles } }, kind) {
  if (kind === "sale" && !roles.sell) throw new Problem("no_right");
  if (kind === "redeem" && !roles.redeem) throw new Problem("no_right");
}

/** @param {number} cents */
function demandAmount(cents) {
  if (cents === 0) throw new Problem("amount_zero");
  if (!Number.isInteger(cents) || cents < 0 || cents > MAX_CENTS) throw new Problem("malformed");
}

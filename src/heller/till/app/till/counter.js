// At the counter: a claim is signed and journaled, then sent; then the till decides, once.
// The order is the safety: the claim is on disk before anyone hears of it, and the DECISION is on disk before anyone sees
// the result (docs/protocol.md, section 4; the twin of src/heller/handset/counter.py).

import { fromHex, sha256, toHex } from "../bytes.js";
import { genesisPrev } from "../keys.js";
import { packMessage } from "../messages.js";
import { sealRecord } from "../records.js";
import { FLAGS } from "../rules.js";
import { asKept, authorised, checkAll, checkReceipt, hasTwoVersions, refused } from "./answers.js";
import { refOf } from "./cards.js";
import { ANSWER_S, MAX_RECORDS } from "./door.js";
import { Problem, isUncertain, orProblem } from "./problems.js";
import { REASON_NAMES, VERDICTS, verdictOn } from "./result.js";

/** @typedef {import("../wire.js").Values} Values */
/** @typedef {import("./answers.js").Answer} Answer */
/** @typedef {import("./enrolled.js").Enrolled} Enrolled */
/** @typedef {import("./rows.js").Row} Row */
/** @typedef {import("./parts.js").Parts} Parts */
/** @typedef {import("./types.js").Card} Card */
/** @typedef {import("./types.js").ClaimKind} ClaimKind */
/**
 * What is to be claimed. A VOID or REFUND has no card, but the `target` (hex of 16 bytes) that it undoes.
 * @typedef {{kind: ClaimKind, cents: number, ref: string, number4: string, card?: Card, target?: string, flags?: number,
 *   register: string, staff: string}} Claimed
 */
/** @typedef {{row: Row, problem: Problem | null}} Settled a row without verdict is open */

const MONO_BITS = 2 ** 32;

/** Makes claims, one after the other, and decides each before the next. */
export class Counter {
  #parts;
  #enrolled;
  #late;

  /**
   * @param {Parts} parts
   * @param {Enrolled} enrolled
   * @param {() => void} late hears when an answer came that nobody waited for any more
   */
  constructor(parts, enrolled, late) {
    this.#parts = parts;
    this.#enrolled = enrolled;
    this.#late = late;
  }

  /**
   * Raises a Problem only when nothing was signed; what goes wrong behind that leaves the claim open.
   * @param {Claimed} claimed
   * @returns {Promise<Settled>}
   */
  async claim(claimed) {
    const row = await this.#parts.turns.run(() => this.#sign(claimed));
    const settled = await orProblem(() => this.ask(row));
    return settled instanceof Problem ? { row, problem: settled } : settled;
  }

  /**
   * Ask for a claim, again if need be with the same bytes, and decide by the answer. After two seconds it is open.
   * @param {Row} row
   * @returns {Promise<Settled>}
   */
  async ask(row) {
    const asking = this.#ask(row);
    const silence = this.#parts.clock.sleep(ANSWER_S).then(() => null);
    const answers = await Promise.race([asking, silence]);
    if (answers) return this.#conclude(row, answers);
    void orProblem(async () => this.#conclude(row, await asking)).then(this.#late);
    return this.#conclude(row, [refused(row, new Problem("no_answer"))]);
  }

  /**
   * See whether an undecided claim has its receipt; asks for nothing.
   * @param {Row} row
   * @returns {Promise<Settled | null>}
   */
  async lookUp(row) {
    const receipt = await this.#enrolled.door.receipt(row.claimHash);
    if (!receipt) return null;
    return this.#conclude(row, [authorised(await checkReceipt(this.#enrolled, row, receipt))]);
  }

  /**
   * The cashier's word where no answer came; what came meanwhile counts.
   * @param {Row} row
   * @param {boolean} handedOver
   * @returns {Promise<Settled>}
   */
  decide(row, handedOver) {
    return this.#parts.turns.run(async () => {
      const verdict = handedOver || row.kind === "sale" ? VERDICTS.isolated : VERDICTS.dropped;
      const fresh = await this.#entry(row.seq);
      return fresh.verdict ? { row: fresh, problem: null } : this.#decide(row, verdict, [], null);
    });
  }

  // -------------------------------------------------------------------------------------- what is signed

  /**
   * @param {Claimed} claimed
   * @returns {Promise<Row>}
   */
  async #sign(claimed) {
    const { journal, clock } = this.#parts;
    if (await journal.undecided(this.#enrolled.number)) throw new Problem("unresolved");
    const now = clock.now();
    const { kind, cents, ref, number4, register, staff, target, flags = 0 } = claimed;
    const claim = {
      lease: this.#enrolled.lease.number, time: now, mono: Math.floor(clock.monotonic()) % MONO_BITS, ref: fromHex(ref),
      amount: cents, flags, snapSeq: 0, ...(target ? { target: fromHex(target) } : {}),
    };
    const record = await this.#record(kind, claim, claimed.card);
    /** @type {Row} */
    const row = { ...record, undecided: 1, claimedAt: now, cents, ref, number4, register, staff, flags };
    if (target) row.target = target;
    await journal.append(row);
    return row;
  }

  /**
   * The next record of the chain, signed.
   * @param {ClaimKind | "decision"} kind
   * @param {Values} values
   * @param {Card} [card]
   */
  async #record(kind, values, card) {
    const { scope, number, row } = this.#enrolled;
    const last = await this.#parts.journal.last(number);
    const prev = last ? fromHex(last.claimHash) : await genesisPrev(scope, row.till);
    const seq = (last?.seq ?? 0) + 1;
    const body = { city: scope.city, till: row.till, seq, prev, ...values };
    const payload = packMessage(kind, body);
    const proof = card && (await card.prove(payload));
    const [message, hash] = await Promise.all([sealRecord(scope, row.key, kind, body, proof), sha256(payload)]);
    const hex = toHex(hash);
    return { enrolment: number, seq, kind, message, hash: hex, claimHash: hex.slice(0, 32), unsent: /** @type {1} */ (1) };
  }

  /**
   * Write the DECISION, together with what came back.
   * @param {Row} claim
   * @param {number} verdict
   * @param {Answer[]} answers
   * @param {Problem | null} problem
   * @returns {Promise<Settled>}
   */
  async #decide(claim, verdict, answers, problem) {
    const record = await this.#record("decision", { claimSeq: claim.seq, verdict });
    const row = { ...record, claimSeq: claim.seq, cents: 0, ref: "", number4: "", register: "", staff: "", flags: 0 };
    const why = verdict === VERDICTS.dropped && problem ? problem.code : undefined;
    await this.#parts.journal.append(row, { why, answers: asKept(answers), now: this.#parts.clock.now() });
    return { row: await this.#entry(claim.seq), problem };
  }

  // -------------------------------------------------------------------------------------- what is asked

  /**
   * Post what has no receipt, the claim last.
   * @param {Row} row
   * @returns {Promise<Answer[]>} of the page, the claim's last
   */
  async #ask(row) {
    const page = await this.#parts.journal.newestUnsent(this.#enrolled.number, MAX_RECORDS);
    const said = await orProblem(() => this.#enrolled.door.ask(page.map((one) => one.message)));
    if (said instanceof Problem) return [refused(row, said)];
    const answers = await checkAll(this.#enrolled, page, said);
    return [...answers.slice(0, -1), authorised(answers[answers.length - 1])];
  }

  /**
   * Decide by what came back, unless it is decided already; without any certain answer nothing is decided.
   * @param {Row} row
   * @param {Answer[]} answers
   * @returns {Promise<Settled>}
   */
  #conclude(row, answers) {
    return this.#parts.turns.run(async () => {
      const { values, problem } = answers[answers.length - 1];
      await this.#notice(answers);
      const fresh = await this.#entry(row.seq);
      const open = problem !== null && row.kind !== "sale" && isUncertain(problem);
      const verdict = verdictOn(row.kind === "sale", values?.outcome ?? null);
      if (!fresh.verdict && !open) return this.#decide(row, verdict, answers, problem);
      await this.#parts.journal.keep(asKept(answers), this.#parts.clock.now());
      return { row: await this.#entry(row.seq), problem };
    });
  }

  /**
   * Learn from an answer that this till may only redeem, or nothing at all.
   * @param {Answer[]} answers
   */
  async #notice(answers) {
    const { values, problem } = answers[answers.length - 1];
    if (hasTwoVersions(answers)) await this.#enrolled.patch({ reenrol: "two_versions" });
    if (values && REASON_NAMES[values.reason] === "till_frozen") await this.#enrolled.patch({ frozen: true });
    const revoked = problem?.code === "till_revoked";
    if (revoked || (values && this.#enrolled.row.revoked)) await this.#enrolled.patch({ revoked });
  }

  /**
   * @param {number} seq
   * @returns {Promise<Row>}
   */
  async #entry(seq) {
    return /** @type {Row} */ (await this.#parts.journal.entry(this.#enrolled.number, seq));
  }
}

/**
 * @param {Card} card
 * @param {{cents: number, register?: string, staff?: string}} wish
 */
export function claimedOf(card, { cents, register = "", staff = "" }) {
  const flags = card.typed ? FLAGS.typed : 0;
  return { card, cents, ref: refOf(card), number4: card.number.slice(-4), flags, register, staff };
}

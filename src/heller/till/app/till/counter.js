// At the counter: a claim is signed and journaled, then sent; then the till decides, once.
// The order is the safety: the claim is on disk before anyone hears of it, and the DECISION is on disk before anyone sees
// the result (docs/protocol.md, section 4; the twin of src/heller/handset/counter.py).

import { fromHex, sha256, toHex } from "../bytes.js";
import { genesisPrev } from "../keys.js";
import { packMessage } from "../messages.js";
import { sealRecord } from "../records.js";
import { FLAGS } from "../rules.js";
import { leavesOpen, ownProblem } from "./alone.js";
import { asKept, authorised, checkReceipt, hasTwoVersions, refused } from "./answers.js";
import { refOf } from "./cards.js";
import { ANSWER_S } from "./door.js";
import { isFinal } from "./inquiry.js";
import { Problem, isSilence, isUncertain, orProblem } from "./problems.js";
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
/**
 * Whom the counter has beside it. `decided` hears of each DECISION, `late` when an answer came that nobody waited for any more.
 * @typedef {{inquiry: import("./inquiry.js").Inquiry, alone: import("./alone.js").Alone,
 *   standing: import("./standing.js").Standing, decided: (verdict: number) => void, late: () => void}} Beside
 */

const STANDIN_S = 0.8; // behind the book's time
const BY_STANDIN = 2;
const SAID_AS_OWN = ["alone_lease_over", "alone_pot_used", "alone_operations_used"]; // why nobody guarantees any more
const REPLIES = ["void", "refund"]; // only the book decides on what gives money back

/** Makes claims, one after the other, and decides each before the next. */
export class Counter {
  #parts;
  #enrolled;
  #beside;

  /**
   * @param {Parts} parts
   * @param {Enrolled} enrolled
   * @param {Beside} beside
   */
  constructor(parts, enrolled, beside) {
    this.#parts = parts;
    this.#enrolled = enrolled;
    this.#beside = beside;
  }

  /**
   * Raises a Problem only when nothing was signed; what goes wrong behind that leaves the claim open.
   * @param {Claimed} claimed
   * @returns {Promise<Settled>}
   */
  async claim(claimed) {
    const row = await this.#parts.turns.run(() => this.#sign(claimed));
    const settled = await orProblem(() => this.#settle(row, claimed.card ?? null));
    return settled instanceof Problem ? { row, problem: settled } : settled;
  }

  /**
   * Ask for a claim again, with the same bytes, and decide by the answer. Without its card the till decides nothing alone.
   * @param {Row} row
   * @returns {Promise<Settled>}
   */
  ask(row) {
    return this.#settle(row, null);
  }

  // -------------------------------------------------------------------------------------- who decides

  /**
   * The book decides; when it has failed, the stand-in; when that has failed too, the till. Only a yes is given at once by the
   * till alone: before it refuses anybody, everyone is asked.
   * @param {Row} row
   * @param {Card | null} card
   * @returns {Promise<Settled>}
   */
  async #settle(row, card) {
    const { standing } = this.#beside;
    const until = this.#parts.clock.monotonic() + ANSWER_S + STANDIN_S;
    const hasStandin = this.#enrolled.standin !== null && !REPLIES.includes(row.kind);
    const isFirst = hasStandin && standing.hasFailed && !standing.isStandinSilent;
    const first = isFirst ? await this.#byStandin(row, until) : null;
    if (first) return first;
    const yes = standing.hasFailed ? await this.#alone(row, card, true) : null;
    if (yes) return yes;
    const answers = await this.#byBook(row);
    if (isCertain(answers)) return this.#conclude(row, answers);
    const second = hasStandin && !isFirst ? await this.#byStandin(row, until) : null;
    if (second) return second;
    const own = isSilent(answers) ? await this.#alone(row, card, false) : null;
    return own ?? this.#conclude(row, answers);
  }

  /**
   * Ask the book for two seconds; an answer that comes later still counts, if it is the first.
   * @param {Row} row
   * @returns {Promise<Answer[]>}
   */
  async #byBook(row) {
    const { inquiry, standing, late } = this.#beside;
    const asking = inquiry.book(row);
    inquiry.tell();
    const silence = this.#parts.clock.sleep(ANSWER_S).then(() => null);
    const answers = await Promise.race([asking, silence]);
    if (answers) return answers;
    const problem = new Problem("no_answer");
    standing.heard(problem);
    void orProblem(async () => this.#conclude(row, await asking)).then(late);
    return [refused(row, problem)];
  }

  /**
   * @param {Row} row
   * @param {number} until
   * @returns {Promise<Settled | null>} null: it does not decide
   */
  async #byStandin(row, until) {
    const answers = await this.#beside.inquiry.standin(row, until);
    return isFinal(answers) ? this.#conclude(row, answers) : null;
  }

  /**
   * Let the till's own rules speak on a card that is here.
   * @param {Row} row
   * @param {Card | null} card
   * @param {boolean} isYesOnly
   * @returns {Promise<Settled | null>} null: they do not apply, or say no where only a yes was wanted
   */
  async #alone(row, card, isYesOnly) {
    if (row.kind !== "redeem" || !card || card.typed) return null;
    const said = await this.#beside.alone.judge(card, row.cents);
    if (said.ok) return this.#concludeAlone(row, VERDICTS.isolated, said, null);
    if (isYesOnly) return null;
    const problem = ownProblem(said);
    if (!leavesOpen(said)) return this.#concludeAlone(row, VERDICTS.dropped, said, problem);
    return SAID_AS_OWN.includes(problem.code) ? this.#conclude(row, [refused(row, problem)], true) : null;
  }

  /**
   * @param {Row} row
   * @param {number} verdict
   * @param {import("./rows.js").Alone} alone
   * @param {Problem | null} problem
   * @returns {Promise<Settled>}
   */
  #concludeAlone(row, verdict, alone, problem) {
    return this.#parts.turns.run(async () => {
      const fresh = await this.#entry(row.seq);
      if (fresh.verdict) return { row: fresh, problem: null };
      return this.#decide(row, verdict, [], problem, alone);
    });
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
    // bytes keep what fits into 32 bits: neither 1970 nor 2106 stops a till
    const { kind, cents, ref, number4, register, staff, target, flags = 0 } = claimed;
    const claim = {
      lease: this.#enrolled.lease.number, time: now >>> 0, mono: clock.monotonic() >>> 0, ref: fromHex(ref),
      amount: cents, flags, snapSeq: this.#beside.alone.snapSeq, ...(target ? { target: fromHex(target) } : {}),
    };
    const record = await this.#record(kind, claim, claimed.card);
    /** @type {Row} */
    const row = { ...record, undecided: 1, claimedAt: now, cents, ref, number4, register, staff, flags };
    if (target) row.target = target;
    if (claimed.card?.certified) row.certified = claimed.card.certified.records;
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
   * @param {import("./rows.js").Alone} [alone]
   * @returns {Promise<Settled>}
   */
  async #decide(claim, verdict, answers, problem, alone) {
    const record = await this.#record("decision", { claimSeq: claim.seq, verdict });
    const row = { ...record, claimSeq: claim.seq, cents: 0, ref: "", number4: "", register: "", staff: "", flags: 0 };
    const why = verdict === VERDICTS.dropped && problem ? problem.code : undefined;
    await this.#parts.journal.append(row, { why, alone, answers: asKept(answers), now: this.#parts.clock.now() });
    const decided = await this.#entry(claim.seq);
    await this.#beside.alone.decided(decided);
    if (verdict !== VERDICTS.byBook) this.#beside.inquiry.tell();
    this.#beside.decided(verdict);
    return { row: decided, problem };
  }

  // -------------------------------------------------------------------------------------- what came back

  /**
   * Decide by what came back, unless it is decided already; without any certain answer nothing is decided.
   * @param {Row} row
   * @param {Answer[]} answers
   * @param {boolean} [staysOpen] a person decides
   * @returns {Promise<Settled>}
   */
  #conclude(row, answers, staysOpen = !isCertain(answers) && row.kind !== "sale") {
    return this.#parts.turns.run(async () => {
      const { values, problem } = answers[answers.length - 1];
      await this.#notice(answers);
      const fresh = await this.#entry(row.seq);
      const verdict = verdictOn(row.kind === "sale", values?.outcome ?? null, values?.by === BY_STANDIN);
      if (!fresh.verdict && !staysOpen) return this.#decide(row, verdict, answers, problem);
      const kept = asKept(answers).filter(({ standin }) => !standin); // it came too late to decide anything
      await this.#parts.journal.keep(kept, this.#parts.clock.now());
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

/**
 * Say whether these answers decide the claim.
 * @param {Answer[]} answers
 * @returns {boolean}
 */
function isCertain(answers) {
  const { problem } = answers[answers.length - 1];
  return problem === null || !isUncertain(problem);
}

/**
 * Say whether nobody answered for the book, or only that it does not decide yet.
 * @param {Answer[]} answers
 * @returns {boolean}
 */
function isSilent(answers) {
  const { problem } = answers[answers.length - 1];
  return problem !== null && (isSilence(problem) || problem.code === "reconciling");
}

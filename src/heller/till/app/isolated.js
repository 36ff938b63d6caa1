// Whether a till may accept a redemption alone, when nothing answers, and up to how much.
// The twin of heller/claims/isolated.py; both run isolated.json. VOID and REFUND give nothing back.

/** @typedef {"frozen" | "no_right" | "lease_over" | "no_pot" | "pot_used" | "no_snapshot" | "card_unknown" | "card_balance" |
 *   "card_limit" | "card_blocked" | "card_sealed" | "operations_used"} Refusal */
/** @typedef {{role: number, expires: number, limit: number, limitOutage: number, isolated: number, isolatedOutage: number,
 *   ops: number, opsOutage: number}} IsolatedLease */
/**
 * What is known of an outage: `limit` (L) and `pot` in cents as ordered, null as the lease says; `extended` is until when an
 * order extends leases (UTC seconds), 0 for none.
 * @typedef {{declared: boolean, limit: number | null, pot: number | null, extended: number}} Outage
 */
/** @typedef {{now: number, lease: IsolatedLease, outage: Outage, snapshotTime: number | null, frozen: boolean}} IsolatedTill */
/**
 * What was accepted alone under this lease: cents, operations, cents of this card; `since`: what this till took from the card
 * in any way that the snapshot does not know yet.
 * @typedef {{pot: number, operations: number, card: number, since: number}} Used
 */
/** @typedef {{known: boolean, cents: number, sealed: boolean, blocked: boolean}} CardKnown */
/** @typedef {{ok: boolean, refusal: Refusal | null, most: number}} IsolatedAnswer */

export const MOST_CERTIFIED = 25_000;

const MAX_LIMIT = 10_000;
const MAX_SECONDS = 30 * 86_400;
const HALVED_AFTER = 72 * 3_600;
const ORDINARY_AFTER = 7 * 86_400;
const MAY_REDEEM = 1;

/** @type {Readonly<Record<Refusal, readonly [string, string]>>} */
export const SENTENCES = Object.freeze({
  frozen: [
    "Diese Kasse ist gesperrt und löst nur mit Netz ein.",
    "This till is frozen and redeems only online.",
  ],
  no_right: [
    "Diese Kasse darf nicht einlösen.",
    "This till may not redeem.",
  ],
  lease_over: [
    "Die Freigabe der Kasse ist abgelaufen. Ohne Netz steht niemand für die Zahlung ein.",
    "The till's lease is over. Without the network nobody guarantees the payment.",
  ],
  no_pot: [
    "Diese Kasse hat keinen Betrag, den sie ohne Netz annehmen darf.",
    "This till has no sum that it may accept without the network.",
  ],
  pot_used: [
    "So viel darf dieses Geschäft ohne Netz nicht mehr annehmen.",
    "Without the network this merchant may not accept so much any more.",
  ],
  no_snapshot: [
    "Diese Kasse hat noch keinen Stand der Guthaben geladen.",
    "This till has not downloaded any balances yet.",
  ],
  card_unknown: [
    "Ohne Netz ist von dieser Karte kein Guthaben bekannt.",
    "Without the network no balance of this card is known.",
  ],
  card_balance: [
    "Nach dem letzten Stand ist auf der Karte weniger.",
    "By the latest balances the card has less.",
  ],
  card_limit: [
    "Das ist mehr, als ohne Netz von einer Karte angenommen wird.",
    "This is more than is accepted from one card without the network.",
  ],
  card_blocked: [
    "Die Karte ist gesperrt.",
    "The card is blocked.",
  ],
  card_sealed: [
    "Die Karte war beim letzten Stand noch nicht verkauft. Bitte den Kaufbeleg scannen.",
    "By the latest balances the card was not sold yet. Scan its certificate, please.",
  ],
  operations_used: [
    "Ohne Netz sind keine weiteren Zahlungen möglich.",
    "Without the network no more payments are possible.",
  ],
});

/**
 * Judge a redemption. `card` is what the snapshot knows of it, null without a snapshot; `certificate` the cents that a checked
 * CERTIFICATE shows, 0 for none.
 * @param {IsolatedTill} till
 * @param {Used} used
 * @param {number} cents
 * @param {CardKnown | null} card
 * @param {number} [certificate]
 * @returns {IsolatedAnswer}
 */
export function mayAccept(till, used, cents, card, certificate = 0) {
  const [whole, limit] = [potOf(till), limitOf(till)];
  const [pot, each] = [whole - used.pot, limit - used.card];
  let refusal = barred(till) ?? (cents > pot ? (whole ? "pot_used" : "no_pot") : null);
  if (refusal !== null && refusal !== "pot_used") return answer(refusal, 0);
  const value = Math.max(card?.cents ?? 0, Math.min(certificate, MOST_CERTIFIED));
  const stop = stopped(card, certificate);
  const left = stop ? each : Math.min(each, value - used.since);
  if (cents > left) refusal ??= tooMuch(card, value, left === each, stop !== null);
  refusal ??= stop;
  if (used.operations >= operationsOf(till)) return answer(refusal ?? "operations_used", 0);
  return answer(refusal, stop ? 0 : Math.max(0, Math.min(pot, left)));
}

/**
 * The cents that the till could accept at most from a card it has not seen yet.
 * @param {IsolatedTill} till
 * @param {Used} used
 * @returns {number}
 */
export function atMost(till, used) {
  if (barred(till) !== null || used.operations >= operationsOf(till)) return 0;
  return Math.max(0, Math.min(potOf(till) - used.pot, limitOf(till)));
}

/**
 * @param {Refusal | null} refusal
 * @param {number} most
 * @returns {IsolatedAnswer}
 */
function answer(refusal, most) {
  return { ok: refusal === null, refusal, most };
}

/**
 * What bars the till itself; a clock before the lease's beginning does not.
 * @param {IsolatedTill} till
 * @returns {Refusal | null}
 */
export function barred({ now, lease, outage, frozen }) {
  if (frozen) return "frozen";
  if (!(lease.role & MAY_REDEEM)) return "no_right";
  const until = Math.max(lease.expires, Math.min(outage.extended, lease.expires + MAX_SECONDS));
  return now > until ? "lease_over" : null;
}

/**
 * The isolated pot in use.
 * @param {IsolatedTill} till
 * @returns {number}
 */
export function potOf({ lease, outage }) {
  if (outage.pot !== null) return Math.min(outage.pot, lease.isolatedOutage);
  return outage.declared ? lease.isolatedOutage : lease.isolated;
}

/**
 * @param {IsolatedTill} till
 * @returns {number}
 */
function operationsOf({ lease, outage }) {
  return outage.declared ? lease.opsOutage : lease.ops;
}

/**
 * L, the most from one card; above the ordinary L it ages with the snapshot.
 * @param {IsolatedTill} till
 * @returns {number}
 */
export function limitOf({ now, lease, outage, snapshotTime }) {
  const most = Math.min(outage.limit ?? (outage.declared ? lease.limitOutage : lease.limit), MAX_LIMIT);
  if (most <= lease.limit) return most;
  const age = snapshotTime === null ? Infinity : now - snapshotTime;
  if (age > ORDINARY_AFTER) return lease.limit;
  return age > HALVED_AFTER ? Math.max(Math.floor(most / 2), lease.limit) : most;
}

/**
 * @param {CardKnown | null} card
 * @param {number} certificate
 * @returns {Refusal | null}
 */
function stopped(card, certificate) {
  if (card?.blocked) return "card_blocked";
  return card?.sealed && !certificate ? "card_sealed" : null;
}

/**
 * @param {CardKnown | null} card
 * @param {number} value
 * @param {boolean} byLimit
 * @param {boolean} isStopped
 * @returns {Refusal}
 */
function tooMuch(card, value, byLimit, isStopped) {
  if (!value && !isStopped) return card === null ? "no_snapshot" : "card_unknown";
  return byLimit ? "card_limit" : "card_balance";
}

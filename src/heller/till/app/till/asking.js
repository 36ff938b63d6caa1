// Questions about a card, before anything is claimed: what is on it, and may it be sold.

import { Problem, isSilence, orProblem } from "./problems.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./types.js").Balance} Balance */
/** @typedef {import("./types.js").Card} Card */
/** @typedef {import("./types.js").MaySell} MaySell */

/**
 * What a scanned card can pay, while nobody answers by the balances that the till holds; raises Problem.
 * @param {Session} session
 * @param {Card} card
 * @returns {Promise<Balance>}
 */
export async function balanceOf({ enrolled, alone, standing }, card) {
  const { view } = card;
  if (!enrolled) throw new Problem("not_enrolled");
  if (view === null) throw new Problem("needs_card");
  const held = standing.hasFailed ? await alone?.balance(card) : null;
  if (held) return held;
  const found = await orProblem(() => enrolled.door.view(view));
  if (!(found instanceof Problem)) return found;
  const known = isSilence(found) ? await alone?.balance(card) : null;
  if (!known) throw found;
  return known;
}

/**
 * Ask whether the card may be sold, before money is taken. While nobody answers the till may sell as far as its credit goes, and
 * the certificate stands for the money until the city has the sale. Raises Problem.
 * @param {Session} session
 * @param {Card} card
 * @param {number} cents
 * @returns {Promise<MaySell>}
 */
export async function maySell(session, card, cents) {
  const { enrolled } = await session.free();
  if (!enrolled.identity.roles.sell) return { refused: "no_right" };
  const hello = await enrolled.question("hello");
  const [may, sealed] = await Promise.all([
    orProblem(() => enrolled.door.canSell(hello, card.ref, cents)),
    isSealed(session, card),
  ]);
  if (may instanceof Problem) return mayAlone(session, may, card, cents);
  await enrolled.patch({ creditLeft: may.creditLeft });
  return may.ok ? { may: true, sealed, creditLeft: may.creditLeft } : { refused: may.reason ?? "no_right" };
}

/**
 * @param {Session} session
 * @param {Card} card
 * @returns {Promise<boolean | null>} null: not known
 */
async function isSealed(session, card) {
  try {
    return (await balanceOf(session, card)).state === "sealed";
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}

/**
 * @param {Session} session
 * @param {Problem} problem why nobody answered
 * @param {Card} card
 * @param {number} cents
 * @returns {Promise<MaySell>}
 */
async function mayAlone({ enrolled, alone }, problem, card, cents) {
  if (!enrolled || !isSilence(problem) || card.typed || enrolled.row.frozen || enrolled.row.revoked) throw problem;
  const known = await alone?.balance(card);
  const creditLeft = enrolled.row.creditLeft ?? enrolled.lease.credit;
  if (known?.state === "blocked") return { refused: "card_blocked" };
  return cents > creditLeft ? { refused: "credit_exceeded" } : { may: true, sealed: known ? known.state === "sealed" : null, creditLeft };
}

// CERTIFICATE: a sale that any till can check without a server (docs/protocol.md, section 4).

import { Refused, demand } from "./bytes.js";
import { KEY_ROLES, keyOf } from "./keyset.js";
import { demandSignature, parseMessage } from "./messages.js";
import { verifyRecord } from "./record-check.js";
import { parseRecord } from "./records.js";
import { FLAGS, ROLES } from "./rules.js";

/** @typedef {import("./keys.js").Scope} Scope */
/** @typedef {import("./keyset.js").Keyset} Keyset */
/** @typedef {import("./records.js").TillRecord} TillRecord */
/** @typedef {import("./wire.js").Values} Values */

const [SALE, LEASE, DECISION] = [188, 151, 98];

/**
 * Check a certificate with the city's keys alone; the card's own proof is not checked here.
 * @param {Uint8Array} message
 * @param {Keyset} keyset
 * @returns {Promise<{sale: TillRecord, lease: Values, decision: TillRecord | null}>}
 */
export async function openCertificate(message, keyset) {
  const { scope } = keyset;
  const lengths = [SALE + LEASE, SALE + LEASE + DECISION];
  demand(lengths.includes(message.length), "A certificate has 339 or 437 bytes.");
  const sale = await parseRecord(message.slice(0, SALE), scope.city);
  const lease = await openLease(message.slice(SALE, SALE + LEASE), keyset);
  demand(sale.kind === "sale", "A certificate begins with a sale.");
  const own = sale.body.till === lease.till && sale.body.lease === lease.number;
  demand(own, "The sale has another lease.");
  demand((lease.role & ROLES.sell) !== 0, "The lease gives no right to sell.");
  demand((sale.body.flags & FLAGS.outside) === 0, "A sale beyond the credit makes no certificate.");
  await demandRecord(scope, lease.public, sale);
  const decision = await openDecision(message.slice(SALE + LEASE), scope, lease, sale);
  return { sale, lease, decision };
}

/**
 * @param {Uint8Array} message
 * @param {Keyset} keyset
 * @returns {Promise<Values>}
 */
async function openLease(message, keyset) {
  const lease = parseMessage("lease", message.slice(0, -64), keyset.city);
  await demandSignature(keyset.scope, "lease", keyOf(keyset, lease.key, KEY_ROLES.lease), message);
  return lease;
}

/**
 * @param {Uint8Array} message
 * @param {Scope} scope
 * @param {Values} lease
 * @param {TillRecord} sale
 * @returns {Promise<TillRecord | null>}
 */
async function openDecision(message, scope, lease, sale) {
  if (message.length === 0) return null;
  const record = await parseRecord(message, scope.city);
  demand(record.kind === "decision" && record.body.till === sale.body.till, "The decision is another till's.");
  demand(record.body.claimSeq === sale.body.seq, "The decision is on another claim.");
  demand([2, 3].includes(record.body.verdict), "The decision certifies no sale.");
  await demandRecord(scope, lease.public, record);
  return record;
}

/**
 * @param {Scope} scope
 * @param {Uint8Array} publicKey
 * @param {TillRecord} record
 */
async function demandRecord(scope, publicKey, record) {
  if (await verifyRecord(scope, publicKey, record)) return;
  throw new Refused("bad_signature", "The signature is not good for this message, key and city.");
}

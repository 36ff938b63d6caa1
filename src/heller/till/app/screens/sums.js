// The sums of a day, and its list as a table for a spreadsheet.

import { isoDay } from "../texts/money.js";
import { say, spoken, time } from "../texts/say.js";

/** @typedef {import("../till/types.js").Entry} Entry */
/** @typedef {import("../till/types.js").ClaimKind} ClaimKind */
/** @typedef {{count: number, cents: number}} Sum */

/** What counts: the city has booked it, or goods or money have changed hands. */
const COUNTS = ["accepted", "recorded", "held"];

/**
 * @param {Entry[]} entries
 * @returns {Record<ClaimKind, Sum>}
 */
export function sumsOf(entries) {
  const sums = { redeem: empty(), sale: empty(), void: empty(), refund: empty() };
  for (const { kind, state, cents } of entries) {
    if (!COUNTS.includes(state)) continue;
    sums[kind].count += 1;
    sums[kind].cents += cents;
  }
  return sums;
}

/** @returns {Sum} */
function empty() {
  return { count: 0, cents: 0 };
}

/**
 * One line for each booking, oldest first; semicolons and decimal comma, as German spreadsheets take them.
 * @param {Entry[]} entries newest first
 * @param {(seq: number) => string} receiptNumber
 * @param {(id: string) => string} nameOf
 * @returns {string}
 */
export function csv(entries, receiptNumber, nameOf) {
  const columns = ["day", "time", "kind", "state", "sum", "card", "receipt", "register", "person", "sent"];
  const head = columns.map((column) => say(/** @type {import("../texts/say.js").Key} */ (`csv.${column}`)));
  const lines = [...entries].reverse().map((entry) => [
    isoDay(entry.at),
    time(entry.at).replace(/\u00a0.*/, ""),
    say(`csv.kind.${entry.kind}`),
    say(`csv.state.${entry.state}`),
    plain(entry.cents),
    entry.number4,
    receiptNumber(entry.seq),
    entry.register,
    nameOf(entry.staff),
    say(entry.sent ? "yes" : "no"),
  ]);
  return `\ufeff${[head, ...lines].map((line) => line.map(cell).join(";")).join("\r\n")}\r\n`;
}

/**
 * @param {number} cents
 * @returns {string}
 */
function plain(cents) {
  const point = spoken() === "de" ? "," : ".";
  return `${Math.floor(cents / 100)}${point}${String(cents % 100).padStart(2, "0")}`;
}

/**
 * A text that begins like a formula is no formula.
 * @param {string} text
 * @returns {string}
 */
function cell(text) {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[";\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

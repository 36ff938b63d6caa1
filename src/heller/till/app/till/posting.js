// What goes into one post: at most 256 records; the sale of a certificate goes before what was redeemed by it.

import { MAX_RECORDS } from "./door.js";

/** @typedef {import("./rows.js").Row} Row */

/**
 * The records of a page as they travel; `before` is how many of them are other tills' sales.
 * @param {Row[]} page
 * @returns {{messages: Uint8Array[], before: number}}
 */
export function posted(page) {
  const sales = page.flatMap(({ certified }) => certified ?? []);
  return { messages: [...sales, ...page.map(({ message }) => message)], before: sales.length };
}

/**
 * Say whether a page is more than fits into one post.
 * @param {Row[]} page
 * @returns {boolean}
 */
export function isTooLong(page) {
  return posted(page).messages.length > MAX_RECORDS;
}

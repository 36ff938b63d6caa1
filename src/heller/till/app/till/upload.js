// Handing in: every record without a receipt goes to the city, oldest first, until it has one. Handing in never asks for
// anything to be authorised. What the city refuses stays in the journal; only a signed receipt lets a record age out.

import { asKept, checkAll, hasTwoVersions, receiptsBeside, refused } from "./answers.js";
import { MAX_RECORDS } from "./door.js";
import { isTooLong, posted } from "./posting.js";
import { Problem, isUncertain, orProblem } from "./problems.js";

/** @typedef {import("./answers.js").Answer} Answer */
/** @typedef {import("./enrolled.js").Enrolled} Enrolled */
/** @typedef {import("./rows.js").Row} Row */
/** @typedef {import("./parts.js").Parts} Parts */

/**
 * Hand every record of an enrolment in once, at most 256 at a time; raises the Problem that ends it.
 * @param {Parts} parts
 * @param {Enrolled} enrolled
 * @param {boolean} [isFormer] nobody will decide any more what is undecided
 */
export async function upload(parts, enrolled, isFormer = false) {
  for (let after = 0; ; ) {
    const found = await parts.journal.unsentOf(enrolled.number, after, MAX_RECORDS);
    const isFull = found.length === MAX_RECORDS || isTooLong(found);
    while (isTooLong(found)) found.pop();
    const page = closed(found, isFormer, isFull);
    const last = page.at(-1);
    if (!last) return;
    await keep(parts, enrolled, await handIn(enrolled, page));
    after = last.seq;
  }
}

/**
 * Every claim travels with its DECISION: what is undecided, or cut off from its own by the page's end, stays behind.
 * @param {Row[]} page
 * @param {boolean} isFormer
 * @param {boolean} isFull there may be more behind it
 * @returns {Row[]}
 */
function closed(page, isFormer, isFull) {
  const last = page.at(-1);
  const isCut = isFull && last?.claimedAt !== undefined;
  return (last?.undecided && !isFormer) || isCut ? page.slice(0, -1) : page;
}

/**
 * @param {Enrolled} enrolled
 * @param {Row[]} page
 * @returns {Promise<Answer[]>}
 */
async function handIn(enrolled, page) {
  const { messages, before } = posted(page);
  const said = await orProblem(() => enrolled.door.handIn(messages, receiptsBeside(page)));
  if (!(said instanceof Problem)) return checkAll(enrolled, page, said.slice(before));
  if (messages.length > 1 || isUncertain(said)) throw said;
  return [refused(page[0], said)]; // a record sent alone is refused by the answer's status
}

/**
 * @param {Parts} parts
 * @param {Enrolled} enrolled
 * @param {Answer[]} answers
 */
async function keep(parts, enrolled, answers) {
  await parts.journal.keep(asKept(answers), parts.clock.now());
  if (hasTwoVersions(answers)) await enrolled.patch({ reenrol: "two_versions" });
}

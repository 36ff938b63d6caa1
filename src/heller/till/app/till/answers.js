// What was said to a page of records, checked: only a signed receipt of this very record counts, the book's at its door, the
// book's or the stand-in's at the stand-in.

import { OUTCOMES } from "../rules.js";
import { Problem, orProblem } from "./problems.js";
import { VERDICTS } from "./result.js";

/** @typedef {import("../wire.js").Values} Values */
/** @typedef {import("./door.js").Told} Told */
/** @typedef {import("./enrolled.js").Enrolled} Enrolled */
/** @typedef {import("./rows.js").Row} Row */
/**
 * @typedef {{row: Row, receipt: Uint8Array, values: Values, problem: null}
 *   | {row: Row, receipt: null, values: null, problem: Problem}} Answer
 */

const BOOK = 1;

/** @typedef {"receipt" | "ownReceipt"} Check a method of Trust: the book's alone, or the stand-in's too */

/**
 * Check what was said, in the order of the page.
 * @param {Enrolled} enrolled
 * @param {Row[]} page
 * @param {Told[]} said
 * @param {Check} [how]
 * @returns {Promise<Answer[]>}
 */
export function checkAll(enrolled, page, said, how = "receipt") {
  return Promise.all(page.map((row, at) => check(enrolled, row, said[at], how)));
}

/**
 * @param {Enrolled} enrolled
 * @param {Row} row
 * @param {Told} told
 * @param {Check} how
 * @returns {Promise<Answer>}
 */
async function check(enrolled, row, told, how) {
  if ("problem" in told) return refused(row, told.problem);
  return checkReceipt(enrolled, row, told.receipt, how);
}

/**
 * @param {Enrolled} enrolled
 * @param {Row} row
 * @param {Uint8Array} receipt
 * @param {Check} [how]
 * @returns {Promise<Answer>}
 */
export async function checkReceipt(enrolled, row, receipt, how = "receipt") {
  const values = await orProblem(() => enrolled.believing((trust) => trust[how](row, receipt)));
  if (values instanceof Problem) return refused(row, values);
  return { row, receipt, values, problem: null };
}

/**
 * A claim that was asked for and is only noted has no answer yet (docs/decisions/0006).
 * @param {Answer} answer
 * @returns {Answer}
 */
export function authorised(answer) {
  const isOpen = answer.values?.outcome === OUTCOMES.noted;
  return isOpen ? refused(answer.row, new Problem("no_answer", { detail: "noted" })) : answer;
}

/**
 * @param {Row} row
 * @param {Problem} problem
 * @returns {Answer}
 */
export function refused(row, problem) {
  return { row, receipt: null, values: null, problem };
}

/**
 * @param {Answer[]} answers
 * @returns {import("./rows.js").Answered[]}
 */
export function asKept(answers) {
  return answers.map(({ row, receipt, values, problem }) => {
    if (!receipt) return { row, refused: problem?.code };
    return values.by === BOOK ? { row, receipt } : { row, standin: receipt };
  });
}

/**
 * The stand-in's receipts of claims that were decided by them: the book pays by these.
 * @param {Row[]} page
 * @returns {Uint8Array[]}
 */
export function receiptsBeside(page) {
  return page.flatMap(({ standin, verdict }) => (standin && verdict === VERDICTS.byStandin ? [standin] : []));
}

/**
 * Say whether the city has another record under one of these numbers.
 * @param {Answer[]} answers
 * @returns {boolean}
 */
export function hasTwoVersions(answers) {
  return answers.some(({ problem }) => problem?.code === "equivocation");
}

// What the door said to a page of records, checked: only the book's signed receipt of this very record counts.

import { OUTCOMES } from "../rules.js";
import { Problem, orProblem } from "./problems.js";

/** @typedef {import("../wire.js").Values} Values */
/** @typedef {import("./door.js").Told} Told */
/** @typedef {import("./enrolled.js").Enrolled} Enrolled */
/** @typedef {import("./rows.js").Row} Row */
/**
 * @typedef {{row: Row, receipt: Uint8Array, values: Values, problem: null}
 *   | {row: Row, receipt: null, values: null, problem: Problem}} Answer
 */

/**
 * Check what was said, in the order of the page.
 * @param {Enrolled} enrolled
 * @param {Row[]} page
 * @param {Told[]} said
 * @returns {Promise<Answer[]>}
 */
export function checkAll(enrolled, page, said) {
  return Promise.all(page.map((row, at) => check(enrolled, row, said[at])));
}

/**
 * @param {Enrolled} enrolled
 * @param {Row} row
 * @param {Told} told
 * @returns {Promise<Answer>}
 */
async function check(enrolled, row, told) {
  if ("problem" in told) return refused(row, told.problem);
  return checkReceipt(enrolled, row, told.receipt);
}

/**
 * @param {Enrolled} enrolled
 * @param {Row} row
 * @param {Uint8Array} receipt
 * @returns {Promise<Answer>}
 */
export async function checkReceipt(enrolled, row, receipt) {
  const values = await orProblem(() => enrolled.believing((trust) => trust.receipt(row, receipt)));
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
  return answers.map(({ row, receipt, problem }) => (receipt ? { row, receipt } : { row, refused: problem?.code }));
}

/**
 * Say whether the city has another record under one of these numbers.
 * @param {Answer[]} answers
 * @returns {boolean}
 */
export function hasTwoVersions(answers) {
  return answers.some(({ problem }) => problem?.code === "equivocation");
}

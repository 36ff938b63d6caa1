// What stands in the way, by the codes of docs/errors.md, and those of the till itself:
// no_answer, line_down, unreadable_answer (nobody, or not the city, answered); untrusted_answer, key_unknown (not signed by
// the city's keys); number_wrong, needs_card, claim_unknown, invite_unreadable, pin_form, name_taken, name_unknown, owner_last (what was
// typed); under_way, unresolved, must_enrol_again, not_enrolled, already_enrolling, still_waiting, no_right, nothing_left
// (nothing may be claimed now); storage_full, journal_broken; alone_... (nobody answers, and the till's own rules say no).

/** What was asked was not carried out; `status` is the HTTP status it came with, 0 for the till's own. */
export class Problem extends Error {
  /**
   * @param {string} code
   * @param {{status?: number, retryAfter?: number | null, detail?: string}} [more]
   */
  constructor(code, { status = 0, retryAfter = null, detail = "" } = {}) {
    super(`${code} ${detail}`.trim());
    this.name = "Problem";
    this.code = code;
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

const UNCERTAIN_CODES = ["no_answer", "line_down", "unreadable_answer", "untrusted_answer", "key_unknown"];
const UNCERTAIN_STATUS = [408, 425, 429, 502, 503, 504];

/**
 * Say whether the claim may have been booked, or may still be: then the till decides nothing by itself.
 * @param {Problem} problem
 * @returns {boolean}
 */
export function isUncertain({ code, status }) {
  const broken = status === 500 && code !== "rule_broken"; // that one says itself that nothing was booked
  return broken || UNCERTAIN_CODES.includes(code) || UNCERTAIN_STATUS.includes(status);
}

/**
 * Say whether nothing was heard of the book.
 * @param {Problem} problem
 * @returns {boolean}
 */
export function isSilence({ code }) {
  return UNCERTAIN_CODES.slice(0, 3).includes(code);
}

/**
 * Run something; gives its value, or the Problem that it raised.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T | Problem>}
 */
export async function orProblem(work) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

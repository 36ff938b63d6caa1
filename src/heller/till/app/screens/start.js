// What comes first: a till that must be enrolled, a booking that must be decided, a result nobody saw.

import { enrolScreen, reenrolScreen, wordsScreen } from "./enrol.js";
import { homeScreen } from "./home.js";
import { resultScreen } from "./result.js";
import { whoScreen } from "./staff.js";
import { notMineScreen, unableScreen } from "./stop.js";

/** @typedef {import("./shift.js").Shift} Shift */
/** @typedef {import("./stage.js").View} View */

/** @type {Record<Exclude<import("../till/types.js").TillState, "ready">, (shift: Shift) => View>} */
const FIRST = {
  unable: unableScreen,
  second_tab: notMineScreen,
  new: enrolScreen,
  waiting: wordsScreen,
  reenrol: reenrolScreen,
};

/**
 * @param {Shift} shift
 * @returns {View}
 */
export function startScreen(shift) {
  const { till } = shift;
  if (till.state !== "ready") return FIRST[till.state](shift);
  if (till.unresolved) return resultScreen(shift, till.unresolved);
  if (till.lastResult) return resultScreen(shift, till.lastResult);
  if (till.staff.length > 0 && !till.signedIn) return whoScreen(shift);
  return homeScreen(shift);
}

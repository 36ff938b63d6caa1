// Says things in the language that was chosen.

import { DE } from "./de.js";
import { EN } from "./en.js";
import { REASONS } from "./reasons.js";
import { TROUBLES } from "./troubles.js";
import { clock, day, euros, shortDay, shortEuros } from "./money.js";

/** @typedef {import("./money.js").Language} Language */
/** @typedef {keyof typeof DE} Key */

/** @type {Language} */
let language = "de";

/** @returns {Language} */
export function spoken() {
  return language;
}

/** @param {Language} chosen */
export function speak(chosen) {
  language = chosen;
  document.documentElement.lang = chosen;
}

/**
 * Say a text; `{name}` in it is replaced by a value.
 * @param {Key} key
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function say(key, values = {}) {
  return filled((language === "de" ? DE : EN)[key], values);
}

/**
 * Say why the book said no, or holds.
 * @param {string} reason
 * @returns {string}
 */
export function sayReason(reason) {
  return REASONS[reason][language];
}

/**
 * Say what stands in the way. A code of a newer city has no sentence yet: the till wants updating.
 * @param {string} code
 * @param {Record<string, string>} [values]
 * @returns {string}
 */
export function sayTrouble(code, values = {}) {
  return filled((TROUBLES[code] ?? TROUBLES.refused)[language], values);
}

/**
 * @param {number} cents
 * @returns {string}
 */
export function sum(cents) {
  return euros(cents, language);
}

/**
 * @param {number} cents
 * @returns {string}
 */
export function short(cents) {
  return shortEuros(cents, language);
}

/**
 * @param {number} seconds
 * @returns {string}
 */
export function time(seconds) {
  return clock(seconds, language);
}

/**
 * @param {number} seconds
 * @returns {string}
 */
export function date(seconds) {
  return day(seconds, language);
}

/**
 * @param {number} seconds
 * @returns {string}
 */
export function figures(seconds) {
  return shortDay(seconds, language);
}

/**
 * @param {string} text
 * @param {Record<string, string | number>} values
 * @returns {string}
 */
function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (_whole, name) => String(values[name]));
}

// The keypad: our own, so that no system keyboard covers the screen. A hardware keyboard works, too.

import { say } from "../texts/say.js";
import { h } from "./dom.js";
import { sign } from "./signs.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "00", "0", "Backspace"];

/**
 * The keys are not among the tab stops: whoever has a keyboard types the digits.
 * @param {(key: string) => void} onKey
 * @returns {HTMLElement}
 */
export function keypad(onKey) {
  const keys = KEYS.map((key) => {
    const name = key === "Backspace" ? { "aria-label": say("pad.erase") } : {};
    const props = { type: "button", class: "key", tabindex: "-1", "data-key": key, ...name };
    return h("button", { ...props, onclick: () => onKey(key) }, key === "Backspace" ? sign("erase") : key);
  });
  const stay = (/** @type {Event} */ event) => event.preventDefault(); // the focus stays where it was
  return h("div", { class: "pad", role: "group", "aria-label": say("pad.name"), onmousedown: stay }, ...keys);
}

/**
 * What was typed, after one more key.
 * @param {string} digits
 * @param {string} key a digit, 00 or Backspace
 * @param {number} most
 * @returns {string}
 */
export function typed(digits, key, most) {
  if (key === "Backspace") return digits.slice(0, -1);
  return digits.length + key.length > most ? digits : digits + key;
}

/** Cents first: 1-2-4-0 is 12,40. No leading zeros, and no amount that a card could never hold. */
const MOST_DIGITS = 6;

/**
 * @param {number} cents
 * @param {string} key
 * @returns {number}
 */
export function typedCents(cents, key) {
  return Number(typed(cents === 0 ? "" : String(cents), key, MOST_DIGITS) || "0");
}

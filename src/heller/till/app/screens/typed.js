// Number and PIN instead of the code: sixteen digits in groups of four, then six.

import { readNumber } from "../card.js";
import { say, sayTrouble } from "../texts/say.js";
import { h } from "./dom.js";
import { actions, heading, link, mainButton } from "./parts.js";
import { keypad, typed } from "./pad.js";
import { cardRead, cardRefused, cardTaken } from "./take.js";

/** @typedef {import("./shift.js").Shift} Shift */
/** @typedef {import("./stage.js").View} View */
/** @typedef {import("./take.js").Purpose} Purpose */

const NUMBER_DIGITS = 16;
const PIN_DIGITS = 6;

/**
 * @param {Shift} shift
 * @param {Purpose} purpose
 * @param {string} [number] set when the PIN is asked
 * @returns {View}
 */
export function typedScreen(shift, purpose, number) {
  const most = number ? PIN_DIGITS : NUMBER_DIGITS;
  const title = say(number ? "typed.pin" : "typed.number");
  let digits = "";
  const shown = h("output", { class: number ? "digits digits-pin" : "digits", "aria-label": title });
  const line = h("p", { class: "under", role: "status" });
  const draw = () => {
    shown.textContent = number ? blanks(digits, most) : groups(digits);
    line.textContent = say("typed.left", { count: most - digits.length });
  };
  const done = () => {
    if (digits.length < most) line.textContent = say("typed.left", { count: most - digits.length });
    else if (number) shift.during(() => unlock(shift, purpose, number, digits));
    else if (readNumber(digits)) shift.go("typed", purpose, digits);
    else line.textContent = sayTrouble("number_wrong");
  };
  const key = (/** @type {string} */ pressed) => {
    if (pressed === "Enter") return done();
    digits = typed(digits, pressed, most);
    return draw();
  };
  draw();
  return {
    title,
    body: [
      heading(title),
      shown,
      line,
      keypad(key),
      actions(
        mainButton(say(number ? "typed.open" : "typed.next"), done),
        h("div", { class: "links" }, link(say("cancel"), () => shift.home())),
      ),
    ],
    key,
    scanned: (text) => cardRead(shift, purpose, text),
    back: () => shift.home(),
  };
}

/**
 * @param {Shift} shift
 * @param {Purpose} purpose
 * @param {string} number
 * @param {string} pin
 */
async function unlock(shift, purpose, number, pin) {
  const opened = await shift.till.unlock(number, pin);
  if ("card" in opened) cardTaken(shift, purpose, opened.card);
  else cardRefused(shift, purpose, opened.refused);
}

/**
 * @param {string} digits
 * @returns {string}
 */
export function groups(digits) {
  return digits.padEnd(NUMBER_DIGITS, "·").replace(/(.{4})(?=.)/g, "$1 ");
}

/**
 * @param {string} digits
 * @param {number} most
 * @returns {string}
 */
function blanks(digits, most) {
  return `${"•".repeat(digits.length)}${"·".repeat(most - digits.length)}`;
}

// The screens that say no: what is the matter, and what to do next.

import { REASONS } from "../texts/reasons.js";
import { say, sayTrouble } from "../texts/say.js";
import { TROUBLES } from "../texts/troubles.js";
import { h } from "./dom.js";
import { actions, button, callButton, heading, mainButton } from "./parts.js";
import { sign } from "./signs.js";

/** @typedef {import("./shift.js").Shift} Shift */
/** @typedef {import("./stage.js").View} View */
/** @typedef {{label: string, go: () => void}} Way */
/** @typedef {{heading: string, sentence: string, code: string, again?: Way, leave?: () => void}} Stop */

/**
 * The big octagon: nothing was taken. The small sign beside the sentence shows why.
 * @param {Shift} shift
 * @param {Stop} stop
 * @returns {View}
 */
export function stopScreen(shift, { heading: answer, sentence, code, again, leave }) {
  const away = leave ?? (() => shift.home());
  const main = again ? mainButton(again.label, again.go) : mainButton(say("done"), away);
  return {
    title: answer,
    field: "stop",
    body: [
      h("div", { class: "result" }, sign("stop", "big"), heading(answer), why(code, sentence)),
      actions(main, again && button(say("cancel"), away)),
    ],
    focus: main,
    steady: true,
    back: away,
  };
}

/**
 * A sentence with the sign of its reason or trouble.
 * @param {string} code
 * @param {string} sentence
 * @returns {HTMLElement}
 */
export function why(code, sentence) {
  const known = REASONS[code] ?? TROUBLES[code] ?? TROUBLES.refused;
  return h("p", { class: "why" }, sign(known.sign), h("span", {}, sentence));
}

/**
 * @param {Shift} shift
 * @returns {View}
 */
export function unableScreen(shift) {
  const code = shift.till.unable ?? "no_keys";
  return deviceScreen(say("unable.title"), code, mainButton(say("reload"), () => location.reload()));
}

/**
 * Another window has the till.
 * @param {Shift} _shift
 * @returns {View}
 */
export function notMineScreen(_shift) {
  return deviceScreen(say("second.title"), "second_tab", mainButton(say("reload"), () => location.reload()));
}

/**
 * Nobody expected this: say so, and come back through the start, which knows what is undecided.
 * @param {Shift} shift
 * @returns {View}
 */
export function failedScreen(shift) {
  const phone = shift.real?.identity?.phone ?? "";
  const main = mainButton(say("reload"), () => location.reload());
  const view = deviceScreen(say("failed.title"), "unexpected", main);
  view.body.push(actions(callButton(phone)));
  return view;
}

/**
 * @param {string} title
 * @param {string} code
 * @param {HTMLElement} main
 * @returns {View}
 */
function deviceScreen(title, code, main) {
  const known = TROUBLES[code] ?? TROUBLES.unexpected;
  return {
    title,
    body: [
      h("div", { class: "result" }, sign(known.sign, "big"), heading(title), h("p", {}, sayTrouble(code))),
      actions(main),
    ],
    focus: main,
  };
}

// What screens are made of: headings, buttons, chips, banners and rows.

import { say } from "../texts/say.js";
import { h } from "./dom.js";
import { sign } from "./signs.js";

/** @typedef {import("./dom.js").Child} Child */

/**
 * @param {string} text
 * @returns {HTMLHeadingElement}
 */
export function heading(text) {
  return h("h1", { tabindex: "-1" }, text);
}

/**
 * The one filled button of a screen.
 * @param {string} label
 * @param {() => void} onclick
 * @param {string} [icon]
 * @returns {HTMLButtonElement}
 */
export function mainButton(label, onclick, icon) {
  return press("btn btn-main", label, onclick, icon);
}

/**
 * @param {string} label
 * @param {() => void} onclick
 * @param {string} [icon]
 * @returns {HTMLButtonElement}
 */
export function button(label, onclick, icon) {
  return press("btn", label, onclick, icon);
}

/**
 * @param {string} label
 * @param {() => void} onclick
 * @param {string} [icon]
 * @returns {HTMLButtonElement}
 */
export function link(label, onclick, icon) {
  return press("btn-link", label, onclick, icon);
}

/**
 * @param {string} className
 * @param {string} label
 * @param {() => void} onclick
 * @param {string} [icon]
 * @returns {HTMLButtonElement}
 */
function press(className, label, onclick, icon) {
  return h("button", { type: "button", class: className, onclick }, icon && sign(icon), h("span", {}, label));
}

/**
 * Change what a button says.
 * @param {HTMLButtonElement} made
 * @param {string} label
 */
export function relabel(made, label) {
  const words = made.querySelector("span");
  if (words) words.textContent = label;
}

/**
 * A button that calls the office; the number stays in one line.
 * @param {string} phone
 * @returns {HTMLElement | false}
 */
export function callButton(phone) {
  if (phone === "") return false;
  const [before, after] = say("call", { phone }).split(phone);
  const number = h("span", { class: "figure" }, phone);
  return h("a", { class: "btn", href: `tel:${phone.replace(/[^+0-9]/g, "")}` }, sign("phone"), h("span", {}, before, number, after));
}

/**
 * Word, shape and rim: which mode, or how a thing stands.
 * @param {string} look online, standin, alone, expired or stop
 * @param {string} word
 * @returns {HTMLElement}
 */
export function chip(look, word) {
  return h("span", { class: `chip chip-${look}` }, sign(CHIP_SIGNS[look]), word);
}

/** @type {Record<string, string>} */
const CHIP_SIGNS = { online: "tick", standin: "shield", alone: "warn", expired: "clock", stop: "stop" };

/**
 * A banner: what holds now in bold, then more.
 * @param {string} look
 * @param {string} answer
 * @param {...Child} more
 * @returns {HTMLElement}
 */
export function banner(look, answer, ...more) {
  const words = h("div", {}, h("strong", {}, answer), ...more.map((one) => one && h("p", {}, one)));
  return h("div", { class: `say say-${look}` }, sign(CHIP_SIGNS[look]), words);
}

/**
 * Names and values, one pair a row.
 * @param {([name: string, value: Child] | false)[]} rows
 * @returns {HTMLElement}
 */
export function rows(rows) {
  const made = rows.map((row) => row && h("div", {}, h("dt", {}, row[0]), h("dd", {}, row[1])));
  return h("dl", { class: "kv" }, ...made);
}

/**
 * @param {...Child} children
 * @returns {HTMLElement}
 */
export function actions(...children) {
  return h("div", { class: "actions" }, ...children);
}

/**
 * A labelled field; `hint` says what belongs into it.
 * @param {string} label
 * @param {Record<string, import("./dom.js").Prop>} props
 * @param {string} [hint]
 * @returns {{row: HTMLElement, input: HTMLInputElement}}
 */
export function field(label, props, hint) {
  const id = String(props.id);
  const help = hint ? h("span", { class: "hint", id: `${id}-hint` }, hint) : null;
  const input = h("input", { autocomplete: "off", ...props, "aria-describedby": help && help.id });
  return { row: h("div", { class: "field" }, h("label", { for: id }, label), help, input), input };
}

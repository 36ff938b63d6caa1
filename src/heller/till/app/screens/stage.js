// The stage: shows one view at a time, moves the focus to it, and hears keys and scanners for it.

import { h, present } from "./dom.js";

/** @typedef {import("./dom.js").Child} Child */
/**
 * What is on the screen. `title` names it, `field` colours it, `focus` is where the keyboard begins.
 * @typedef {object} View
 * @property {string} title
 * @property {Child[]} body
 * @property {string} [field]
 * @property {HTMLElement} [focus]
 * @property {boolean} [steady] its buttons wait a moment, so that a second touch presses none of them
 * @property {(text: string) => void} [scanned] a scanner's text
 * @property {(key: string) => void} [key] a digit, Backspace or Enter
 * @property {() => void} [back] Escape
 * @property {() => void} [changed] the till changed
 * @property {() => void} [left] another view follows
 */

const STEADY_MS = 400; // a double tap is over by then
const NOISE_MS = 500; // so soon after a letter no person types an amount; a slow scanner does

export class Stage {
  /**
   * @param {HTMLElement} top
   * @param {HTMLElement} screen
   * @param {HTMLElement} spoken
   */
  constructor(top, screen, spoken) {
    this.top = top;
    this.screen = screen;
    this.spoken = spoken;
    /** @type {View} */
    this.view = { title: "", body: [] };
    /** While a claim is under way nothing else may be touched. */
    this.locks = 0;
    this.noise = -Infinity;
    addEventListener("keydown", (event) => this.hearKey(event), true);
    addEventListener("resize", () => this.measure());
    addEventListener("click", (event) => this.locked && stop(event), true);
  }

  get locked() {
    return this.locks > 0;
  }

  /** @param {View} view */
  show(view) {
    this.view.left?.();
    this.view = view;
    this.noise = -Infinity; // whatever was typed has led here
    this.spoken.textContent = "";
    document.body.dataset.field = view.field ?? "";
    document.title = `${view.title} · Stadtgutschein`;
    this.screen.replaceChildren(...present(view.body));
    scrollTo(0, 0);
    if (view.steady) this.steady();
    else this.focus();
  }

  /** The heading first, so that it is read out; then the button that most people want. */
  focus() {
    const heading = this.screen.querySelector("h1");
    (this.view.focus ?? heading)?.focus({ preventScroll: true });
  }

  steady() {
    const { view } = this;
    const buttons = this.screen.querySelectorAll("button");
    for (const button of buttons) button.disabled = true;
    this.screen.querySelector("h1")?.focus({ preventScroll: true });
    setTimeout(() => {
      for (const button of buttons) button.disabled = false;
      if (this.view === view) this.focus();
    }, STEADY_MS);
  }

  /**
   * Do something while nothing can be touched.
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  async during(work) {
    this.locks += 1;
    this.screen.setAttribute("aria-busy", "true");
    try {
      return await work();
    } finally {
      this.locks -= 1;
      if (!this.locked) this.screen.removeAttribute("aria-busy");
    }
  }

  /**
   * Say something to those who cannot see the screen.
   * @param {string} text
   */
  speak(text) {
    this.spoken.textContent = text;
  }

  /** @param {string} text */
  hearScanner(text) {
    if (!this.locked) this.view.scanned?.(text);
  }

  /** @param {KeyboardEvent} event */
  hearKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.locked || (event.key === "Enter" && event.repeat) || this.isNoise(event)) stop(event);
    else if (event.key === "Escape") this.view.back?.();
    else if (isKey(event) && this.view.key) {
      event.preventDefault();
      this.view.key(event.key === "Delete" ? "Backspace" : event.key);
    }
  }

  /**
   * A code that is typed slowly is neither an amount nor a yes: a letter, and whatever follows it at once.
   * @param {KeyboardEvent} event
   * @returns {boolean}
   */
  isNoise({ key, target, timeStamp }) {
    if (isText(target) || !this.view.key) return false;
    const follows = timeStamp - this.noise < NOISE_MS;
    if (!follows && !/^[^\d ]$/.test(key)) return false;
    this.noise = timeStamp;
    return true;
  }

  /** @param {Child[]} children */
  head(children) {
    this.top.replaceChildren(h("div", { class: "top-row" }, ...children));
    this.measure();
  }

  /** What line and frame leave of the window: a screen without scrolling has no more. */
  measure() {
    const taken = this.top.offsetHeight + 2 * document.body.clientTop;
    document.documentElement.style.setProperty("--top", `${taken}px`);
  }
}

/**
 * Whether the keypad takes this key: not while somebody writes, and Enter not from another button.
 * @param {KeyboardEvent} event
 * @returns {boolean}
 */
function isKey(event) {
  if (isText(event.target)) return false;
  if (event.key === "Enter") return !(event.target instanceof Element && event.target.closest("button, a, summary"));
  return /^([0-9]|Backspace|Delete)$/.test(event.key);
}

/**
 * @param {EventTarget | null} target
 * @returns {boolean}
 */
function isText(target) {
  return target instanceof Element && target.matches("input:not([type=radio]), textarea");
}

/** @param {Event} event */
function stop(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

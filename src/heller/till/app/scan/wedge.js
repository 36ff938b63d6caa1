// A scanner that types what it reads, anywhere on the page: fast keys that end with Enter. Or a paste. Time is when a key was
// pressed, not when the page came to hear of it: a busy page hears a whole code at once.

const GAP_MS = 80; // no person types twenty characters at this pace
const PAUSE_MS = 2_000; // within what begins like a code, for radio scanners and for machines that stand still
const PAUSES = 8; // then it is a person after all
const SHORTEST = 6;
const CODE = /^H[A-Z]1:/;
const BEGINNING = /^H([A-Z](1(:.*)?)?)?$/;
const NO_TEXT = new Set(["button", "checkbox", "color", "file", "image", "radio", "range", "reset", "submit"]);

// A scanner set to an American keyboard on a German computer: the key that was meant, by its place.
/** @type {Record<string, string>} */
const AMERICAN = {
  "!Digit4": "$", "!Digit5": "%", "!Digit8": "*", "!Equal": "+", "!Semicolon": ":",
  Minus: "-", Period: ".", Slash: "/", Space: " ",
};

/**
 * Tell each text that a scanner types or a person pastes, except into a text field. Gives the way to stop.
 * @param {(text: string) => void} onText
 * @returns {() => void}
 */
export function listenForScanner(onText) {
  const stop = new AbortController();
  const burst = new Burst(onText);
  const options = { capture: true, signal: stop.signal }; // before the page's own keys
  window.addEventListener("keydown", (event) => void (isTextField(event) || burst.key(event)), options);
  window.addEventListener("paste", (event) => void (isTextField(event) || pasted(event, onText)), options);
  return () => stop.abort();
}

/** Keys in quick succession. */
class Burst {
  #typed = "";
  #meant = "";
  #last = -Infinity;
  #pauses = 0;
  #onText;

  /** @param {(text: string) => void} onText */
  constructor(onText) {
    this.#onText = onText;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (isModifier(event)) return;
    const gap = event.timeStamp - this.#last;
    this.#last = event.timeStamp;
    if (gap >= GAP_MS && !this.#isPause(gap, event)) this.#forget();
    else if (this.#isCode || this.#isMachine(event.key)) swallow(event);
    if (event.key === "Enter" || event.key === "Tab") this.#end();
    else if (event.key.length === 1) this.#add(event);
  }

  get #isCode() {
    return CODE.test(this.#typed) || CODE.test(this.#meant);
  }

  /**
   * A code goes on after a pause, as far as this key fits behind what is there.
   * @param {number} gap
   * @param {KeyboardEvent} event
   */
  #isPause(gap, event) {
    this.#pauses += 1;
    if (gap >= PAUSE_MS || this.#pauses > PAUSES || this.#typed === "") return false;
    if (event.key.length > 1) return this.#isCode;
    return BEGINNING.test(this.#typed + event.key) || BEGINNING.test(this.#meant + american(event));
  }

  #forget() {
    this.#typed = this.#meant = "";
    this.#pauses = 0;
  }

  /**
   * From the second key on it is no person, and neither buttons nor the amount may hear it. Only a few digits of an
   * amount, with Enter, can come that fast from quick fingers.
   * @param {string} key
   */
  #isMachine(key) {
    const sofar = this.#typed + (key.length === 1 ? key : "");
    return sofar.length >= SHORTEST || /\D/.test(sofar);
  }

  /** @param {KeyboardEvent} event */
  #add(event) {
    this.#typed += event.key;
    this.#meant += american(event);
  }

  #end() {
    const text = !CODE.test(this.#typed) && CODE.test(this.#meant) ? this.#meant : this.#typed;
    this.#forget();
    if (text.length >= SHORTEST) this.#onText(text);
  }
}

/** @param {KeyboardEvent} event */
function american({ code, shiftKey, key }) {
  if (/^Key[A-Z]$/.test(code)) return code[3];
  if (/^Digit\d$/.test(code) && !shiftKey) return code[5];
  return AMERICAN[(shiftKey ? "!" : "") + code] ?? key;
}

/** @param {KeyboardEvent} event */
function isModifier({ key, ctrlKey, metaKey, altKey }) {
  return ctrlKey || metaKey || (altKey && key.length > 1) || ["Shift", "CapsLock", "AltGraph", "Control", "Alt"].includes(key);
}

/** @param {Event} event */
function swallow(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

/**
 * @param {ClipboardEvent} event
 * @param {(text: string) => void} onText
 */
function pasted(event, onText) {
  const text = event.clipboardData?.getData("text").trim();
  if (!text) return;
  swallow(event);
  onText(text);
}

/** @param {Event} event */
function isTextField({ target }) {
  if (target instanceof HTMLInputElement) return !NO_TEXT.has(target.type);
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLElement && target.isContentEditable);
}

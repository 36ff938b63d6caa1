// The number of the shop's own register receipt, so that both can be found by each other.

import { say } from "../texts/say.js";
import { h } from "./dom.js";
import { actions, field, heading, link, mainButton } from "./parts.js";

/** @typedef {import("../till/types.js").Card} Card */
/** @typedef {import("./shift.js").Shift} Shift */
/** @typedef {import("./stage.js").View} View */

const MOST_LETTERS = 32;

/**
 * @param {Shift} shift
 * @param {Card} card
 * @returns {View}
 */
export function registerScreen(shift, card) {
  const known = shift.payment?.register ?? "";
  const props = { id: "register", maxlength: MOST_LETTERS, value: known, autocapitalize: "characters" };
  const { row, input } = field(say("register.label"), props, say("register.hint"));
  const keep = () => {
    if (shift.payment) shift.payment.register = input.value.trim();
    shift.go("amount", card);
  };
  const back = () => shift.go("amount", card);
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    keep();
  };
  const main = mainButton(say("register.keep"), keep);
  return {
    title: say("register.title"),
    body: [
      heading(say("register.title")),
      h("form", { onsubmit: submit }, row),
      actions(main, h("div", { class: "links" }, link(say("cancel"), back))),
    ],
    focus: input,
    back,
  };
}

// Practising: the same screens with practice cards, a striped frame, and nothing that is ever sent.

import { openTraining } from "../till/training.js";
import { say, sum } from "../texts/say.js";
import { h } from "./dom.js";
import { actions, banner, button, heading, mainButton } from "./parts.js";

/** @typedef {import("./shift.js").Shift} Shift */
/** @typedef {import("./stage.js").View} View */

/**
 * @param {Shift} shift
 * @returns {View}
 */
export function practiseScreen(shift) {
  const home = () => shift.home();
  const main = mainButton(say("practice.go"), () => begin(shift), "practice");
  return {
    title: say("practice.title"),
    body: [
      heading(say("practice.title")),
      banner("standin", say("practice.safe"), say("practice.text")),
      actions(main, button(say("cancel"), home)),
    ],
    focus: main,
    back: home,
  };
}

/** @param {Shift} shift */
function begin(shift) {
  shift.during(async () => {
    if (shift.real) shift.practice = await openTraining(shift.real);
    shift.home();
  });
}

/**
 * The practice cards, to be held to the till by a touch.
 * @param {Shift} shift
 * @param {(text: string) => void} read
 * @returns {HTMLElement | false}
 */
export function practiceCards({ practice }, read) {
  if (!practice) return false;
  const cards = practice.cards.map(({ state, cents, face, text }) => {
    const name = say(`practice.${state}`, { sum: sum(state === "sealed" ? face : cents) });
    return button(name, () => read(text), "card");
  });
  return h("section", { class: "practice-cards" }, h("h2", {}, say("practice.cards")), ...cards);
}

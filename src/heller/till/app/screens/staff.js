// Who works at the till: choosing a name, typing the PIN, and the list of people.

import { say, sayTrouble, time } from "../texts/say.js";
import { h } from "./dom.js";
import { keypad, typed } from "./pad.js";
import { actions, banner, button, field, heading, link, mainButton } from "./parts.js";
import { sign } from "./signs.js";

/** @typedef {import("../till/types.js").Staff} Staff */
/** @typedef {import("./shift.js").Shift} Shift */
/** @typedef {import("./stage.js").View} View */

const SHORTEST_PIN = 4;
const LONGEST_PIN = 8;

/**
 * @param {Shift} shift
 * @returns {View}
 */
export function whoScreen(shift) {
  const people = shift.till.staff.map((person) =>
    h("li", {}, h("button", { type: "button", class: "btn", onclick: () => shift.go("pin", person) }, sign("person"), person.name)),
  );
  return {
    title: say("who.title"),
    body: [heading(say("who.title")), h("ul", { class: "people" }, ...people)],
  };
}

/**
 * @param {Shift} shift
 * @param {Staff} person
 * @returns {View}
 */
export function pinScreen(shift, person) {
  let pin = "";
  const title = say("pin.title", { name: person.name });
  const shown = h("output", { class: "digits digits-pin", "aria-label": say("pin.name") });
  const line = h("p", { class: "under", role: "status" });
  const draw = () => (shown.textContent = "•".repeat(pin.length).padEnd(SHORTEST_PIN, "·"));
  const check = () => pin.length >= SHORTEST_PIN && shift.during(async () => {
    const found = await shift.till.checkPin(person.id, pin);
    if ("good" in found) return shift.home();
    pin = "";
    draw();
    line.textContent = "waitUntil" in found ? say("pin.wait", { time: time(found.waitUntil) }) : say("pin.wrong", { count: found.left });
  });
  const key = (/** @type {string} */ pressed) => {
    if (pressed === "Enter") return void check();
    pin = typed(pin, pressed, LONGEST_PIN);
    return void draw();
  };
  draw();
  const back = () => shift.home();
  return {
    title,
    body: [
      heading(title),
      shown,
      line,
      keypad(key),
      actions(mainButton(say("pin.go"), () => void check()), h("div", { class: "links" }, link(say("pin.other"), back))),
    ],
    key,
    back,
  };
}

/**
 * Adding and removing people; whoever works alone needs nobody here.
 * @param {Shift} shift
 * @param {string} [problem]
 * @returns {View}
 */
export function peopleScreen(shift, problem) {
  const name = field(say("people.name"), { id: "name", maxlength: 40, autocomplete: "off" });
  const pin = field(
    say("people.pin"),
    { id: "pin", type: "password", inputmode: "numeric", maxlength: LONGEST_PIN, autocomplete: "new-password" },
    say("people.pin.hint"),
  );
  const add = () => shift.during(async () => {
    const added = await shift.till.addStaff(name.input.value.trim(), pin.input.value.trim());
    shift.go("people", ...("problem" in added ? /** @type {const} */ ([added.problem]) : /** @type {const} */ ([])));
  });
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    add();
  };
  const back = () => shift.go("settings");
  return {
    title: say("people.title"),
    body: [
      heading(say("people.title")),
      problem !== undefined && h("div", { role: "alert" }, banner("stop", sayTrouble(problem))),
      h("p", {}, say("people.text")),
      h("ul", { class: "people" }, ...shift.till.staff.map((person) => personLine(shift, person))),
      h("form", { onsubmit: submit }, name.row, pin.row, h("button", { class: "unseen", tabindex: "-1", "aria-hidden": "true" })),
      actions(mainButton(say("people.add"), add, "person"), button(say("back"), back)),
    ],
    back,
  };
}

/**
 * @param {Shift} shift
 * @param {Staff} person
 * @returns {HTMLElement}
 */
function personLine(shift, person) {
  const remove = async () => {
    await shift.till.removeStaff(person.id);
    shift.go("people");
  };
  const label = say("people.remove", { name: person.name });
  return h("li", { class: "person" }, sign("person"), h("strong", {}, person.name), link(label, () => shift.during(remove)));
}

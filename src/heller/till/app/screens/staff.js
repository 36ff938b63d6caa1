// Who works at the till: choosing a name, typing the PIN, and the list of people.

import { say, sayTrouble, time } from "../texts/say.js";
import { h } from "./dom.js";
import { keypad, typed } from "./pad.js";
import { actions, banner, button, callButton, field, heading, link, mainButton } from "./parts.js";
import { sign } from "./signs.js";

/** @typedef {import("../till/types.js").Staff} Staff */
/** @typedef {import("./shift.js").Shift} Shift */
/** @typedef {import("./stage.js").View} View */
/**
 * @typedef {{check: (pin: string) => Promise<import("../till/types.js").PinCheck | Staff | {problem: string}>,
 *   then: (problem?: string) => void, go: string, other: string}} Act
 */

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
 * @param {Act} [act] what the PIN is for; signing in if nothing else
 * @returns {View}
 */
export function pinScreen(shift, person, { check, then, go, other } = signIn(shift, person)) {
  let pin = "";
  const title = say("pin.title", { name: person.name });
  const shown = h("output", { class: "digits digits-pin", "aria-label": say("pin.name") });
  const line = h("p", { class: "under", role: "status" });
  const draw = () => (shown.textContent = "•".repeat(pin.length).padEnd(SHORTEST_PIN, "·"));
  const send = () => pin.length >= SHORTEST_PIN && shift.during(async () => {
    const found = await check(pin);
    pin = "";
    draw();
    if ("waitUntil" in found) line.textContent = say("pin.wait", { time: time(found.waitUntil) });
    else if ("wrong" in found) line.textContent = say("pin.wrong", { count: found.left });
    else then("problem" in found ? found.problem : undefined);
  });
  const key = (/** @type {string} */ pressed) => {
    if (pressed === "Enter") return void send();
    pin = typed(pin, pressed, LONGEST_PIN);
    return void draw();
  };
  draw();
  const back = () => then();
  return {
    title,
    body: [
      heading(title),
      shown,
      line,
      keypad(key),
      actions(mainButton(go, () => void send()), h("div", { class: "links" }, link(other, back))),
    ],
    key,
    back,
  };
}

/**
 * @param {Shift} shift
 * @param {Staff} person
 * @returns {Act}
 */
function signIn(shift, person) {
  const check = (/** @type {string} */ pin) => shift.till.checkPin(person.id, pin);
  return { check, then: () => shift.home(), go: say("pin.go"), other: say("pin.other") };
}

/**
 * Ask the owner's PIN for something, then show the people again.
 * @param {Shift} shift
 * @param {string} go
 * @param {Act["check"]} check
 */
function askOwner(shift, go, check) {
  const then = (/** @type {string | undefined} */ problem) => shift.go("people", problem);
  shift.go("pin", shift.till.staff[0], { check, then, go, other: say("cancel") });
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
  const isOpen = shift.till.staff.length === 0;
  const add = () => {
    const [called, ownPin] = [name.input.value.trim(), pin.input.value.trim()];
    if (isOpen) return shift.during(async () => {
      const added = await shift.till.addStaff(called, ownPin);
      shift.go("people", "problem" in added ? added.problem : undefined);
    });
    return askOwner(shift, say("people.add"), (ownerPin) => shift.till.addStaff(called, ownPin, ownerPin));
  };
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    void add();
  };
  const back = () => shift.go("settings");
  return {
    title: say("people.title"),
    body: [
      heading(say("people.title")),
      problem !== undefined && h("div", { role: "alert" }, banner("stop", sayTrouble(problem))),
      h("p", {}, say("people.text"), " ", isOpen && say("people.first")),
      h("ul", { class: "people" }, ...shift.till.staff.map((person) => personLine(shift, person))),
      h("form", { onsubmit: submit }, name.row, pin.row, h("button", { class: "unseen", tabindex: "-1", "aria-hidden": "true" })),
      actions(
        mainButton(say("people.add"), () => void add(), "person"),
        button(say("back"), back),
        !isOpen && h("div", { class: "links" }, link(say("people.forgot"), () => shift.go("forgot"))),
      ),
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
  const isOwner = person.id === shift.till.staff[0].id;
  const label = say("people.remove", { name: person.name });
  const remove = () => askOwner(shift, label, (pin) => shift.till.removeStaff(person.id, pin));
  return h(
    "li",
    { class: "person" },
    sign("person"),
    h("span", {}, h("strong", {}, person.name), isOwner && ` · ${say("people.owner")}`),
    link(label, remove),
  );
}

/**
 * An owner who forgot the PIN: the office lets the device in anew, and nobody else can.
 * @param {Shift} shift
 * @returns {View}
 */
export function forgotScreen(shift) {
  const back = () => shift.go("people");
  return {
    title: say("forgot.title"),
    body: [
      heading(say("forgot.title")),
      h("p", {}, say("forgot.text")),
      actions(
        mainButton(say("reenrol.go"), () => shift.go("enrol"), "key"),
        callButton(shift.till.identity?.phone ?? ""),
        button(say("back"), back),
      ),
    ],
    back,
  };
}

// Enrolling: the invitation as code or text, four words to compare with the office, and a welcome.

import { say, sayTrouble } from "../texts/say.js";
import { h } from "./dom.js";
import { actions, banner, button, callButton, field, heading, link, mainButton, rows } from "./parts.js";
import { picture } from "./pictures.js";
import { cameraEye, photoButton } from "./scan.js";
import { why } from "./stop.js";

/** @typedef {import("./shift.js").Shift} Shift */
/** @typedef {import("./stage.js").View} View */
/** @typedef {Parameters<import("../till/types.js").TillFace["enrol"]>[0]} Asked */

/**
 * @param {Shift} shift
 * @returns {View}
 */
export function enrolScreen(shift) {
  const read = (/** @type {string} */ text) => enrol(shift, { invitation: text });
  const eye = cameraEye(read, say("enrol.text"));
  const problem = shift.till.enrolProblem;
  return {
    title: say("enrol.title"),
    body: [
      heading(say("enrol.title")),
      problem !== null && why(problem, sayTrouble(problem)),
      eye.element,
      actions(
        button(say("enrol.type"), () => shift.go("invitation"), "digits"),
        photoButton(read),
        h("div", { class: "links" }, eye.torch, link(say("home.settings"), () => shift.go("settings"))),
      ),
    ],
    scanned: read,
    left: eye.close,
  };
}

/**
 * The invitation as text, or its three parts.
 * @param {Shift} shift
 * @param {string} [problem]
 * @returns {View}
 */
export function invitationScreen(shift, problem) {
  const whole = field(say("enrol.whole"), { id: "invitation", autocapitalize: "none", spellcheck: "false" }, say("enrol.whole.hint"));
  const door = field(say("enrol.door"), { id: "door", type: "url", autocapitalize: "none" });
  const code = field(say("enrol.code"), { id: "code", autocapitalize: "characters" });
  const root = field(say("enrol.root"), { id: "root", autocapitalize: "none", spellcheck: "false" }, say("enrol.root.hint"));
  const parts = h("details", {}, h("summary", {}, say("enrol.parts")), door.row, code.row, root.row);
  const send = () => {
    const text = whole.input.value.trim();
    const typed = { door: door.input.value.trim(), code: code.input.value.trim(), root: root.input.value.trim() };
    enrol(shift, text ? { invitation: text } : typed);
  };
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    send();
  };
  const back = () => shift.home();
  return {
    title: say("enrol.type"),
    body: [
      heading(say("enrol.type")),
      problem !== undefined && h("div", { role: "alert" }, banner("stop", sayTrouble(problem))),
      h("form", { onsubmit: submit }, whole.row, parts, h("button", { class: "unseen", tabindex: "-1", "aria-hidden": "true" })),
      actions(mainButton(say("enrol.send"), send), h("div", { class: "links" }, link(say("back"), back))),
    ],
    focus: whole.input,
    back,
  };
}

/**
 * @param {Shift} shift
 * @param {Asked} asked
 */
function enrol(shift, asked) {
  shift.during(async () => {
    const answer = await shift.till.enrol(asked);
    if ("waiting" in answer) shift.home();
    else shift.go("invitation", answer.problem);
  });
}

/**
 * @param {Shift} shift
 * @returns {View}
 */
export function wordsScreen(shift) {
  const words = shift.till.words ?? [];
  const cancel = async () => {
    await shift.till.cancelEnrolment();
    shift.home();
  };
  const state = h("p", { class: "soft", role: "status" }, say("words.waiting"));
  return {
    title: say("words.title"),
    body: [
      heading(say("words.title")),
      h("p", {}, say("words.text")),
      h("ol", { class: "words", lang: "de" }, ...words.map((word) => h("li", {}, word))),
      state,
      actions(button(say("words.cancel"), () => shift.during(cancel))),
    ],
    changed: () => {
      const problem = shift.till.enrolProblem;
      state.textContent = problem === null ? say("words.waiting") : sayTrouble(problem);
    },
  };
}

/**
 * The till was let in: say who it is.
 * @param {Shift} shift
 * @returns {View}
 */
export function welcomeScreen(shift) {
  const { identity } = shift.till;
  const roles = [identity?.roles.redeem && say("ready.redeem"), identity?.roles.sell && say("ready.sell")];
  const main = mainButton(say("welcome.go"), () => shift.home());
  return {
    title: say("welcome.title"),
    body: [
      heading(say("welcome.title")),
      picture("phone"),
      rows([
        [say("settings.shop"), identity?.shop ?? ""],
        identity?.point !== "" && identity?.point !== identity?.shop && [say("settings.point"), identity?.point ?? ""],
        [say("settings.till"), String(identity?.till ?? "")],
        [say("settings.may"), roles.filter(Boolean).join(", ")],
      ]),
      actions(main, button(say("ready.practise"), () => shift.go("practise"), "practice"), link(say("people.add"), () => shift.go("people"))),
    ],
    focus: main,
  };
}

/**
 * A restored backup, two versions of a record, or a city that does not know it: this device must become a new till.
 * @param {Shift} shift
 * @returns {View}
 */
export function reenrolScreen(shift) {
  const whyNow = shift.till.reenrolWhy ?? "restored";
  const { unsent, aside } = shift.till.status;
  const phone = shift.till.identity?.phone ?? "";
  return {
    title: say("reenrol.title"),
    body: [
      heading(say("reenrol.title")),
      banner("stop", say(`reenrol.${whyNow}`), say("reenrol.text"),
        unsent > 0 && say("reenrol.unsent", { count: unsent }),
        aside > 0 && say("aside.text", { count: aside })),
      actions(
        mainButton(say("reenrol.go"), () => shift.go("enrol"), "key"),
        callButton(phone),
        button(say("home.day"), () => shift.go("day"), "list"),
      ),
    ],
  };
}

// Help with pictures: what a Saturday help has to know, on one page.

import { say } from "../texts/say.js";
import { h } from "./dom.js";
import { actions, button, callButton, heading, mainButton } from "./parts.js";
import { picture } from "./pictures.js";
import { sign } from "./signs.js";

/** @typedef {import("./shift.js").Shift} Shift */
/** @typedef {import("./stage.js").View} View */

/** @typedef {"code" | "amount" | "result" | "undo" | "net"} Topic */
/** @type {Topic[]} */
const TOPICS = ["code", "amount", "result", "undo", "net"];
const SIGNS = /** @type {const} */ (["tick", "stop", "clock"]);

/**
 * @param {Shift} shift
 * @returns {View}
 */
export function helpScreen(shift) {
  const home = () => shift.home();
  const phone = shift.till.identity?.phone ?? "";
  return {
    title: say("help.title"),
    body: [
      heading(say("help.title")),
      h("ol", { class: "help" }, ...TOPICS.map(topic)),
      actions(
        mainButton(say("done"), home),
        !shift.practice && button(say("practice.start"), () => shift.go("practise"), "practice"),
        callButton(phone),
      ),
    ],
    back: home,
  };
}

/**
 * @param {Topic} name
 * @returns {HTMLElement}
 */
function topic(name) {
  return h(
    "li",
    {},
    name === "result" ? null : picture(name),
    h("h2", {}, say(`help.${name}`)),
    h("p", {}, say(`help.${name}.text`)),
    name === "result" && h("ul", { class: "fields" }, ...SIGNS.map((one) => h("li", { class: `field-${one}` }, sign(one), say(`help.${one}`)))),
  );
}

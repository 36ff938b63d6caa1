// The line above every screen: whose till this is, and the chip that says what may be done now.

import { say } from "../texts/say.js";
import { h, svg } from "./dom.js";
import { chip } from "./parts.js";
import { standing } from "./standing.js";

/** @typedef {import("./shift.js").Shift} Shift */

/**
 * @param {Shift} shift
 */
export function drawHead(shift) {
  const till = shift.practice ?? shift.real;
  document.body.classList.toggle("practice", till?.training === true);
  if (!till?.identity || till.state === "second_tab") return shift.stage.head([mark(), name("Stadtgutschein")]);
  const { identity, status } = till;
  const { look, word } = standing(status, identity.phone);
  const whose = say("head.till", { till: identity.till, shop: identity.shop });
  shift.stage.head([
    name(whose),
    till.training && h("strong", { class: "practice-word" }, say("practice.word")),
    h("span", { class: "head-state" }, status.unsent > 0 && unsent(status.unsent), chip(look, word)),
  ]);
}

/**
 * @param {string} text
 * @returns {HTMLElement}
 */
function name(text) {
  return h("p", { class: "top-name" }, text);
}

/**
 * @param {number} count
 * @returns {HTMLElement}
 */
function unsent(count) {
  return h("span", { class: "unsent" }, say("head.unsent", { count }));
}

/** The mark: a ring in a ring with an H. */
function mark() {
  const props = { class: "mark", viewBox: "0 0 32 32", "aria-hidden": "true" };
  const rings = [14.5, 11].map((r) => svg("circle", { cx: 16, cy: 16, r }));
  return svg("svg", props, ...rings, svg("path", { d: "M12 10v12M20 10v12M12 16h8" }));
}

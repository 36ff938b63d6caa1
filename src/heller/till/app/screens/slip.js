// The receipt: on the screen, as a QR code that anybody can check, and on paper of 58 mm, 80 mm or A6.

import { CODES, writeCode } from "../codes.js";
import { date, figures, say, sum, time } from "../texts/say.js";
import { h } from "./dom.js";
import { outcome } from "./outcome.js";
import { actions, button, heading, mainButton } from "./parts.js";
import { qr } from "./qr.js";

/** @typedef {import("../till/types.js").Result} Result */
/** @typedef {import("./shift.js").Shift} Shift */
/** @typedef {import("./stage.js").View} View */

/**
 * @param {Shift} shift
 * @param {Result} result
 * @param {() => void} back
 * @returns {View}
 */
export function slipScreen(shift, result, back) {
  const main = mainButton(say("slip.print"), () => print(shift), "print");
  return {
    title: say("slip.title"),
    body: [
      heading(say(result.certificate ? "slip.certificate.title" : "slip.title")),
      slip(shift, result),
      actions(main, button(say("back"), back)),
    ],
    focus: main,
    back,
  };
}

/**
 * The paper is chosen in the settings; the style sheet knows what each of them takes.
 * @param {Shift} shift
 */
function print(shift) {
  document.body.dataset.paper = shift.choices.paper;
  globalThis.print();
}

/**
 * What stands on the receipt. Black on white, whatever the screen looks like.
 * @param {Shift} shift
 * @param {Result} result
 * @returns {HTMLElement}
 */
function slip(shift, result) {
  const identity = shift.till.identity;
  const done = outcome(result, "");
  const waits = done.field === "expired";
  return h(
    "article",
    { class: "slip" },
    shift.till.training && h("p", { class: "slip-practice" }, say("practice.slip")),
    h("p", { class: "slip-city" }, say("slip.city", { city: identity?.cityName ?? "" })),
    h("p", {}, say("slip.where", { shop: identity?.shop ?? "", till: identity?.till ?? 0 })),
    h("p", {}, `${figures(result.at)}, ${time(result.at)}`),
    h("p", { class: "slip-sum" }, say(`slip.${result.kind}`, { sum: sum(result.cents) })),
    result.balance !== null && h("p", {}, say("slip.rest", { sum: sum(result.balance) })),
    result.number4 !== "" && h("p", {}, say("slip.card", { number: result.number4 })),
    h("p", {}, say("slip.number", { number: shift.receiptNumber(result.seq) })),
    result.register !== "" && h("p", {}, say("slip.register", { number: result.register })),
    (done.field === "alone" || waits) && h("p", {}, h("strong", {}, say(done.field === "alone" ? "slip.alone" : "slip.waits")), " ", say("slip.keep")),
    codeOf(result),
    h("p", {}, say(result.kind === "sale" ? "slip.sale.law" : "slip.law")),
    result.certificate && h("p", {}, say("slip.certificate.use", { date: date(result.at) })),
  );
}

/**
 * @param {Result} result
 * @returns {HTMLElement | false}
 */
function codeOf({ certificate, receipt }) {
  if (certificate) return qr(writeCode(CODES.certificate, certificate), say("slip.certificate.qr"));
  return receipt !== null && qr(writeCode(CODES.receipt, receipt), say("slip.qr"));
}

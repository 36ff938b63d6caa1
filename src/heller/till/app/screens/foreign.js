// Refunding what another till of the same shop redeemed: its receipt is held to the till.

import { say, sayReason, sayTrouble, sum } from "../texts/say.js";
import { REASONS } from "../texts/reasons.js";
import { claimed } from "./claim.js";
import { h } from "./dom.js";
import { actions, field, heading, link, mainButton } from "./parts.js";
import { cameraEye, photoButton } from "./scan.js";

/** @typedef {import("./shift.js").Shift} Shift */
/** @typedef {import("./stage.js").View} View */

/**
 * @param {Shift} shift
 * @returns {View}
 */
export function foreignScreen(shift) {
  const read = (/** @type {string} */ text) => find(shift, text);
  const eye = cameraEye(read, say("foreign.text"));
  const back = () => shift.go("day");
  const { row, input } = field(say("foreign.label"), { id: "receipt", autocapitalize: "characters" }, say("foreign.hint"));
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    read(input.value);
  };
  const form = h("form", { onsubmit: submit }, row);
  return {
    title: say("foreign.title"),
    body: [
      heading(say("foreign.title")),
      eye.element,
      form,
      actions(
        mainButton(say("foreign.find"), () => read(input.value)),
        photoButton(read),
        h("div", { class: "links" }, eye.torch, link(say("cancel"), back)),
      ),
    ],
    scanned: read,
    back,
    left: eye.close,
  };
}

/**
 * @param {Shift} shift
 * @param {string} text
 */
function find(shift, text) {
  shift.during(async () => {
    const found = await shift.till.findTarget(text.trim());
    if ("target" in found) return shift.go("foreignRefund", text.trim(), found.target.cents);
    shift.signal("declined");
    const sentence = REASONS[found.refused] ? sayReason(found.refused) : sayTrouble(found.refused);
    const again = { label: say("again"), go: () => shift.go("foreign") };
    return shift.go("stop", { heading: say("not.refund"), sentence, code: found.refused, again });
  });
}

/**
 * @param {Shift} shift
 * @param {string} receipt
 * @param {number} cents
 * @returns {View}
 */
export function foreignRefundScreen(shift, receipt, cents) {
  const title = say("foreign.ask", { sum: sum(cents) });
  const wish = { target: receipt, cents, register: "", staff: shift.staff };
  const back = () => shift.go("day");
  const main = mainButton(say("refund.sure", { sum: sum(cents) }), () => claimed(shift, () => shift.till.refund(wish)), "back");
  return {
    title,
    body: [
      heading(title),
      h("p", {}, say("foreign.back")),
      actions(main, h("div", { class: "links" }, link(say("cancel"), back))),
    ],
    focus: main,
    steady: true,
    back,
  };
}

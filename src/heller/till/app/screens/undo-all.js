// Several cards paid one amount, and it shall not be: each of them gets its money back.

import { say, sum } from "../texts/say.js";
import { h } from "./dom.js";
import { outcome } from "./outcome.js";
import { actions, banner, button, heading, mainButton, rows } from "./parts.js";

/** @typedef {import("../till/types.js").Result} Result */
/** @typedef {import("./payment.js").Part} Part */
/** @typedef {import("./shift.js").Shift} Shift */
/** @typedef {import("./stage.js").View} View */

/**
 * @param {Shift} shift
 * @returns {View}
 */
export function undoAllScreen(shift) {
  const parts = shift.payment?.parts ?? [];
  const paid = parts.reduce((all, part) => all + part.cents, 0);
  const main = mainButton(say("undoall.do"), () => undoAll(shift, parts), "back");
  return {
    title: say("undoall.title"),
    body: [
      heading(say("undoall.title")),
      h("p", {}, say("undoall.text", { sum: sum(paid) })),
      rows(parts.map((part) => [shift.receiptNumber(part.seq), sum(part.cents)])),
      actions(main, button(say("undoall.leave"), () => shift.home())),
    ],
    focus: main,
    steady: true,
    back: () => shift.home(),
  };
}

/**
 * The last one first. One that cannot be undone keeps none of the others.
 * @param {Shift} shift
 * @param {Part[]} parts
 */
function undoAll(shift, parts) {
  shift.stage.speak(say("booking"));
  shift.during(async () => {
    /** @type {Result[]} */
    const results = [];
    for (const part of [...parts].reverse()) {
      const result = await shift.till.undo({ seq: part.seq, cents: part.cents, staff: shift.staff });
      results.push(result);
      if (result.state === "open") break; // nothing else may be claimed before this is known
      if (result.seq > 0) await shift.till.shown(result.seq);
    }
    const good = results.every((result) => result.state === "accepted");
    shift.signal(good ? "accepted" : "declined");
    shift.go("undoneAll", results);
  });
}

/**
 * @param {Shift} shift
 * @param {Result[]} results
 * @returns {View}
 */
export function undoneAllScreen(shift, results) {
  const good = results.every((result) => result.state === "accepted");
  const title = say(good ? "undoall.good" : "undoall.bad");
  const main = mainButton(say("done"), () => shift.home());
  const phone = shift.till.identity?.phone ?? "";
  return {
    title,
    body: [
      heading(title),
      banner(good ? "online" : "stop", good ? say("undoall.back") : say("undoall.look"), good ? "" : say("undoall.list")),
      rows(results.map((result) => [outcome(result, phone).heading, sum(result.cents)])),
      actions(main),
    ],
    focus: main,
    steady: true,
    back: () => shift.home(),
  };
}

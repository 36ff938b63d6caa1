// The bookings of a day with their sums. Each opens its own screen, where it can be given back.

import { isoDay } from "../texts/money.js";
import { date, say, sum, time } from "../texts/say.js";
import { h } from "./dom.js";
import { outcome } from "./outcome.js";
import { actions, button, heading, mainButton, rows } from "./parts.js";
import { sign } from "./signs.js";
import { csv, sumsOf } from "./sums.js";

/** @typedef {import("../till/types.js").Entry} Entry */
/** @typedef {import("./shift.js").Shift} Shift */
/** @typedef {import("./stage.js").View} View */

const DAY = 86_400;

/**
 * @param {Shift} shift
 * @param {number} [at] a moment of the day that is shown; today when absent
 * @returns {Promise<View>}
 */
export async function dayScreen(shift, at = now()) {
  const found = await shift.till.entries({ from: at - DAY, to: at + DAY });
  const entries = found.filter((entry) => isoDay(entry.at) === isoDay(at));
  const today = isoDay(at) === isoDay(now());
  const home = () => shift.home();
  return {
    title: say("day.title"),
    body: [
      heading(today ? say("day.title") : date(at)),
      neighbours(shift, at, today),
      entries.length > 0 ? sums(entries) : h("p", { class: "soft" }, say(today ? "day.empty" : "day.none")),
      entries.length > 0 && list(shift, entries),
      actions(
        mainButton(say("day.done"), home),
        entries.length > 0 && button(say("day.export"), () => save(shift, entries, at), "save"),
        button(say("day.foreign"), () => shift.go("foreign"), "paper"),
      ),
    ],
    back: home,
  };
}

/** @returns {number} */
function now() {
  return Math.floor(Date.now() / 1000);
}

/**
 * @param {Shift} shift
 * @param {number} at
 * @param {boolean} today
 * @returns {HTMLElement}
 */
function neighbours(shift, at, today) {
  const step = (/** @type {string} */ label, /** @type {number} */ to, /** @type {string} */ icon) =>
    h("button", { type: "button", class: "btn-link", onclick: () => shift.go("day", to) }, sign(icon), label);
  return h(
    "nav",
    { class: "links days", "aria-label": say("day.days") },
    step(say("day.before"), at - DAY, "prev"),
    h("span", {}, today ? date(at) : ""),
    today ? h("span", {}) : step(say("day.after"), Math.min(at + DAY, now()), "next"),
  );
}

/**
 * @param {Entry[]} entries
 * @returns {HTMLElement}
 */
function sums(entries) {
  const found = sumsOf(entries);
  const line = (/** @type {keyof typeof found} */ kind) =>
    /** @type {[string, string] | false} */ (
      found[kind].count > 0 && [say(`day.${kind}`, { count: found[kind].count }), sum(found[kind].cents)]
    );
  return h("section", { class: "panel" }, rows([line("redeem"), line("sale"), line("void"), line("refund")]));
}

/**
 * @param {Shift} shift
 * @param {Entry[]} entries
 * @returns {HTMLElement}
 */
function list(shift, entries) {
  return h("ul", { class: "moves" }, ...entries.map((entry) => h("li", {}, line(shift, entry))));
}

/**
 * @param {Shift} shift
 * @param {Entry} entry
 * @returns {HTMLElement}
 */
function line(shift, entry) {
  const { field, sign: shape, heading: said } = outcome(entry, "");
  const words = entry.state === "accepted" ? say(`csv.kind.${entry.kind}`) : said;
  const gone = entry.undone > 0 && ` · ${say("day.undone", { sum: sum(entry.undone) })}`;
  const facts = [time(entry.at), entry.number4 && `… ${entry.number4}`, !entry.sent && say(entry.aside ? "row.aside" : "row.unsent")];
  return h(
    "button",
    { type: "button", class: `move move-${field}`, onclick: () => shift.go("booking", entry.seq) },
    sign(shape),
    h("span", {}, h("strong", {}, words), h("small", {}, facts.filter(Boolean).join(" · "), gone)),
    h("strong", { class: "figure" }, sum(entry.cents)),
  );
}

/**
 * @param {Shift} shift
 * @param {Entry[]} entries
 * @param {number} at
 */
function save(shift, entries, at) {
  const nameOf = (/** @type {string} */ id) => shift.till.staff.find((one) => one.id === id)?.name ?? id;
  const text = csv(entries, (seq) => shift.receiptNumber(seq), nameOf);
  const href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const name = `${say("csv.file")}-${isoDay(at)}-K${shift.till.identity?.till ?? 0}.csv`;
  h("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000); // the browser has begun to save it by then
  shift.stage.speak(say("day.saved", { name }));
}

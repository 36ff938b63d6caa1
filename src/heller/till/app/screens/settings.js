// Settings: language, sound, paper, people, and what this device is.

import { say, speak } from "../texts/say.js";
import { drawHead } from "./head.js";
import { h } from "./dom.js";
import { actions, banner, button, heading, mainButton, rows } from "./parts.js";

/** @typedef {import("./choices.js").Choices} Choices */
/** @typedef {import("./shift.js").Shift} Shift */
/** @typedef {import("./stage.js").View} View */

/**
 * @param {Shift} shift
 * @returns {View}
 */
export function settingsScreen(shift) {
  const { choices, till, shell } = shift;
  const home = () => shift.home();
  const redraw = () => shift.go("settings");
  return {
    title: say("settings.title"),
    body: [
      heading(say("settings.title")),
      choice("language", say("settings.language"), choices.language, { de: "Deutsch", en: "English" }, (language) => {
        choose(shift, { language: language === "en" ? "en" : "de" });
        redraw();
      }),
      choice("sound", say("settings.sound"), choices.sound ? "on" : "off", { on: say("on"), off: say("off") }, (sound) => {
        choose(shift, { sound: sound === "on" });
        shift.signal("accepted");
      }),
      choice("paper", say("settings.paper"), choices.paper, { 80: "80\u00a0mm", 58: "58\u00a0mm", a6: "A6" }, (paper) => {
        choose(shift, { paper: paper === "58" || paper === "a6" ? paper : "80" });
      }),
      till.identity && about(shift),
      shell?.refused && refusedBanner(shell.refused),
      !shell?.canInstall && !isInstalled() && h("p", { class: "soft" }, say("settings.homescreen")),
      actions(
        mainButton(say("done"), home),
        till.identity && button(say("people.title"), () => shift.go("people"), "person"),
        till.identity && !shift.practice && button(say("practice.start"), () => shift.go("practise"), "practice"),
        shell?.canInstall && button(say("settings.install"), () => shift.during(async () => {
          await shell.install();
          redraw();
        }), "phone"),
      ),
    ],
    back: home,
  };
}

/**
 * The reason is a word of docs/operating/till-app.md, for the office.
 * @param {string} reason
 * @returns {HTMLElement}
 */
function refusedBanner(reason) {
  const more = reason === "not_kept" ? say("settings.refused.full") : say("settings.refused.more", { reason });
  return banner("stop", say("settings.refused"), more);
}

/** A page that is no app may lose its bookings when the browser clears up. */
function isInstalled() {
  return matchMedia("(display-mode: standalone)").matches;
}

/**
 * @param {Shift} shift
 * @param {Partial<Choices>} changed
 */
function choose(shift, changed) {
  if (changed.language) speak(changed.language);
  shift.choose(changed);
  drawHead(shift);
}

/**
 * @param {string} name
 * @param {string} legend
 * @param {string} chosen
 * @param {Record<string, string>} options
 * @param {(value: string) => void} onChoose
 * @returns {HTMLElement}
 */
function choice(name, legend, chosen, options, onChoose) {
  const made = Object.entries(options).map(([value, label]) => {
    const props = { type: "radio", name, value, id: `${name}-${value}`, checked: value === chosen };
    const foreign = name === "language" ? { lang: value } : {};
    const input = h("input", { ...props, onchange: () => onChoose(value) });
    return h("label", { class: "option", ...foreign }, input, h("span", {}, label));
  });
  return h("fieldset", { class: "choice" }, h("legend", {}, legend), h("div", { class: "options" }, ...made));
}

/**
 * @param {Shift} shift
 * @returns {HTMLElement}
 */
function about({ till, shell }) {
  const { identity } = till;
  const release = shell?.signed ? String(shell.signed.number) : say("settings.unsigned");
  return h(
    "section",
    { class: "panel" },
    rows([
      [say("settings.city"), identity?.cityName ?? ""],
      [say("settings.shop"), identity?.shop ?? ""],
      [say("settings.till"), String(identity?.till ?? "")],
      [say("settings.release"), release],
    ]),
  );
}

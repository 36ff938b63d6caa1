// The home screen: what may be done now, and the way to do it. Only here a new release is offered.

import { say } from "../texts/say.js";
import { h, refill } from "./dom.js";
import { actions, banner, button, heading, link, mainButton } from "./parts.js";
import { standing } from "./standing.js";
import { cardRead } from "./take.js";

/** @typedef {import("./shift.js").Shift} Shift */
/** @typedef {import("./stage.js").View} View */

/**
 * @param {Shift} shift
 * @returns {View}
 */
export function homeScreen(shift) {
  const { till } = shift;
  const sells = till.identity?.roles.sell === true;
  const redeems = till.identity?.roles.redeem === true;
  const purpose = redeems ? "redeem" : "sell";
  const state = h("div", { role: "status" });
  const offer = h("div", { class: "wide" });
  const changed = () => {
    refill(state, stateBanner(shift));
    refill(offer, ...updateOffer(shift));
  };
  changed();
  return {
    title: say("home.title"),
    body: [
      heading(say(redeems ? "home.title" : "home.sells")),
      state,
      offer,
      actions(
        mainButton(say(redeems ? "home.scan" : "home.sell"), () => shift.go("scan", purpose), "scan"),
        redeems && sells && button(say("home.sell"), () => shift.go("scan", "sell"), "plus"),
        redeems && button(say("home.typed"), () => shift.go("typed", purpose), "digits"),
        button(say("home.balance"), () => shift.go("scan", "balance"), "coins"),
        button(say("home.day"), () => shift.go("day"), "list"),
      ),
      footLinks(shift),
    ],
    scanned: (text) => cardRead(shift, purpose, text),
    changed,
  };
}

/**
 * @param {Shift} shift
 * @returns {HTMLElement}
 */
function stateBanner(shift) {
  const { status, identity } = shift.till;
  const { look, answer, more } = standing(status, identity?.phone ?? "");
  const left = status.unsent > 0 && unsent(status);
  const aside = status.aside > 0 && say("aside.text", { count: status.aside });
  return banner(look, answer, more, left, aside);
}

/**
 * What is nowhere but here must not be lost with the device; with the stand-in it is not.
 * @param {import("../till/types.js").Status} status
 * @returns {string}
 */
function unsent({ unsent: count, mode }) {
  if (mode === "isolated") return say(count === 1 ? "home.onlyhere.one" : "home.onlyhere", { count });
  return say(count === 1 ? "home.unsent.one" : "home.unsent", { count });
}

/**
 * @param {Shift} shift
 * @returns {HTMLElement[]}
 */
function updateOffer(shift) {
  const update = shift.shell?.update;
  if (!update || shift.practice) return [];
  return [button(say("home.update", { release: String(update.release) }), () => shift.during(() => update.apply()), "save")];
}

/**
 * @param {Shift} shift
 * @returns {HTMLElement}
 */
function footLinks(shift) {
  const person = shift.till.signedIn;
  return h(
    "nav",
    { class: "foot", "aria-label": say("home.more") },
    shift.practice ? link(say("practice.end"), () => endPractice(shift)) : link(say("home.ready"), () => shift.go("ready")),
    link(say("home.help"), () => shift.go("help")),
    link(say("home.settings"), () => shift.go("settings")),
    person && link(say("home.signout", { name: person.name }), () => shift.during(() => signOut(shift))),
  );
}

/** @param {Shift} shift */
async function signOut(shift) {
  await shift.till.signOut();
  shift.home();
}

/** @param {Shift} shift */
function endPractice(shift) {
  shift.practice?.close();
  shift.practice = null;
  shift.home();
}

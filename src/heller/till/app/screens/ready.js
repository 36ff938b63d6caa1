// Ready for the day on which nothing answers? The answer first, then what it rests on.

import { figures, say, sum, time } from "../texts/say.js";
import { h, refill } from "./dom.js";
import { actions, banner, button, callButton, chip, heading, mainButton, rows } from "./parts.js";
import { standing } from "./standing.js";

/** @typedef {import("./shift.js").Shift} Shift */
/** @typedef {import("./stage.js").View} View */
/** @typedef {import("../till/types.js").Identity} Identity */

/**
 * @param {Shift} shift
 * @returns {View}
 */
export function readyScreen(shift) {
  const { identity } = shift.till;
  const phone = identity?.phone ?? "";
  const back = () => shift.home();
  const place = h("div", {}, facts(shift));
  const main = mainButton(say("ready.practise"), () => shift.go("practise"), "practice");
  return {
    title: say("ready.title"),
    body: [
      heading(say("ready.title")),
      answer(identity),
      place,
      actions(
        main,
        button(say("ready.check"), () => check(shift), "net"),
        callButton(phone),
        button(say("back"), back),
      ),
    ],
    changed: () => refill(place, facts(shift)),
    back,
  };
}

/**
 * What the lease guarantees without the city; nothing is promised that the lease does not say.
 * @param {Identity | null} identity
 * @returns {HTMLElement}
 */
function answer(identity) {
  const lease = identity?.lease;
  const days = lease ? Math.floor((lease.expires - Date.now() / 1000) / 86_400) : 0;
  if (!OUTAGE_DECIDES || !lease || lease.isolated === 0 || days < 1) {
    return banner("expired", say("ready.no"), say("ready.no.more"));
  }
  const limits = { limit: sum(lease.limit), pot: sum(lease.isolated) };
  return banner("online", say("ready.yes", { days }), say("ready.yes.more", limits));
}

/** Deciding without the city comes with the stand-in; until then this screen promises nothing. */
const OUTAGE_DECIDES = false;

/**
 * @param {Shift} shift
 * @returns {HTMLElement}
 */
function facts(shift) {
  const { status, identity } = shift.till;
  const { look, word } = standing(status, identity?.phone ?? "");
  const { shell } = shift;
  return rows([
    [say("ready.line"), chip(look, word)],
    [say("ready.answered"), status.answered > 0 ? `${figures(status.answered)}, ${time(status.answered)}` : say("ready.never")],
    [say("ready.lease"), identity ? figures(identity.lease.expires) : ""],
    [say("ready.unsent"), String(status.unsent)],
    status.aside > 0 && [say("ready.aside"), String(status.aside)],
    [say("ready.kept"), status.persisted ? chip("online", say("yes")) : chip("expired", say("ready.install"))],
    [say("ready.offline"), shell?.ready ? chip("online", say("yes")) : chip("expired", say("no"))],
    [say("ready.standin"), chip("expired", say("ready.later"))],
  ]);
}

/** @param {Shift} shift */
function check(shift) {
  shift.during(async () => {
    await shift.till.uploadNow();
    shift.go("ready");
  });
}

// Ready for the day on which nothing answers? The answer first, then what it rests on.

import { figures, say, short, time } from "../texts/say.js";
import { h, refill } from "./dom.js";
import { actions, banner, button, callButton, chip, heading, mainButton, rows } from "./parts.js";
import { standing } from "./standing.js";

/** @typedef {import("./shift.js").Shift} Shift */
/** @typedef {import("./stage.js").View} View */

const FRESH_S = 86_400; // older balances are told by their day

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
      answer(shift),
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
 * What the lease guarantees without the city; nothing is promised that the lease does not say, nor without balances.
 * @param {Shift} shift
 * @returns {HTMLElement}
 */
function answer({ till: { identity, status } }) {
  const lease = identity?.lease;
  const days = lease ? Math.floor((lease.expires - Date.now() / 1000) / 86_400) : 0;
  if (!lease || lease.isolated === 0 || days < 1 || status.balancesAt === 0 || status.mode === "frozen") {
    return banner("expired", say("ready.no"), say("ready.no.more"));
  }
  const limits = { limit: short(lease.limit), pot: short(lease.isolated) };
  return banner("online", say("ready.yes", { days }), say("ready.yes.more", limits));
}

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
    status.noBook && [say("ready.answered"), status.answered > 0 ? `${figures(status.answered)}, ${time(status.answered)}` : say("ready.never")],
    [say("ready.standin"), standinChip(status.standin)],
    [say("ready.balances"), balancesChip(status.balancesAt)],
    [say("ready.lease"), identity ? figures(identity.lease.expires) : ""],
    [say("ready.unsent"), String(status.unsent)],
    status.aside > 0 && [say("ready.aside"), String(status.aside)],
    [say("ready.kept"), status.persisted ? chip("online", say("yes")) : chip("expired", say("ready.install"))],
    [say("ready.offline"), shell?.ready ? chip("online", say("yes")) : chip("expired", say("no"))],
  ]);
}

/**
 * @param {boolean | null} answers
 * @returns {HTMLElement}
 */
function standinChip(answers) {
  if (answers === null) return chip("expired", say("ready.nostandin"));
  return answers ? chip("online", say("yes")) : chip("expired", say("no"));
}

/**
 * @param {number} at
 * @returns {HTMLElement}
 */
function balancesChip(at) {
  if (at === 0) return chip("expired", say("ready.never"));
  const isOld = Date.now() / 1000 - at > FRESH_S;
  return chip(isOld ? "expired" : "online", say("ready.taken", { time: isOld ? figures(at) : time(at) }));
}

/** @param {Shift} shift */
function check(shift) {
  shift.during(async () => {
    await shift.till.uploadNow();
    shift.go("ready");
  });
}

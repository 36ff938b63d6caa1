// How the till stands, as a chip, a word and one sentence: what may be done now, up to which amount.

import { say, sayTrouble, short, time } from "../texts/say.js";

/** @typedef {import("../till/types.js").Status} Status */
/** @typedef {{look: string, word: string, answer: string, more: string}} Standing */

/**
 * @param {Status} status
 * @param {string} phone
 * @returns {Standing}
 */
export function standing(status, phone) {
  if (status.mode === "online") return online(status, phone);
  if (status.mode === "standin") return spokenMode("standin", `${say("standin.more")} ${upTo(status)}`);
  if (status.mode === "isolated") return spokenMode("alone", status.unsent > 0 ? upTo(status) : `${upTo(status)} ${say("alone.more")}`);
  if (status.mode === "frozen") return { ...spokenMode("stop", ""), more: say("stop.more", { phone }) };
  if (status.leaseOver || !status.noBook) return spokenMode("expired", "");
  const since = status.answered && !status.unsent ? say("silent.since", { time: time(status.answered) }) : "";
  const more = [say("silent.more"), since].filter(Boolean).join(" ");
  return { look: "expired", word: say("silent.word"), answer: say("silent.answer"), more };
}

/**
 * @param {Status} status
 * @param {string} phone
 * @returns {Standing}
 */
function online(status, phone) {
  const [look, word] = ["online", say("online.word")];
  const trouble = status.trouble;
  if (trouble) return { look: "alone", word: say("look.word"), answer: say("look.answer"), more: sayTrouble(trouble, { phone }) };
  return { look, word, answer: say("online.answer"), more: upTo(status) };
}

/**
 * @param {"standin" | "alone" | "expired" | "stop"} look
 * @param {string} more
 * @returns {Standing}
 */
function spokenMode(look, more) {
  return { look, word: say(`${look}.word`), answer: say(`${look}.answer`), more: more || say(`${look}.more`) };
}

/**
 * @param {Status} status
 * @returns {string}
 */
function upTo({ upTo: cents }) {
  return cents === null ? say("upto.full") : say("upto.sum", { sum: short(cents) });
}

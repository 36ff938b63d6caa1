// Runs the app's own decisions over cases from standard input; writes what it decided.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const app = process.argv[2];
const load = (name) => import(pathToFileURL(`${app}/${name}`));
const { stateOf, verdictOn, REASON_NAMES } = await load("till/result.js");
const { REASONS } = await load("rules.js");
const { CHECK_WORDS } = await load("check-words.js");
const { readInvite, typedInvite } = await load("till/invite.js");
const { isUncertain } = await load("till/problems.js");

const cases = JSON.parse(readFileSync(0, "utf-8"));

function read(make) {
  try {
    const { door, code, root } = make();
    return [door, code, Buffer.from(root).toString("hex")];
  } catch (error) {
    return error.code ?? String(error);
  }
}

const decided = {
  verdicts: cases.verdicts.map(([isSale, outcome, byStandin]) => verdictOn(isSale, outcome, byStandin)),
  states: cases.states.map(([verdict, outcome, reason]) => stateOf(verdict, outcome, reason)),
  invites: cases.invites.map((text) => read(() => readInvite(text))),
  typed: cases.typed.map((values) => read(() => typedInvite(values))),
  uncertain: cases.problems.map(([code, status]) => isUncertain({ code, status })),
  reasons: REASONS,
  names: REASON_NAMES,
  words: CHECK_WORDS,
};
process.stdout.write(JSON.stringify(decided));

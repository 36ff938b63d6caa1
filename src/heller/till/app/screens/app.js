// The till app starts here: the stage, the till, the scanner, the shell.

import { listenForScanner } from "../scan/wedge.js";
import { openShell } from "../shell/install.js";
import { speak } from "../texts/say.js";
import { openTill } from "../till/till.js";
import { stayAwake } from "./awake.js";
import { readChoices } from "./choices.js";
import { drawHead } from "./head.js";
import { ROUTES } from "./routes.js";
import { Shift } from "./shift.js";
import { allowSound } from "./sounds.js";
import { Stage } from "./stage.js";

listenForScanner((text) => shift.stage.hearScanner(text)); // before the stage: the scanner hears each key first
const choices = readChoices();
speak(choices.language);
const shift = new Shift(new Stage(element("top"), element("screen"), element("spoken")), ROUTES, choices);
let state = "";

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
function element(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no ${id}.`);
  return found;
}

/** The till changed: its line above, what the screen shows of it, or the screen itself. */
function changed() {
  const { real, stage } = shift;
  if (!real) return;
  drawHead(shift);
  if (real.state === state) return stage.view.changed?.();
  if (stage.locked || stage.view.steady) return; // a result is never taken away
  const admitted = state === "waiting" && real.state === "ready";
  state = real.state;
  if (admitted) shift.go("welcome");
  else shift.home();
}

async function open() {
  shift.real = await openTill({ onChange: changed });
  changed();
  shift.shell = await openShell({ keyset: () => shift.real?.keyset ?? null, onChange: changed });
}

addEventListener("pointerdown", allowSound);
addEventListener("keydown", allowSound);
addEventListener("unhandledrejection", (event) => shift.fail(event.reason));
stayAwake();
drawHead(shift);
open().catch((error) => shift.fail(error));

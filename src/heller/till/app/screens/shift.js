// A shift at the till: which till, who works, what is being paid, and the way from screen to screen.

import { spoken } from "../texts/say.js";
import { keepChoices } from "./choices.js";
import { drawHead } from "./head.js";
import { play } from "./sounds.js";

/** @typedef {import("../till/types.js").TillFace} Till */
/** @typedef {import("./choices.js").Choices} Choices */
/** @typedef {import("./payment.js").Payment} Payment */
/** @typedef {import("./stage.js").Stage} Stage */
/** @typedef {import("./stage.js").View} View */
/** @typedef {typeof import("./routes.js").ROUTES} Routes */
/** @typedef {import("../shell/install.js").Shell} Shell */
/**
 * What a route takes beside the shift.
 * @template {keyof Routes} Name
 * @typedef {Parameters<Routes[Name]> extends [any, ...infer More] ? More : []} Args
 */

export class Shift {
  /**
   * @param {Stage} stage
   * @param {Routes} routes
   * @param {Choices} choices
   */
  constructor(stage, routes, choices) {
    this.stage = stage;
    this.routes = routes;
    this.choices = choices;
    /** @type {Shell | null} */
    this.shell = null;
    /** @type {Till | null} */
    this.real = null;
    /** @type {Till | null} while somebody practises */
    this.practice = null;
    /** @type {Payment | null} */
    this.payment = null;
    this.turn = 0;
  }

  /** @returns {Till} */
  get till() {
    const till = this.practice ?? this.real;
    if (!till) throw new Error("There is no till yet.");
    return till;
  }

  /** Who works at the till, as it stands beside a booking. */
  get staff() {
    return this.till.signedIn?.id ?? "";
  }

  /** The number of a receipt as people read it: K3-0482. */
  receiptNumber(/** @type {number} */ seq) {
    return `K${this.till.identity?.till ?? 0}-${String(seq).padStart(4, "0")}`;
  }

  /**
   * Show a screen. A screen that has to ask first is shown when it has its answer, unless another came.
   * @template {keyof Routes} Name
   * @param {Name} name
   * @param {Args<Name>} args
   */
  go(name, ...args) {
    const turn = ++this.turn;
    const route = /** @type {(shift: Shift, ...more: unknown[]) => View | Promise<View>} */ (this.routes[name]);
    const view = route(this, ...args);
    if (!(view instanceof Promise)) this.stage.show(view);
    else {
      const shown = view.then((ready) => turn === this.turn && this.stage.show(ready));
      shown.catch((error) => this.fail(error));
    }
  }

  /** Where the till stands decides what comes first. */
  home() {
    this.payment = null;
    drawHead(this);
    this.go("start");
  }

  /** @param {unknown} error */
  fail(error) {
    console.error(error);
    this.go("failed");
  }

  /**
   * Do something while nothing can be touched; what nobody expected is said, too.
   * @param {() => Promise<void>} work
   */
  during(work) {
    this.stage.during(work).catch((error) => this.fail(error));
  }

  /** @param {import("./sounds.js").Signal} signal */
  signal(signal) {
    if (this.choices.sound) play(signal);
  }

  /** @param {Partial<Choices>} changed */
  choose(changed) {
    this.choices = { ...this.choices, ...changed, language: changed.language ?? spoken() };
    keepChoices(this.choices);
  }
}

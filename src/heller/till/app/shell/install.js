// The shell around the screens: the app on this device, ready without network, and its updates.

import { Refused } from "../bytes.js";
import { choose, dropOthers, chosen } from "./store.js";
import { HostSilent, keep, offered, signedRelease } from "./update.js";

/** @typedef {import("../keyset.js").Keyset} Keyset */
/** @typedef {{number: number | bigint, time: number}} Signed */
/** @typedef {Event & {prompt: () => Promise<void>, userChoice: Promise<{outcome: string}>}} PromptEvent */

const LOOK_MS = 3_600_000;

export class Shell {
  /** A checked release that waits, kept on this device. @type {{release: number | bigint, apply: () => Promise<void>} | null} */
  update = null;
  /** Why the host's last offer was refused: a code, null while all is well. @type {string | null} */
  refused = null;
  /** The running release as the city signed it; null: not enrolled yet, or not signed. @type {Signed | null} */
  signed = null;
  #kept = false;
  /** @type {PromptEvent | null} */
  #prompt = null;
  /** @type {Promise<void>} */
  #looking = Promise.resolve();
  #keyset;
  #onChange;

  /**
   * @param {() => Keyset | null} keyset
   * @param {() => void} onChange
   */
  constructor(keyset, onChange) {
    this.#keyset = keyset;
    this.#onChange = onChange;
    addEventListener("beforeinstallprompt", (event) => {
      event.preventDefault();
      this.#offerInstall(/** @type {PromptEvent} */ (event));
    });
    addEventListener("appinstalled", () => this.#offerInstall(null));
    navigator.serviceWorker.addEventListener("controllerchange", onChange);
    addEventListener("online", () => this.look());
    setInterval(() => this.look(), LOOK_MS);
    whenIdle(() => this.look());
  }

  /** Whether the app starts without its host. */
  get ready() {
    return this.#kept && navigator.serviceWorker.controller !== null;
  }

  get canInstall() {
    return this.#prompt !== null;
  }

  /** Ask the person whether the app shall stay on the device; true when it does. */
  async install() {
    const prompt = this.#prompt;
    if (!prompt) return false;
    await prompt.prompt();
    const { outcome } = await prompt.userChoice;
    this.#offerInstall(null); // the browser lets each prompt be used once
    return outcome === "accepted";
  }

  /** Ask the host for a release, one question at a time. */
  look() {
    this.#looking = this.#looking.then(() => this.#look());
    return this.#looking;
  }

  async #look() {
    const keyset = this.#keyset();
    try {
      const offer = this.update ? null : await offered(keyset);
      if (offer) await this.#take(offer);
      this.refused = null;
    } catch (error) {
      if (!(error instanceof HostSilent)) this.refused = error instanceof Refused ? error.code : "not_kept";
    }
    this.#kept = (await chosen()) !== null;
    if (keyset) this.signed ??= await signedRelease(keyset);
    this.#onChange();
  }

  /** @param {import("./update.js").Offer} offer */
  async #take(offer) {
    await keep(offer);
    if ((await chosen()) === null) return choose(offer.cacheName); // the first one is the one that runs
    this.update = { release: offer.number, apply: () => apply(offer.cacheName) };
  }

  /** @param {PromptEvent | null} prompt */
  #offerInstall(prompt) {
    this.#prompt = prompt;
    this.#onChange();
  }
}

/**
 * Change over; the page begins anew. Only where no sale is under way.
 * @param {string} cacheName
 */
async function apply(cacheName) {
  await choose(cacheName);
  location.reload();
}

/**
 * Open the shell; null where the browser keeps no app. `keyset` gives the till's pinned KEYSET, null before enrolment.
 * @param {{keyset: () => Keyset | null, onChange: () => void}} options
 * @returns {Promise<Shell | null>}
 */
export async function openShell({ keyset, onChange }) {
  if (!("serviceWorker" in navigator) || !("caches" in globalThis)) return null;
  const shell = new Shell(keyset, onChange);
  await dropOthers();
  await navigator.serviceWorker.register(new URL("../sw.js", import.meta.url), { updateViaCache: "none" });
  return shell;
}

/**
 * The first screen comes first.
 * @param {() => void} work
 */
function whenIdle(work) {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(work, { timeout: 2_000 });
  else setTimeout(work, 500);
}

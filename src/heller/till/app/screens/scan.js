// Holding a card to the till: camera, scanner that types, photo, or number and PIN.

import { openCamera } from "../scan/camera.js";
import { readPhoto } from "../scan/photo.js";
import { say, sayTrouble } from "../texts/say.js";
import { h } from "./dom.js";
import { actions, banner, button, heading, link } from "./parts.js";
import { practiceCards } from "./practice.js";
import { why } from "./stop.js";
import { cardRead } from "./take.js";

/** @typedef {import("./shift.js").Shift} Shift */
/** @typedef {import("./stage.js").View} View */
/** @typedef {import("./take.js").Purpose} Purpose */
/** @typedef {Awaited<ReturnType<typeof openCamera>>} Camera */

/**
 * @param {Shift} shift
 * @param {Purpose} purpose
 * @param {string} [told] what was read before it
 * @returns {View}
 */
export function scanScreen(shift, purpose, told = "") {
  const read = (/** @type {string} */ text) => cardRead(shift, purpose, text);
  const title = say(/** @type {const} */ (`scan.${purpose}`));
  const eye = shift.practice ? null : cameraEye(read, say("scan.hint"));
  return {
    title,
    body: [
      heading(title),
      told !== "" && banner("online", told),
      eye ? eye.element : practiceCards(shift, read),
      actions(
        purpose === "redeem" && button(say("home.typed"), () => shift.go("typed", purpose), "digits"),
        eye && photoButton(read),
        h("div", { class: "links" }, eye?.torch, link(say("cancel"), () => shift.home())),
      ),
    ],
    scanned: read,
    back: () => shift.home(),
    ...(eye ? { left: eye.close } : {}),
  };
}

/**
 * The camera's picture; says what is the matter when there is none.
 * @param {(text: string) => void} onText
 * @param {string} held what is to be held to the camera
 */
export function cameraEye(onText, held) {
  const video = h("video", { muted: true, playsinline: true, "aria-label": say("scan.picture") });
  const hint = h("p", { class: "soft", role: "status" }, held);
  const element = h("div", { class: "eye" }, h("div", { class: "eye-frame" }, video), hint);
  const torch = link(say("scan.torch"), () => void light?.(), "torch");
  torch.hidden = true;
  /** @type {(() => Promise<void>) | null} */
  let light = null;
  let closed = false;
  const opened = openCamera(video, (text) => !closed && onText(text));
  opened.then(
    (camera) => {
      light = torchOf(camera);
      torch.hidden = light === null;
      if (closed) camera.stop();
    },
    (error) => {
      element.classList.add("blind");
      hint.replaceChildren(why(String(error.code), sayTrouble(String(error.code))));
    },
  );
  const close = () => {
    closed = true;
    opened.then((camera) => camera.stop(), () => undefined);
  };
  return { element, torch, close };
}

/**
 * @param {Camera} camera
 * @returns {(() => Promise<void>) | null}
 */
function torchOf({ torch }) {
  let lit = false;
  return torch && (() => torch((lit = !lit)));
}

/**
 * @param {(text: string) => void} onText
 * @returns {HTMLElement}
 */
export function photoButton(onText) {
  const said = h("p", { class: "hint", role: "status" });
  const input = h("input", { type: "file", accept: "image/*", class: "unseen", tabindex: "-1", "aria-hidden": "true" });
  input.addEventListener("change", async () => {
    const file = input.files?.[0];
    if (!file) return;
    const [text] = await readPhoto(file).catch(() => []);
    if (text) onText(text);
    else said.textContent = sayTrouble("no_code");
    input.value = "";
  });
  return h("div", { class: "wide" }, button(say("scan.photo"), () => input.click(), "photo"), input, said);
}

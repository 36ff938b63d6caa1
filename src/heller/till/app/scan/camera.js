// The camera: its picture on the screen, its codes as text. One stream serves many scans, because some phones ask
// the person again for every new one.

import { reader, readCodes } from "./decoder.js";
import { Glances } from "./glances.js";

/** @typedef {{stop: () => void, torch: null | ((on: boolean) => Promise<void>)}} Camera */
/** @typedef {"camera_refused" | "no_camera" | "camera_busy"} CameraTrouble */

const WANTED = { video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } }, audio: false };
const KEPT_MS = 120_000;
const PACE_MS = 60;
const FRESH_MS = 250;
/** @type {Record<string, CameraTrouble>} */
const TROUBLES = {
  NotAllowedError: "camera_refused",
  SecurityError: "camera_refused",
  NotFoundError: "no_camera",
  OverconstrainedError: "no_camera",
  NotReadableError: "camera_busy",
  AbortError: "camera_busy",
};

/** Why there is no picture; `code` has a sentence for the cashier. */
export class CameraError extends Error {
  /** @param {CameraTrouble} code */
  constructor(code) {
    super(code);
    this.name = "CameraError";
    this.code = code;
  }
}

/**
 * Show the camera's picture and tell each code's text, the same one at most once in two seconds; rejects with CameraError.
 * @param {HTMLVideoElement} video
 * @param {(text: string) => void} onText
 * @returns {Promise<Camera>}
 */
export async function openCamera(video, onText) {
  reader(); // starts while the person is still asked
  const stream = await take();
  video.srcObject = stream;
  video.muted = true;
  video.playsInline = true;
  await video.play().catch(() => undefined); // interrupted when the screen is left at once
  const look = new AbortController();
  void watch(video, onText, look.signal);
  return {
    torch: torchOf(stream.getVideoTracks()[0]),
    stop: () => {
      if (look.signal.aborted) return;
      look.abort();
      video.srcObject = null;
      rest(stream);
    },
  };
}

/** @type {MediaStream | null} */
let kept = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let ending;

/** The stream in use or at rest, else a new one. */
async function take() {
  clearTimeout(ending);
  if (!kept?.active) kept = await ask();
  for (const track of kept.getTracks()) track.enabled = true;
  return kept;
}

async function ask() {
  if (!navigator.mediaDevices?.getUserMedia) throw new CameraError("no_camera");
  try {
    return await navigator.mediaDevices.getUserMedia(WANTED);
  } catch (error) {
    throw new CameraError(TROUBLES[error instanceof Error ? error.name : ""] ?? "camera_busy");
  }
}

/**
 * Look away, and close the eye for good when nobody scans for a while.
 * @param {MediaStream} stream
 */
function rest(stream) {
  for (const track of stream.getTracks()) track.enabled = false;
  clearTimeout(ending);
  ending = setTimeout(() => {
    for (const track of stream.getTracks()) track.stop();
  }, KEPT_MS);
}

/**
 * @param {HTMLVideoElement} video
 * @param {(text: string) => void} onText
 * @param {AbortSignal} signal
 */
async function watch(video, onText, signal) {
  const glances = new Glances();
  await nextPicture(video); // the first may show the card that was there before the pause
  await nextPicture(video);
  while (!signal.aborted) {
    const texts = await codesOf(video);
    if (signal.aborted) return;
    for (const text of glances.take(texts, performance.now())) onText(text);
    await new Promise((resolve) => setTimeout(resolve, PACE_MS));
  }
}

/** @param {HTMLVideoElement} video */
function nextPicture(video) {
  return new Promise((resolve) => {
    setTimeout(resolve, FRESH_MS);
    video.requestVideoFrameCallback?.(resolve);
  });
}

/**
 * The codes that are in view now; none while there is no picture yet.
 * @param {HTMLVideoElement} video
 * @returns {Promise<string[]>}
 */
async function codesOf(video) {
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.videoWidth === 0) return [];
  try {
    return await readCodes(await createImageBitmap(video), { thorough: false });
  } catch {
    return []; // this picture is lost, the next one comes at once
  }
}

/**
 * @param {MediaStreamTrack} track
 * @returns {Camera["torch"]}
 */
function torchOf(track) {
  const abilities = /** @type {{torch?: boolean}} */ (track.getCapabilities?.() ?? {});
  if (!abilities.torch) return null;
  return (on) => track.applyConstraints({ advanced: [/** @type {MediaTrackConstraintSet} */ ({ torch: on })] });
}

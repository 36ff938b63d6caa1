// Sound and vibration: told apart by their rhythm, and never the only signal.

/** @typedef {"accepted" | "alone" | "declined"} Signal */

/** One rising pair, two pairs, one low long: [Hertz, start in s, length in s].
 * @type {Record<Signal, [pitch: number, start: number, length: number][]>} */
const TONES = {
  accepted: [[660, 0, 0.09], [990, 0.11, 0.14]],
  alone: [[660, 0, 0.09], [990, 0.11, 0.12], [660, 0.4, 0.09], [990, 0.51, 0.12]],
  declined: [[165, 0, 0.6]],
};
/** @type {Record<Signal, number[]>} */
const BUZZES = { accepted: [80], alone: [80, 80, 80], declined: [300] };

/** @type {AudioContext | null} */
let speaker = null;

/** Sound is allowed only after a touch: called at each, opens it once. */
export function allowSound() {
  if (!speaker && "AudioContext" in window) speaker = new AudioContext();
  if (speaker?.state === "suspended") void speaker.resume();
}

/** @param {Signal} signal */
export function play(signal) {
  navigator.vibrate?.(BUZZES[signal]);
  if (speaker?.state === "running") for (const tone of TONES[signal]) sound(speaker, tone);
}

/**
 * @param {AudioContext} context
 * @param {[pitch: number, start: number, length: number]} tone
 */
function sound(context, [pitch, start, length]) {
  const [voice, volume] = [context.createOscillator(), context.createGain()];
  const from = context.currentTime + start;
  voice.frequency.value = pitch;
  volume.gain.setValueAtTime(0.25, from);
  volume.gain.setTargetAtTime(0, from + length, 0.02); // no click at its end
  voice.connect(volume).connect(context.destination);
  voice.start(from);
  voice.stop(from + length + 0.2);
}

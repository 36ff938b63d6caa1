// The clocks of a till: the time of day, a clock that never jumps, and waiting.

/** @typedef {{now: () => number, monotonic: () => number, sleep: (seconds: number) => Promise<void>}} Clock */

/** @type {Clock} */
export const DEVICE_CLOCK = {
  now: () => Math.floor(Date.now() / 1000),
  monotonic: () => performance.now() / 1000,
  sleep: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
};

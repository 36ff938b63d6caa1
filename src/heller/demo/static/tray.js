// Only in the demo: what the desk holds to the scanner is typed here, key by key, as a scanner does.
// Phones have a camera: this listens on the desk's own machine alone.

const ASK = new URL("next", import.meta.url);
const PAUSE_MS = 1_000;

/**
 * All keys are struck before the page hears the first: a scanner does not wait for it either.
 * @param {string} text
 */
function type(text) {
  const struck = [...text, "Enter"].map((key) => new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  for (const event of struck) document.body.dispatchEvent(event);
}

/**
 * @param {number | null} seen
 * @returns {Promise<{number: number, text: string}>}
 */
async function next(seen) {
  if (seen !== null) ASK.searchParams.set("after", String(seen));
  const answer = await fetch(ASK, { cache: "reload" }); // past the app's own service worker
  return answer.json();
}

async function listen() {
  /** @type {number | null} */
  let seen = null;
  for (;;) {
    try {
      const { number, text } = await next(seen);
      seen = number;
      document.body.dataset.tray = "listening";
      if (text) type(text);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS)); // the demo is not running just now
    }
  }
}

if (location.hostname.endsWith("localhost")) void listen();

// The one reader of QR codes: a worker that starts at the first picture and stays.

/** @typedef {{resolve: (texts: string[]) => void, reject: (error: Error) => void}} Waiting */

/** @type {Worker | null} */
let worker = null;
let asked = 0;
/** @type {Map<number, Waiting>} */
const waiting = new Map();

/**
 * Read the texts of all QR codes of a picture, in the order of reading. The picture is used up.
 * @param {ImageBitmap} picture
 * @param {{thorough: boolean}} how
 * @returns {Promise<string[]>}
 */
export function readCodes(picture, { thorough }) {
  const id = (asked += 1);
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    reader().postMessage({ id, picture, thorough }, [picture]);
  });
}

/** Start the reader before the first picture is there. */
export function reader() {
  if (worker) return worker;
  worker = new Worker(new URL("decode-worker.js", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data: { id, texts, error } }) => answer(id, texts, error));
  worker.addEventListener("error", startAnew);
  return worker;
}

/**
 * @param {number} id
 * @param {string[]} texts
 * @param {string | undefined} error
 */
function answer(id, texts, error) {
  const one = waiting.get(id);
  waiting.delete(id);
  if (error === undefined) one?.resolve(texts);
  else one?.reject(new Error(error));
}

/** The worker could not be loaded or died: whoever waits is told, and the next picture starts another. */
function startAnew() {
  worker?.terminate();
  worker = null;
  for (const { reject } of waiting.values()) reject(new Error("The reader of codes ended."));
  waiting.clear();
}

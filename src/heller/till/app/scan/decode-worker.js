// Reads QR codes beside the page, so that keys and screens stay quick. The wasm comes from our own origin.

import { prepareZXingModule, readBarcodes } from "../vendor/zxing/reader/index.js";

/** @typedef {import("../vendor/zxing/reader/index.js").ReadResult} ReadResult */

const MAX_SIDE = 4_096;
const worker = /** @type {DedicatedWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const canvas = new OffscreenCanvas(1, 1);
const brush = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
const prepared = prepareZXingModule({
  overrides: { locateFile: () => new URL("../vendor/zxing/reader.wasm", import.meta.url).href },
  fireImmediately: true,
});

worker.addEventListener("message", async ({ data: { id, picture, thorough } }) => {
  try {
    worker.postMessage({ id, texts: await read(picture, thorough) });
  } catch (error) {
    worker.postMessage({ id, error: String(error) });
  }
});

/**
 * @param {ImageBitmap} picture
 * @param {boolean} thorough a photo may take its time, a camera has the next picture
 */
async function read(picture, thorough) {
  await prepared;
  const found = await readBarcodes(pixels(picture), {
    formats: ["QRCode"],
    tryHarder: true,
    tryRotate: thorough,
    tryInvert: thorough,
    tryDownscale: true,
    maxNumberOfSymbols: thorough ? 255 : 4,
  });
  return [...new Set(inOrder(found.filter((code) => code.isValid)).map((code) => code.text))];
}

/** @param {ImageBitmap} picture */
function pixels(picture) {
  const scale = Math.min(1, MAX_SIDE / Math.max(picture.width, picture.height));
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return brush.getImageData(0, 0, canvas.width, canvas.height);
}

/**
 * Put codes into the order of reading: in rows from top to bottom, as on a crooked photo of several cards.
 * @param {ReadResult[]} codes
 */
function inOrder(codes) {
  /** @type {ReadResult[][]} */
  const rows = [];
  for (const code of [...codes].sort((one, other) => top(one) - top(other))) {
    const row = rows.at(-1);
    if (row && top(code) - top(/** @type {ReadResult} */ (row.at(-1))) < height(code) / 2) row.push(code);
    else rows.push([code]);
  }
  return rows.flatMap((row) => row.sort((one, other) => left(one) - left(other)));
}

/** @param {ReadResult} code */
const top = ({ position: { topLeft, bottomRight } }) => Math.min(topLeft.y, bottomRight.y);

/** @param {ReadResult} code */
const left = ({ position: { topLeft, bottomRight } }) => Math.min(topLeft.x, bottomRight.x);

/** @param {ReadResult} code */
const height = ({ position: { topLeft, bottomRight } }) => Math.abs(bottomRight.y - topLeft.y);

// Cards on a photo or a scanned sheet: for whoever has no camera at the till, or several cards at once.

import { readCodes } from "./decoder.js";

/** This file is no picture that the browser can read. */
export class PictureUnreadable extends Error {
  code = "picture_unreadable";
}

/**
 * Read the texts of all codes of a picture, each once, from top left to bottom right; none is an empty list.
 * Rejects with PictureUnreadable.
 * @param {Blob} file
 * @returns {Promise<string[]>}
 */
export async function readPhoto(file) {
  const picture = await createImageBitmap(file).catch(() => {
    throw new PictureUnreadable();
  });
  return readCodes(picture, { thorough: true });
}

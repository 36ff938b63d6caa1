// Practising: the same till with its own database, its own domain string and a book inside the app. Nothing of it is ever
// sent; it begins anew each time.

import { deleteDB } from "../vendor/idb/index.js";
import { DEVICE_CLOCK } from "./clock.js";
import { waitForLock } from "./lock.js";
import { openParts } from "./parts.js";
import { PracticeBook } from "./practice-book.js";
import { makePracticeCity } from "./practice-city.js";
import { Till } from "./till.js";

/** @typedef {import("./parts.js").Parts} Parts */
/** @typedef {import("./practice-city.js").PracticeCity} PracticeCity */

const NAME = "heller-training";

/**
 * Open a till for practising beside the real one; close it when practising ends.
 * @param {Pick<import("./types.js").TillFace, "identity" | "onChange">} real whose names it carries, and whose listener hears
 *   of its changes
 * @returns {Promise<Till>}
 */
export async function openTraining(real) {
  const city = await makePracticeCity(real.identity, DEVICE_CLOCK.now());
  const till = new Till(real.onChange, city.cards);
  await till.begin(NAME, (gone) => openPractice(city, gone), waitForLock); // the one before may just be closing
  return till;
}

/**
 * @param {PracticeCity} city
 * @param {() => void} gone
 * @returns {Promise<Parts>}
 */
async function openPractice(city, gone) {
  await deleteDB(NAME);
  const book = new PracticeBook(city, DEVICE_CLOCK.now);
  /** @type {import("./parts.js").DoorAt} */
  const doorAt = (_addresses, heard) => {
    heard?.(null); // this book is always there
    return book;
  };
  const parts = await openParts(NAME, doorAt, gone);
  await parts.enrolments.put(city.row);
  return parts;
}

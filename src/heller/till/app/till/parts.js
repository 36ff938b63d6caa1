// What a till is made of; in training mode some parts are others.

import { DEVICE_CLOCK } from "./clock.js";
import { openDatabase } from "./database.js";
import { Enrolments } from "./enrolments.js";
import { Journal } from "./journal.js";
import { Turns } from "./turns.js";

/** @typedef {import("./database.js").Database} Database */
/** @typedef {Pick<import("./door.js").Door, "ask" | "handIn" | "receipt" | "keyset" | "head" | "canSell" | "enrol" | "view"
 *   | "unlock" | "health">} CityDoor */
/** @typedef {(problem: import("./problems.js").Problem | null) => void} Heard */
/** @typedef {(addresses: string[], heard?: Heard) => CityDoor} DoorAt */
/** @typedef {(gone: () => void) => Promise<Parts>} OpenParts */
/**
 * @typedef {{db: Database, journal: Journal, enrolments: Enrolments, clock: import("./clock.js").Clock, turns: Turns,
 *   doorAt: DoorAt}} Parts
 */

/**
 * Open the database and what stands on it.
 * @param {string} name
 * @param {DoorAt} doorAt
 * @param {() => void} gone hears that the browser has taken the database away
 * @returns {Promise<Parts>}
 */
export async function openParts(name, doorAt, gone) {
  const db = await openDatabase(name, gone);
  const journal = new Journal(db);
  await journal.open();
  return { db, journal, enrolments: new Enrolments(db), clock: DEVICE_CLOCK, turns: new Turns(), doorAt };
}

// Where releases lie on this device: a cache for each, and one that says which is chosen. sw.js reads the same.

import { sha256, toHex } from "../bytes.js";

const CHOICE = "heller-choice";
const RELEASE = "heller-release-";

/** Everything that a release names is relative to here. */
export const HOME = new URL("../", import.meta.url);

/** @param {string} path */
export const address = (path) => new URL(path, HOME);

/**
 * The name of the chosen release's cache, null before there is one.
 * @returns {Promise<string | null>}
 */
export async function chosen() {
  const kept = await caches.match(address("choice"), { cacheName: CHOICE });
  return kept ? kept.text() : null;
}

/** @param {string} cacheName */
export async function choose(cacheName) {
  const cache = await caches.open(CHOICE);
  await cache.put(address("choice"), new Response(cacheName));
}

/**
 * Name the cache of a release after its bytes: the same release is never fetched twice.
 * @param {Uint8Array} manifest
 * @returns {Promise<string>}
 */
export async function cacheFor(manifest) {
  return RELEASE + toHex(await sha256(manifest)).slice(0, 32);
}

/** Throw away what is neither chosen nor needed any more. */
export async function dropOthers() {
  const keep = await chosen();
  const names = (await caches.keys()).filter((name) => name.startsWith(RELEASE) && name !== keep);
  await Promise.all(names.map((name) => caches.delete(name)));
}

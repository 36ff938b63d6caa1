// Updates: what the host offers is checked whole, signature and every file, before any of it is used.

import { equal, Refused, sha256 } from "../bytes.js";
import { SIGNATURE_BYTES } from "../keys.js";
import { demandStart, openRelease, parseRelease, readList } from "./release.js";
import { address, cacheFor, chosen } from "./store.js";

/** @typedef {import("../keyset.js").Keyset} Keyset */
/** @typedef {{number: number | bigint, cacheName: string, files: Map<string, Uint8Array>, texts: Map<string, Uint8Array>}} Offer */

const SIGNED = "release.bin";
const LIST = "files.json";
const BARE = /\.(wasm|woff2|png|svg)$/; // may be taken from the release before: no policy comes with them

/** The host cannot be reached: no offer, and nothing wrong. */
export class HostSilent extends Error {}

/**
 * What the host offers beyond what is chosen; null when that is nothing new. An enrolled till takes only what
 * its city signed, and never an older release. Before that it takes what its host gives, as any first visit does.
 * @param {Keyset | null} keyset
 * @returns {Promise<Offer | null>}
 */
export async function offered(keyset) {
  const current = await chosen();
  const offer = keyset ? await signedOffer(keyset, current) : await firstOffer();
  if (offer) demandStart(offer.files);
  return offer && offer.cacheName !== current ? offer : null;
}

/**
 * @param {Keyset} keyset
 * @param {string | null} current
 * @returns {Promise<Offer | null>}
 */
async function signedOffer(keyset, current) {
  const message = await ask(SIGNED);
  const mine = await numberOf(current);
  const cacheName = await cacheFor(message);
  if (cacheName === current) return null;
  const { number, files } = await openRelease(message, keyset);
  if (number < mine) throw new Refused("older", "The host offers an older release.");
  if (number === mine) throw new Refused("two_releases", "Two releases bear one number.");
  return { number, cacheName, files, texts: new Map([[SIGNED, message]]) };
}

/**
 * The host's list of files is asked for only where no release is signed.
 * @returns {Promise<Offer>}
 */
async function firstOffer() {
  const message = await ask(SIGNED).catch(orMissing);
  if (message) {
    const { number, files } = parseRelease(message.slice(0, -SIGNATURE_BYTES));
    return { number, cacheName: await cacheFor(message), files, texts: new Map([[SIGNED, message]]) };
  }
  const list = await ask(LIST);
  return { number: 0, cacheName: await cacheFor(list), files: readList(list), texts: new Map([[LIST, list]]) };
}

/**
 * @param {unknown} error
 * @returns {null}
 */
function orMissing(error) {
  if (error instanceof Refused && error.code === "missing") return null;
  throw error;
}

/**
 * The number of a kept release; 0 when it was never signed.
 * @param {string | null} cacheName
 * @returns {Promise<number | bigint>}
 */
async function numberOf(cacheName) {
  const message = cacheName && (await keptBytes(cacheName, SIGNED));
  return message ? parseRelease(message.slice(0, -SIGNATURE_BYTES)).number : 0;
}

/**
 * Whether the chosen release, file by file, is what the city signed.
 * @param {Keyset} keyset
 * @returns {Promise<{number: number | bigint, time: number} | null>} null: it is not
 */
export async function signedRelease(keyset) {
  const cacheName = await chosen();
  const message = cacheName && (await keptBytes(cacheName, SIGNED));
  if (!message) return null;
  try {
    const { number, time, files } = await openRelease(message, keyset);
    const good = await Promise.all([...files].map(async ([path, hash]) => isWhole(await keptBytes(cacheName, path), hash)));
    return good.every(Boolean) ? { number, time } : null;
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

/**
 * Fetch an offer's files, check each, and keep them in a cache of their own. Until all are there, none counts.
 * @param {Offer} offer
 */
export async function keep({ cacheName, files, texts }) {
  const current = await chosen();
  const cache = await caches.open(cacheName);
  for (const [path, text] of texts) await cache.put(address(path), new Response(Uint8Array.from(text)));
  try {
    await Promise.all([...files].map(async ([path, hash]) => {
      await cache.put(address(path), (await unchanged(current, path, hash)) ?? (await fetched(path, hash)));
    }));
  } catch (error) {
    if (cacheName !== current) await caches.delete(cacheName);
    throw error;
  }
}

/**
 * The file as the chosen release has it, if it is the same.
 * @param {string | null} cacheName
 * @param {string} path
 * @param {Uint8Array} hash
 */
async function unchanged(cacheName, path, hash) {
  const kept = cacheName && BARE.test(path) ? await caches.match(address(path), { cacheName }) : undefined;
  const bytes = kept && new Uint8Array(await kept.clone().arrayBuffer());
  return kept && (await isWhole(bytes, hash)) ? kept : null;
}

/**
 * @param {string} path
 * @param {Uint8Array} hash
 */
async function fetched(path, hash) {
  const response = await request(path);
  const bytes = await response.arrayBuffer();
  if (!(await isWhole(new Uint8Array(bytes), hash))) throw new Refused("tampered", `${path} is not what was listed.`);
  const headers = new Headers(response.headers);
  for (const name of ["content-encoding", "content-length"]) headers.delete(name); // the bytes are unpacked now
  return new Response(bytes, { headers });
}

/**
 * @param {Uint8Array | null | undefined} bytes
 * @param {Uint8Array} hash
 */
async function isWhole(bytes, hash) {
  return Boolean(bytes) && equal(await sha256(/** @type {Uint8Array} */ (bytes)), hash);
}

/**
 * @param {string} cacheName
 * @param {string} path
 */
async function keptBytes(cacheName, path) {
  const kept = await caches.match(address(path), { cacheName });
  return kept ? new Uint8Array(await kept.arrayBuffer()) : null;
}

/**
 * Ask the host, past every cache and past the service worker.
 * @param {string} path
 */
async function request(path) {
  const response = await fetch(address(path), { cache: "reload", credentials: "omit" }).catch(() => {
    throw new HostSilent(path);
  });
  if (!response.ok) throw new Refused("missing", `The host has no ${path}.`);
  return response;
}

/** @param {string} path */
async function ask(path) {
  return new Uint8Array(await (await request(path)).arrayBuffer());
}

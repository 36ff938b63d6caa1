// Reading a file of bytes from any web server: bounded in time and size, kept by the browser as the server allows.

import { join } from "../bytes.js";
import { Problem } from "./problems.js";

/**
 * Read at most so many bytes; null when there is no such file. Raises Problem when nobody answers, or another than a file.
 * @param {string} url
 * @param {number} most
 * @param {number} seconds
 * @returns {Promise<Uint8Array<ArrayBuffer> | null>}
 */
export async function fetchBytes(url, most, seconds) {
  const signal = AbortSignal.timeout(seconds * 1000);
  try {
    const response = await fetch(url, {
      credentials: "omit", cache: "no-cache", redirect: "error", referrerPolicy: "no-referrer", signal,
    });
    if (response.status === 404) return null;
    if (!response.ok) throw new Problem("unreadable_answer", { detail: `${url}: HTTP ${response.status}` });
    return await bytesOf(response, most);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(signal.aborted ? "no_answer" : "line_down", { detail: url });
  }
}

/**
 * @param {Response} response
 * @param {number} most
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
async function bytesOf(response, most) {
  const reader = response.body?.getReader();
  const parts = [];
  let size = 0;
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    size += part.value.length;
    if (size > most) {
      await reader?.cancel();
      throw new Problem("unreadable_answer", { detail: response.url });
    }
    parts.push(part.value);
  }
  return join(...parts);
}

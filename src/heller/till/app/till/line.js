// The line to the city's door: one HTTP request, bounded in time and size, its answer as JSON.

import { Problem } from "./problems.js";

/** @typedef {{status: number, body: Record<string, unknown>, retryAfter: number | null}} Answer */

const MAX_ANSWER = 1 << 20;

/**
 * Send JSON, or read when there is none; raises Problem when nobody, or not the city's door, answered.
 * The body goes as text/plain, so that no browser asks for permission first; no cookie ever goes along.
 * @param {string} url
 * @param {unknown} body
 * @param {number} seconds
 * @returns {Promise<Answer>}
 */
export async function exchange(url, body, seconds) {
  const signal = AbortSignal.timeout(seconds * 1000);
  try {
    const response = await fetch(url, { ...request(body), signal });
    return read(response, await textOf(response));
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(signal.aborted ? "no_answer" : "line_down", { detail: url });
  }
}

/**
 * @param {unknown} body
 * @returns {RequestInit}
 */
function request(body) {
  const common = /** @type {RequestInit} */ ({
    credentials: "omit", cache: "no-store", redirect: "error", referrerPolicy: "no-referrer",
  });
  if (body === undefined) return common;
  return { ...common, method: "POST", headers: { "content-type": "text/plain" }, body: JSON.stringify(body) };
}

/**
 * @param {Response} response
 * @returns {Promise<string>}
 */
async function textOf(response) {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    size += part.value.length;
    if (size > MAX_ANSWER) {
      await reader?.cancel();
      throw new Problem("unreadable_answer", { detail: response.url });
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}

/**
 * @param {Response} response
 * @param {string} text
 * @returns {Answer}
 */
function read(response, text) {
  const retryAfter = Number(response.headers.get("retry-after") ?? NaN);
  const body = asObject(text);
  if (!body) throw new Problem("unreadable_answer", { detail: `${response.url}: HTTP ${response.status}` });
  return { status: response.status, body, retryAfter: Number.isFinite(retryAfter) ? retryAfter : null };
}

/**
 * @param {string} text
 * @returns {Record<string, unknown> | null}
 */
function asObject(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

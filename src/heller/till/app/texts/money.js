// How amounts, times and days are written, as the city's clocks show them.

/** @typedef {"de" | "en"} Language */

const ZONE = "Europe/Berlin";

/**
 * Write cents: 1.204,80 € or €1,204.80; the minus is a real one.
 * @param {number} cents
 * @param {Language} language
 * @returns {string}
 */
export function euros(cents, language) {
  const [minus, size] = [cents < 0 ? "\u2212" : "", Math.abs(cents)];
  const [thousands, point] = language === "de" ? [".", ","] : [",", "."];
  const whole = String(Math.floor(size / 100)).replace(/\B(?=(\d{3})+$)/g, thousands);
  const sum = `${whole}${point}${String(size % 100).padStart(2, "0")}`;
  return language === "de" ? `${minus}${sum}\u00a0€` : `${minus}€${sum}`;
}

/**
 * Write cents, whole euros without their zeros: 20 € or €20.
 * @param {number} cents
 * @param {Language} language
 * @returns {string}
 */
export function shortEuros(cents, language) {
  return euros(cents, language).replace(/[.,]00(?!\d)/, "");
}

/**
 * Write the time of day: 11:04 Uhr.
 * @param {number} seconds
 * @param {Language} language
 * @returns {string}
 */
export function clock(seconds, language) {
  const time = format(seconds, language, { hour: "2-digit", minute: "2-digit" });
  return language === "de" ? `${time}\u00a0Uhr` : time;
}

/**
 * Write a day: 23. November 2026.
 * @param {number} seconds
 * @param {Language} language
 * @returns {string}
 */
export function day(seconds, language) {
  return format(seconds, language, { dateStyle: "long" });
}

/**
 * Write a day shortly: 23.11.2026 or 23 Nov 2026.
 * @param {number} seconds
 * @param {Language} language
 * @returns {string}
 */
export function shortDay(seconds, language) {
  const month = language === "de" ? "2-digit" : "short";
  return format(seconds, language, { day: "2-digit", month, year: "numeric" });
}

/**
 * The day a moment belongs to: 2026-11-23.
 * @param {number} seconds
 * @returns {string}
 */
export function isoDay(seconds) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: ZONE }).format(new Date(seconds * 1000));
}

/**
 * @param {number} seconds
 * @param {Language} language
 * @param {Intl.DateTimeFormatOptions} options
 * @returns {string}
 */
function format(seconds, language, options) {
  const locale = language === "de" ? "de-DE" : "en-GB";
  return new Intl.DateTimeFormat(locale, { timeZone: ZONE, ...options }).format(new Date(seconds * 1000));
}

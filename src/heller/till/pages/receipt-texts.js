// The words of the receipt check, and how it writes sums and times.

/** @typedef {"de" | "en"} Language */

export const TEXTS = Object.freeze({
  de: {
    title: "Beleg prüfen",
    other: "English",
    say: {
      title: "Beleg prüfen",
      intro: "Ist ein Beleg echt? Das prüft diese Seite auf Ihrem Gerät. Sie sendet nichts.",
      label: "Text des Belegs",
      hint: "Er beginnt mit HR1: und steht im QR-Code auf dem Beleg.",
      check: "Beleg prüfen",
      questions: "Fragen zum Gutschein?",
    },
    answers: {
      genuine: "Echt",
      forged: "Nicht echt",
      unreadable: "Nicht lesbar",
      other_city: "Andere Stadt",
      unknown_key: "Nicht prüfbar",
      no_keys: "Nicht prüfbar",
      unsupported: "Nicht prüfbar",
    },
    unsupported: "Dieser Browser kann Unterschriften nicht prüfen. Bitte einen neueren Browser nehmen.",
    outcomes: {
      ok: "gebucht",
      declined: "nicht gebucht",
      duplicate: "war schon gebucht",
      disputed: "wird geprüft",
      noted: "notiert",
      held: "wartet auf die Stadt",
    },
    facts: {
      reason: "Grund",
      amount: "Betrag",
      balance: "Guthaben danach",
      time: "Zeit",
      by: "Bestätigt von",
      entry: "Buchung",
    },
    byStandin: "Ersatzrechner",
    /** @param {string} city */
    byBook: (city) => `Stadt ${city}`,
    /**
     * @param {string} number
     * @param {string} issued
     */
    proof: (number, issued) => `Geprüft mit den Schlüsseln der Stadt, Fassung ${number} vom ${issued}.`,
  },
  en: {
    title: "Check a receipt",
    other: "Deutsch",
    say: {
      title: "Check a receipt",
      intro: "Is a receipt genuine? This page checks it on your device. It sends nothing.",
      label: "Text of the receipt",
      hint: "It begins with HR1: and is in the QR code on the receipt.",
      check: "Check the receipt",
      questions: "Questions about the gift card?",
    },
    answers: {
      genuine: "Genuine",
      forged: "Not genuine",
      unreadable: "Not readable",
      other_city: "Another city",
      unknown_key: "Cannot be checked",
      no_keys: "Cannot be checked",
      unsupported: "Cannot be checked",
    },
    unsupported: "This browser cannot check signatures. Please use a newer one.",
    outcomes: {
      ok: "booked",
      declined: "not booked",
      duplicate: "was booked before",
      disputed: "being looked at",
      noted: "noted",
      held: "waits for the city",
    },
    facts: {
      reason: "Reason",
      amount: "Amount",
      balance: "Balance after it",
      time: "Time",
      by: "Confirmed by",
      entry: "Entry",
    },
    byStandin: "Backup computer",
    /** @param {string} city */
    byBook: (city) => `City of ${city}`,
    /**
     * @param {string} number
     * @param {string} issued
     */
    proof: (number, issued) => `Checked with the city's keys, version ${number} of ${issued}.`,
  },
});

/**
 * Write cents as people read them: 1.204,80 € or €1,204.80.
 * @param {number} cents
 * @param {Language} language
 * @returns {string}
 */
export function euros(cents, language) {
  const [whole, rest] = [Math.floor(cents / 100), String(cents % 100).padStart(2, "0")];
  const [thousands, point] = language === "de" ? [".", ","] : [",", "."];
  const sum = `${String(whole).replace(/\B(?=(\d{3})+$)/g, thousands)}${point}${rest}`;
  return language === "de" ? `${sum}\u00a0€` : `€${sum}`;
}

/**
 * Write a moment as the city's clock shows it: 23. November 2026, 11:04 Uhr.
 * @param {number} seconds
 * @param {Language} language
 * @returns {string}
 */
export function dateTime(seconds, language) {
  const moment = new Date(seconds * 1000);
  const locale = language === "de" ? "de-DE" : "en-GB";
  const timeZone = "Europe/Berlin";
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone }).format(moment);
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "short", timeZone }).format(moment);
  return language === "de" ? `${day}, ${time}\u00a0Uhr` : `${day}, ${time}`;
}

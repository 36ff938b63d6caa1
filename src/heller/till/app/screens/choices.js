// What was chosen on this device: language, sound, paper. It holds no money and may be lost.

/** @typedef {{language: "de" | "en", sound: boolean, paper: "80" | "58" | "a6"}} Choices */

const PLACE = "heller-choices";
/** @type {Choices} */
const USUAL = { language: "de", sound: true, paper: "80" };

/** @returns {Choices} */
export function readChoices() {
  try {
    const kept = JSON.parse(localStorage.getItem(PLACE) ?? "{}");
    return {
      language: kept.language === "en" ? "en" : USUAL.language,
      sound: kept.sound !== false,
      paper: kept.paper === "58" || kept.paper === "a6" ? kept.paper : USUAL.paper,
    };
  } catch {
    return USUAL;
  }
}

/** @param {Choices} choices */
export function keepChoices(choices) {
  try {
    localStorage.setItem(PLACE, JSON.stringify(choices));
  } catch {
    // A browser that keeps nothing forgets the choice; the till itself has said so before.
  }
}

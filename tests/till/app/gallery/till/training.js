// Practising in the gallery: a second till of paper.

import { PRACTICE_CARDS, paperTill } from "../gallery/till.js";

export async function openTraining() {
  return paperTill({ training: true, cards: PRACTICE_CARDS });
}

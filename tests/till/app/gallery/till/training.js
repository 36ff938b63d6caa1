// Practising in the gallery: a second till of paper.

import { paperTill } from "../gallery/till.js";

export async function openTraining() {
  return paperTill({ training: true, cards: [{ name: "Übungskarte 1", text: "HG1:A" }] });
}

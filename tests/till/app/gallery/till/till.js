// The whole app over a till of paper; tests change it through window.till.

import { paperTill } from "../gallery/till.js";

/** @param {{onChange: () => void}} options */
export async function openTill({ onChange }) {
  const till = paperTill();
  Object.assign(window, { till, changed: onChange });
  return till;
}

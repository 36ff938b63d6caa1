// The signs: one drawing each, in the colour of the text beside it. A sign never stands without a word.

import { svg } from "./dom.js";

const RING = "M12 2.5a9.5 9.5 0 1 1 0 19 9.5 9.5 0 0 1 0-19z";
const OCTAGON = "M8.2 2.5h7.6l5.7 5.7v7.6l-5.7 5.7H8.2l-5.7-5.7V8.2z";
const SHIELD = "M12 2.5l8 3v6c0 5-3.4 8.4-8 10-4.6-1.6-8-5-8-10v-6z";
const CARD = "M2.5 6.5a2 2 0 0 1 2-2h15a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2h-15a2 2 0 0 1-2-2z";

/** @type {Record<string, string>} */
const SHAPES = {
  tick: `${RING}M8 12.5l3 3 5.5-6`,
  shield: `${SHIELD}M8.5 12l2.5 2.5 4.5-5`,
  warn: "M12 3.5L21.5 20h-19zM12 10v4.5M12 17.2v.1",
  clock: "M20.2 8A9.5 9.5 0 1 0 15.5 20.8M12 6.5V12l3.5 2M20.5 12v4.5M20.5 20v.1",
  stop: `${OCTAGON}M9 9l6 6M15 9l-6 6`,
  wait: "M7 3h10M7 21h10M8 3c0 5 8 5 8 9s-8 4-8 9M16 3c0 5-8 5-8 9s8 4 8 9",
  erase: "M9 5h10a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H9l-6.5-7zM12 9.5l5 5M17 9.5l-5 5",
  camera: "M3 8a2 2 0 0 1 2-2h2l1.5-2.5h7L17 6h2a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2zM12 9.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7z",
  scan: "M3 8V5a2 2 0 0 1 2-2h3M16 3h3a2 2 0 0 1 2 2v3M21 16v3a2 2 0 0 1-2 2h-3M8 21H5a2 2 0 0 1-2-2v-3M7.5 7.5h3v3h-3zM13.5 7.5h3v3h-3zM7.5 13.5h3v3h-3zM14 14v2.5h2.5",
  digits: `${CARD}M6 9.5v.1M10 9.5v.1M14 9.5v.1M18 9.5v.1M6 14.5h12`,
  card: `${CARD}M2.5 10h19M6 15h4`,
  cardno: `${CARD}M9.5 9.5l5 5M14.5 9.5l-5 5`,
  lock: "M5 11h14v10H5zM8 11V7a4 4 0 0 1 8 0v4M12 15v2.5",
  plus: `${RING}M12 8v8M8 12h8`,
  list: "M9 6h12M9 12h12M9 18h12M3.5 6h1M3.5 12h1M3.5 18h1",
  coins: "M9 3.5a6 6 0 1 1 0 12 6 6 0 0 1 0-12zM15.5 8.7a6 6 0 1 1-6 9.8",
  low: "M3 4v13a3 3 0 0 0 3 3h15M8 9l4 4 3-3 5 5M20 11v4h-4",
  back: "M9 14L4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3",
  print: "M7 9V3h10v6M7 18H5a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2h-2M7 14h10v7H7z",
  photo: "M3 5h18v14H3zM3 16l5-5 5 5 3-3 5 4M15.5 9v.1",
  torch: "M7 3h10v4l-3 4v10h-4V11L7 7zM7 7h10M12 14v1.5",
  help: `${RING}M9.3 9.3c.3-3.6 5.6-3.4 5.4 0-.1 2-2.7 2.2-2.7 4.2M12 17v.1`,
  phone: "M5 3h4l2 5-2.5 1.5a12 12 0 0 0 6 6L16 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 5a2 2 0 0 1 2-2z",
  gear: "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.7a2.3 2.3 0 1 1 0 4.6 2.3 2.3 0 0 1 0-4.6zM9 14.7a2.3 2.3 0 1 1 0 4.6 2.3 2.3 0 0 1 0-4.6z",
  person: "M12 3.5a4.25 4.25 0 1 1 0 8.5 4.25 4.25 0 0 1 0-8.5zM4 21c0-8 16-8 16 0",
  save: "M12 3v12M7 10.5l5 5 5-5M4 20.5h16",
  net: "M2.5 9c6-5.5 13-5.5 19 0M5.5 12.5c4-3.5 9-3.5 13 0M8.5 16c2-2 5-2 7 0M12 19.5v.1",
  nonet: "M2.5 9c2-1.8 4.1-3 6.3-3.6M14 5.2c2.7.5 5.2 1.8 7.5 3.8M8.5 16c2-2 5-2 7 0M12 19.5v.1M4 3l16 18",
  key: "M8 11.5a4.25 4.25 0 1 1 0 8.5 4.25 4.25 0 0 1 0-8.5zM11 12.5L20 3.5M16 7.5l3 3",
  paper: "M6 2.5h12v19l-3-2-3 2-3-2-3 2zM9 7.5h6M9 11.5h6",
  store: "M4 10v11h16V10M2.5 10L5 3h14l2.5 7zM9.5 21v-6h5v6",
  twice: "M8 8h13v13H8zM16 8V3H3v13h5",
  practice: "M2 9l10-5 10 5-10 5zM6 11.5V17c3.5 3 8.5 3 12 0v-5.5M22 9v6",
  next: "M9 5l7 7-7 7",
  prev: "M15 5l-7 7 7 7",
};

/** The names of all signs. */
export const SIGNS = Object.freeze(Object.keys(SHAPES));

/**
 * @param {string} name
 * @param {string} [className]
 * @returns {SVGElement}
 */
export function sign(name, className = "sign") {
  const props = { class: className, viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" };
  return svg("svg", props, svg("path", { d: SHAPES[name] }));
}

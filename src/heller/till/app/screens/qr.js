// A QR code as a picture: dark on white in both looks, with its quiet zone.

import { generate } from "../vendor/qr/index.js";
import { h, svg } from "./dom.js";

const QUIET = 4;

/**
 * @param {string} text
 * @param {string} name what the code is for
 * @returns {HTMLElement}
 */
export function qr(text, name) {
  const code = generate(text);
  const size = code.size + 2 * QUIET;
  const props = { viewBox: `0 0 ${size} ${size}`, "shape-rendering": "crispEdges" };
  const drawn = svg("svg", props, svg("path", { d: path(code), fill: "#000" }));
  return h("div", { class: code.size > 60 ? "qr qr-large" : "qr", role: "img", "aria-label": name }, drawn);
}

/**
 * One stroke for each run of dark modules in a row.
 * @param {{size: number, get: (x: number, y: number) => boolean}} code
 * @returns {string}
 */
function path(code) {
  const runs = [];
  for (let y = 0; y < code.size; y += 1) {
    for (let x = 0; x < code.size; x += 1) {
      const from = x;
      while (code.get(x, y)) x += 1;
      if (x > from) runs.push(`M${from + QUIET} ${y + QUIET}h${x - from}v1h${from - x}z`);
    }
  }
  return runs.join("");
}

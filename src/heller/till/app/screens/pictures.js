// The pictures of the help: drawn here, in the colours of the screen. The words beside them say the same.

import { svg } from "./dom.js";

/** @typedef {"code" | "amount" | "undo" | "net" | "phone"} PictureName */
/** One shape: its path, and whether it is filled (ink), soft, brand, or only a line.
 * @typedef {[path: string, look: "ink" | "soft" | "brand" | "line"]} Shape */

const FINDERS = "M150 34h18v18h-18zM180 34h18v18h-18zM150 64h18v18h-18z";
const DOTS = "M155 39h8v8h-8zM185 39h8v8h-8zM155 69h8v8h-8zM180 64h6v6h-6zM192 64h6v6h-6zM186 70h6v6h-6zM180 76h6v6h-6zM192 76h6v6h-6z";
const CARD = "M40 18h160a8 8 0 0 1 8 8v88a8 8 0 0 1-8 8H40a8 8 0 0 1-8-8V26a8 8 0 0 1 8-8z";
const PHONE = "M92 6h56a8 8 0 0 1 8 8v112a8 8 0 0 1-8 8H92a8 8 0 0 1-8-8V14a8 8 0 0 1 8-8z";

/** @type {Record<PictureName, Shape[]>} */
const PICTURES = {
  code: [
    [CARD, "soft"],
    [CARD, "line"],
    ["M142 26h64v64h-64z", "brand"],
    [FINDERS, "line"],
    [DOTS, "ink"],
    ["M48 34h64M48 46h48", "line"],
    ["M48 96h18v18H48z", "line"],
    ["M76 100h40M76 110h28", "line"],
    ["M174 132V100m0 0l-9 10m9-10l9 10", "brand"],
  ],
  amount: [
    [PHONE, "soft"],
    [PHONE, "line"],
    ["M104 24h32M112 36h28", "line"],
    ["M94 48h14v12H94zM113 48h14v12h-14zM132 48h14v12h-14zM94 65h14v12H94zM113 65h14v12h-14zM132 65h14v12h-14zM94 82h14v12H94zM113 82h14v12h-14zM132 82h14v12h-14z", "line"],
    ["M94 102h52v18H94z", "brand"],
    ["M176 136c-8-6-14-14-22-22m0 0c-4-6 4-10 8-6l12 12V92c0-7 9-7 9 0v18l14 4c6 2 7 8 5 14l-4 10", "line"],
  ],
  undo: [
    [PHONE, "soft"],
    [PHONE, "line"],
    ["M96 28h48M96 46h48M96 64h48", "line"],
    ["M92 78h56v22H92z", "brand"],
    ["M40 98a22 22 0 1 0 4-28M38 56l4 15 15-2", "line"],
    ["M190 60a26 26 0 1 1 0 52 26 26 0 0 1 0-52zM190 72v14l10 6", "line"],
  ],
  net: [
    [PHONE, "soft"],
    [PHONE, "line"],
    ["M108 70a12 12 0 1 1 24 0 12 12 0 0 1-24 0zM120 63v8l5 3", "line"],
    ["M176 44c14-12 32-12 46 0M184 56c9-8 21-8 30 0M192 68c5-4 10-4 14 0M199 79v.1", "line"],
    ["M180 30l40 60", "brand"],
    ["M98 96h44M98 108h30", "line"],
  ],
  phone: [
    [PHONE, "soft"],
    [PHONE, "line"],
    ["M98 70a22 22 0 1 1 44 0 22 22 0 0 1-44 0z", "brand"],
    ["M110 71l7 7 13-15", "line"],
    ["M106 112h28", "line"],
  ],
};

/**
 * @param {PictureName} name
 * @returns {SVGElement}
 */
export function picture(name) {
  const props = { class: "picture", viewBox: "0 0 240 140", "aria-hidden": "true", focusable: "false" };
  return svg("svg", props, ...PICTURES[name].map(([d, look]) => svg("path", { d, class: `pic-${look}` })));
}

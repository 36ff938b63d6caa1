// The view code: a link that shows the balance and never pays (docs/protocol.md, 3). Tills refuse it without reading it.

import { Refused, ascii, demand } from "./bytes.js";
import { base64Url } from "./card.js";

const FORM = /#HV1\.([0-9]{8})\.([A-Za-z0-9_-]{22})$/;

/**
 * Read city and secret (16 bytes) from a view code; raises Refused.
 * @param {string} text
 * @returns {{city: number, view: Uint8Array}}
 */
export function parseViewCode(text) {
  const found = FORM.exec(text);
  if (!found) throw new Refused("malformed", "This is no view code.");
  const plain = atob(`${found[2].replaceAll("-", "+").replaceAll("_", "/")}==`);
  const view = ascii(plain);
  demand(base64Url(view) === found[2], "The view code's last character is not its own.");
  return { city: Number(found[1]), view };
}

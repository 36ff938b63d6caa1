// HE1: the invitation to enrol: door, one-time code and the city's ROOT key, as text or QR code (docs/protocol.md, section 6).

import { decodeBase45 } from "../base45.js";
import { Refused, fromHex } from "../bytes.js";
import { Problem } from "./problems.js";

/** @typedef {{door: string, code: string, root: Uint8Array}} Invite */

const PREFIX = "HE1:";
const ROOT_BYTES = 32;
const CODE = /^[A-Z0-9]{1,32}$/;
const ADDRESS = /^https?:\/\/[!-~]{1,192}$/;

/**
 * Read an invitation, forgiving what pasting adds.
 * @param {string} text
 * @returns {Invite}
 */
export function readInvite(text) {
  const tidied = text.replace(/[\t\r\n]/g, "").trim();
  if (!tidied.startsWith(PREFIX)) throw unreadable();
  const data = decoded(tidied.slice(PREFIX.length));
  const end = ROOT_BYTES + 1 + (data[ROOT_BYTES] ?? 0);
  const latin = new TextDecoder("latin1");
  const [code, door] = [data.slice(ROOT_BYTES + 1, end), data.slice(end)].map((part) => latin.decode(part));
  return checked({ door, code, root: data.slice(0, ROOT_BYTES) });
}

/**
 * Take what was typed: small letters, blanks and hyphens in the code are forgiven.
 * @param {{door: string, code: string, root: string}} typed
 * @returns {Invite}
 */
export function typedInvite({ door, code, root }) {
  const digits = root.replace(/\s/g, "").toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(digits)) throw unreadable();
  return checked({ door: door.trim(), code: code.replace(/[\s-]/g, "").toUpperCase(), root: fromHex(digits) });
}

/**
 * @param {Invite} invite
 * @returns {Invite}
 */
function checked(invite) {
  const good = CODE.test(invite.code) && ADDRESS.test(invite.door) && invite.root.length === ROOT_BYTES;
  if (!good) throw unreadable();
  return invite;
}

/**
 * @param {string} text
 * @returns {Uint8Array}
 */
function decoded(text) {
  try {
    return decodeBase45(text);
  } catch (error) {
    throw error instanceof Refused ? unreadable() : error;
  }
}

function unreadable() {
  return new Problem("invite_unreadable");
}

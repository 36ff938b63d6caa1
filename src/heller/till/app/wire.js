// The fixed layouts of docs/protocol.md, in its own words: name and width, big-endian, no gaps.
// u8 to u32 are numbers, u64 is a BigInt, a plain number is that many bytes.

import { Refused, demand } from "./bytes.js";

/** @typedef {{name: string, kind: string, width: number}} Field */
/** @typedef {{type: number, domain: string, size: number, fields: Field[]}} Layout */
/** @typedef {Record<string, any>} Values */

const CLAIM =
  "till u32 lease u32 seq u32 time u32 mono u32 ref 10 amount u32 flags u8 snapSeq u32 prev 16";

/** @type {Record<string, Layout>} */
export const LAYOUTS = {
  card: layout("card", 0x01, "key u8 cid 16 face u32"),
  redeem: layout("redeem", 0x10, CLAIM),
  sale: layout("sale", 0x11, CLAIM),
  void: layout("void", 0x12, `${CLAIM} target 16`),
  refund: layout("refund", 0x13, `${CLAIM} target 16`),
  decision: layout("decision", 0x14, "till u32 seq u32 claimSeq u32 verdict u8 prev 16"),
  close: layout("close", 0x15, "till u32 seq u32 lease u32 lastSeq u32 used u32 prev 16"),
  lease: layout(
    "lease",
    0x20,
    "key u8 till u32 merchant u32 point u32 role u8 public 32 notBefore u32 expires u32 limit u16 " +
      "limitOutage u16 isolated u32 isolatedOutage u32 standin u32 credit u32 ops u16 opsOutage u16 " +
      "number u32",
  ),
  receipt: layout(
    "receipt",
    0x21,
    "key u8 by u8 flags u8 outcome u8 reason u16 claimHash 16 ref 10 amount u32 balance u32 " +
      "generation u16 ledgerSeq u64 time u32",
  ),
  order: layout(
    "order",
    0x22,
    "seq u32 issued u32 until u32 action u8 limit u16 pot u32 value u32 arg 8 length u8",
  ),
  enrol: layout("enrol", 0x30, "time u32 public 32 code 32"),
  unlock: layout("unlock", 0x31, "till u32 time u32 nonce 8 number u64 pin u32"),
  hello: layout("hello", 0x32, "till u32 time u32 nonce 8"),
  renew: layout("renew", 0x33, "till u32 time u32 nonce 8 lease u32"),
  probe: layout("probe", 0x40, "probe u32 time u32 nonce 16"),
  probed: layout("probed", 0x41, "key u8 nonce 16 generation u16 epoch u32 seq u64 time u32"),
  heartbeat: layout("heartbeat", 0x42, "key u8 generation u16 epoch u32 seq u64 time u32 state u8"),
  flush: layout("flush", 0x43, "key u8 generation u16 size u64 root 32 time u32"),
  stop: layout("stop", 0x44, "key u8 generation u16 epoch u32 n u64 time u32"),
  stopped: layout("stopped", 0x45, "key u8 generation u16 epoch u32 n u64 time u32"),
  status: layout(
    "status",
    0x46,
    "key u8 generation u16 epoch u32 size u64 state u8 since u32 time u32",
  ),
  held: layout("held", 0x50, "holder u32 till u32 fromSeq u32 toSeq u32 last 16 time u32"),
  frame: layout("frame", 0x51, "transfer 8 index u16 count u16 total u32 check 8"),
  approval: layout("approval", 0x70, "approver u32 orderHash 32 time u32 verdict u8"),
};

/**
 * @param {string} domain
 * @param {number} type
 * @param {string} text
 * @returns {Layout}
 */
function layout(domain, type, text) {
  const words = `city u32 ${text}`.split(" ");
  const fields = [];
  for (let at = 0; at < words.length; at += 2) {
    const [name, kind] = [words[at], words[at + 1]];
    fields.push({ name, kind, width: kind[0] === "u" ? Number(kind.slice(1)) / 8 : Number(kind) });
  }
  return { type, domain, size: 1 + fields.reduce((sum, field) => sum + field.width, 0), fields };
}

/**
 * Put a message's fields into bytes.
 * @param {Layout} shape
 * @param {Values} values
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function pack(shape, values) {
  const bytes = new Uint8Array(shape.size);
  const view = new DataView(bytes.buffer);
  bytes[0] = shape.type;
  let at = 1;
  for (const field of shape.fields) {
    put(view, at, field, values[field.name]);
    at += field.width;
  }
  return bytes;
}

/**
 * @param {DataView} view
 * @param {number} at
 * @param {Field} field
 * @param {any} value
 */
function put(view, at, { name, kind, width }, value) {
  if (value instanceof Uint8Array) {
    demand(kind[0] !== "u" && value.length === width, `The field ${name} has another width.`);
    new Uint8Array(view.buffer).set(value, at);
    return;
  }
  const fits = kind[0] === "u" && value >= 0 && BigInt(value) < 1n << BigInt(width * 8);
  demand(fits, `The field ${name} does not fit.`);
  if (kind === "u8") view.setUint8(at, value);
  else if (kind === "u16") view.setUint16(at, value);
  else if (kind === "u32") view.setUint32(at, value);
  else view.setBigUint64(at, BigInt(value));
}

/**
 * Take a message's fields out of a payload; another type, length or city is refused.
 * @param {Layout} shape
 * @param {Uint8Array} payload
 * @param {number} city
 * @returns {Values}
 */
export function unpack(shape, payload, city) {
  demand(payload.length === shape.size, `A message ${shape.domain} has ${shape.size} bytes.`);
  demand(payload[0] === shape.type, `This is no message ${shape.domain}.`);
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  /** @type {Values} */
  const values = { type: shape.type };
  let at = 1;
  for (const { name, kind, width } of shape.fields) {
    values[name] = get(view, at, kind, width);
    at += width;
  }
  if (values.city !== city) throw new Refused("wrong_city", "The message belongs to another city.");
  return values;
}

/**
 * @param {DataView} view
 * @param {number} at
 * @param {string} kind
 * @param {number} width
 * @returns {number | bigint | Uint8Array}
 */
function get(view, at, kind, width) {
  if (kind === "u8") return view.getUint8(at);
  if (kind === "u16") return view.getUint16(at);
  if (kind === "u32") return view.getUint32(at);
  if (kind === "u64") return view.getBigUint64(at);
  return Uint8Array.from(new Uint8Array(view.buffer, view.byteOffset + at, width));
}

// Hand-over: a till's records travel to a second holder as a loop of QR pictures, encrypted to the
// city's UPLOAD key, so that the holder carries what it cannot read (docs/protocol.md, section 7).

import { ascii, demand, equal, join, sha256, unsigned } from "./bytes.js";
import { encodeCbor } from "./cbor.js";

/** @typedef {import("./keys.js").Scope} Scope */
/** @typedef {import("./wire.js").Values} Values */

const FRAME_DATA = 400;
const MAX_ENVELOPE = 256 * 1024;
const CURVE = { name: "ECDH", namedCurve: "P-256" };

/**
 * Encrypt signed records, oldest first, to the UPLOAD key (65 bytes).
 * @param {Scope} scope
 * @param {Uint8Array} uploadPublic
 * @param {Uint8Array} transfer 8 fresh random bytes
 * @param {Uint8Array[]} records
 * @param {CryptoKeyPair} ephemeral a fresh P-256 pair
 * @param {Uint8Array} nonce 12 fresh random bytes
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function sealEnvelope(scope, uploadPublic, transfer, records, ephemeral, nonce) {
  const key = await sharedKey(scope, ephemeral.privateKey, uploadPublic, transfer);
  const bound = join(unsigned(scope.city, 4), transfer);
  const algorithm = { name: "AES-GCM", iv: Uint8Array.from(nonce), additionalData: bound };
  const sealed = await crypto.subtle.encrypt(algorithm, key, encodeCbor(records));
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", ephemeral.publicKey));
  return join(point, nonce, new Uint8Array(sealed));
}

/** A fresh pair for one envelope. */
export function ephemeralPair() {
  return crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
}

/**
 * @param {Scope} scope
 * @param {CryptoKey} own
 * @param {Uint8Array} other
 * @param {Uint8Array} transfer
 * @returns {Promise<CryptoKey>}
 */
async function sharedKey(scope, own, other, transfer) {
  const point = await crypto.subtle.importKey("raw", Uint8Array.from(other), CURVE, false, []);
  const x = await crypto.subtle.deriveBits({ name: "ECDH", public: point }, own, 256);
  const secret = await crypto.subtle.importKey("raw", x, "HKDF", false, ["deriveKey"]);
  const info = join(ascii("heller/handover/1"), scope.root8);
  const algorithm = { name: "HKDF", hash: "SHA-256", salt: Uint8Array.from(transfer), info };
  return crypto.subtle.deriveKey(algorithm, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
}

/**
 * Cut an envelope into the fields of its FRAMEs.
 * @param {number} city
 * @param {Uint8Array} transfer
 * @param {Uint8Array} envelope
 * @returns {Promise<Values[]>}
 */
export async function splitEnvelope(city, transfer, envelope) {
  demand(envelope.length > 0 && envelope.length <= MAX_ENVELOPE, "The envelope is too large.");
  const check = (await sha256(envelope)).slice(0, 8);
  const count = Math.ceil(envelope.length / FRAME_DATA);
  return Array.from({ length: count }, (_, index) => ({
    city,
    transfer,
    index,
    count,
    total: envelope.length,
    check,
    data: envelope.slice(index * FRAME_DATA, (index + 1) * FRAME_DATA),
  }));
}

/** Collects the frames of one transfer, in any order and any number of times; another one begins anew. */
export class Collector {
  constructor() {
    this.first = /** @type {Values | null} */ (null);
    this.parts = /** @type {Map<number, Uint8Array>} */ (new Map());
  }

  /**
   * Take a frame; gives the envelope once it is whole, and null until then.
   * @param {Values} frame
   * @returns {Promise<Uint8Array | null>}
   */
  async take(frame) {
    demand(frame.count <= frame.total && frame.total <= MAX_ENVELOPE, "The envelope is too large.");
    if (!this.first || !sameTransfer(this.first, frame)) this.forget(frame);
    this.parts.set(frame.index, frame.data);
    if (this.parts.size < frame.count) return null;
    const parts = Array.from({ length: frame.count }, (_, index) => this.parts.get(index) ?? new Uint8Array());
    this.forget(null);
    const envelope = join(...parts);
    const good = envelope.length === frame.total && equal((await sha256(envelope)).slice(0, 8), frame.check);
    demand(good, "The frames do not fit together. Please show them once more.");
    return envelope;
  }

  /** @param {Values | null} first */
  forget(first) {
    this.first = first;
    this.parts = new Map();
  }
}

/**
 * @param {Values} one
 * @param {Values} other
 * @returns {boolean}
 */
function sameTransfer(one, other) {
  const numbers = one.count === other.count && one.total === other.total;
  return numbers && equal(one.transfer, other.transfer) && equal(one.check, other.check);
}

// A till of paper for the gallery: it answers as it is told, and books nothing. The product has none of this.

const NOW = Math.floor(Date.UTC(2026, 10, 23, 10, 4) / 1000);
const TODAY = Math.floor(Date.now() / 1000); // what the screens compare with the device's clock

/** @type {any} */
export const IDENTITY = {
  city: 5978036,
  cityName: "Unna",
  phone: "02303 103-0",
  shop: "Brinkmann",
  point: "Massener Straße",
  till: 1,
  roles: { redeem: true, sell: true, office: false },
  lease: { number: 1, limit: 2_000, outageLimit: 5_000, isolated: 15_000, standin: 60_000, credit: 200_000, expires: TODAY + 7 * 86_400 + 3_600 },
};
/** @type {any} whose lease ended yesterday */
export const ENDED = { ...IDENTITY, lease: { ...IDENTITY.lease, expires: TODAY - 86_400 } };
export const ONLINE = { mode: "online", since: NOW - 3_600, answered: NOW, unsent: 0, aside: 0, upTo: null, noBook: false, trouble: null, persisted: true, standin: true, balancesAt: TODAY - 120, left: 15_000, leaseOver: false };
export const STANDIN = { ...ONLINE, mode: "standin", noBook: true };
export const ALONE = { ...ONLINE, mode: "isolated", noBook: true, standin: false, upTo: 2_000, left: 13_760, unsent: 1 };
export const OVER = { ...ONLINE, mode: "expired", noBook: true, standin: false, upTo: 0, left: 0, leaseOver: true };
export const FROZEN = { ...ONLINE, mode: "frozen" };
export const OWN = { ok: true, refusal: null, most: 2_000, limit: 2_000, left: 13_760 };
export const SILENT = { ...ONLINE, mode: "expired", noBook: true, upTo: 0, unsent: 3 };
export const CARD = { ref: new Uint8Array(10), face: 0, number: "1234567890124417", typed: false };
export const BALANCE = {
  cents: 3_760,
  state: "active",
  validUntil: NOW + 1_134 * 86_400,
  at: NOW,
  stale: false,
  moves: [
    { at: NOW - 3_600, kind: "redeem", cents: -1_240, place: "Bäckerei Brinkmann" },
    { at: NOW - 86_400 * 9, kind: "redeem", cents: -1_240, place: "Buchhandlung Hornung" },
    { at: NOW - 86_400 * 21, kind: "sale", cents: 5_000, place: null },
  ],
};

export const PRACTICE_CARDS = [
  { text: "HG1:A", state: "active", cents: 3_760, face: 0 },
  { text: "HG1:B", state: "sealed", cents: 0, face: 5_000 },
  { text: "HG1:C", state: "blocked", cents: 2_500, face: 0 },
];

/** @param {any} more */
export function result(more) {
  const usual = { state: "accepted", kind: "redeem", seq: 482, cents: 1_240, balance: 2_520, reason: null, problem: null, by: "book", alone: null };
  const papers = { receipt: Uint8Array.from({ length: 123 }, (_, at) => at), certificate: null };
  return { ...usual, ...papers, at: NOW, number4: "4417", register: "", staff: "", typed: false, target: 0, ...more };
}

/** @param {any} more */
export function entry(more) {
  const now = Math.floor(Date.now() / 1000);
  const usual = { till: 1, ref: "00", sent: true, aside: false, undoable: now + 600, refundable: 1_240, undone: 0 };
  return { ...result({ at: now - 60 }), ...usual, ...more };
}

/** Refused as a till refuses; a later answer waits for `window.answer`. */
export const DAY = [
  entry({ seq: 487, cents: 810, balance: 0, register: "B-2041" }),
  entry({ seq: 485, kind: "sale", cents: 5_000, balance: 5_000, undoable: 0, refundable: 0, certificate: new Uint8Array(339) }),
  entry({ seq: 483, state: "declined", reason: "insufficient", balance: 810, undoable: 0, refundable: 0 }),
  entry({ seq: 481, kind: "void", cents: 350, undoable: 0, refundable: 0, target: 479 }),
  entry({ seq: 479, cents: 350, undone: 350, undoable: 0, refundable: 0 }),
  entry({ seq: 477, state: "recorded", by: null, problem: "no_answer", receipt: null, balance: null, sent: false, undoable: 0, refundable: 0 }),
  entry({ seq: 475, undoable: 0 }),
];

/**
 * @param {any} [more] what is different
 * @returns {any}
 */
export function paperTill(more = {}) {
  return {
    state: "ready",
    unable: null,
    reenrolWhy: null,
    words: null,
    enrolProblem: null,
    training: false,
    identity: IDENTITY,
    status: ONLINE,
    unresolved: null,
    lastResult: null,
    highest: 482,
    staff: [],
    signedIn: null,
    keyset: null,
    readCard: async (/** @type {string} */ text) => (text.startsWith("HG1:") ? { card: CARD } : { refused: text }),
    unlock: async () => ({ refused: "unlock_failed" }),
    balance: async () => BALANCE,
    askSale: async () => ({ may: true, sealed: true, creditLeft: 100_000 }),
    redeem: async (/** @type {any} */ { cents, register }) => result({ cents, register, balance: 3_760 - cents }),
    sell: async (/** @type {any} */ { cents }) => result({ kind: "sale", cents, balance: cents }),
    undo: async (/** @type {any} */ { seq, cents }) => result({ kind: "void", seq: seq + 100, cents, target: seq }),
    refund: async (/** @type {any} */ { cents }) => result({ kind: "refund", cents }),
    findTarget: async () => ({ target: { claimHash: new Uint8Array(16), ref: new Uint8Array(10), cents: 1_240, seq: 0 } }),
    ask: async (/** @type {number} */ seq) => result({ seq }),
    decide: async (/** @type {number} */ seq, /** @type {boolean} */ given) =>
      result({ seq, state: given ? "recorded" : "dropped", by: null, balance: null, receipt: null, problem: "no_answer" }),
    shown: async () => undefined,
    uploadNow: async () => ({ left: 0, problem: null }),
    entries: async () => DAY,
    entry: async (/** @type {number} */ seq) => DAY.find((one) => one.seq === seq) ?? DAY[0],
    enrol: async () => ({ problem: "code_refused" }),
    cancelEnrolment: async () => undefined,
    addStaff: async () => ({ problem: "number_wrong" }),
    removeStaff: async () => ({ good: true }),
    checkPin: async () => ({ wrong: true, left: 4 }),
    signOut: async () => undefined,
    close: () => undefined,
    ...more,
  };
}

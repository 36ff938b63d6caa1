// The till for tests: what Python cannot hold (cards) stays here; what it can read comes as plain JSON.

import { openTill } from "/till/till.js";
import { openTraining } from "/till/training.js";
import { DEVICE_CLOCK } from "/till/clock.js";
import { Standin } from "/till/standin.js";
import { fromHex, toHex } from "/bytes.js";
import { signingKey } from "/keys.js";
import { openDB } from "/vendor/idb/index.js";

const SHOWN = [
  "state", "unable", "words", "identity", "unresolved", "lastResult", "highest", "reenrolWhy", "enrolProblem",
  "staff", "signedIn", "training", "cards",
];

/** @type {Map<string, object>} */
const typed = new Map();

function plain(value) {
  const text = JSON.stringify(value, (_name, one) => (one instanceof Uint8Array ? toHex(one) : one));
  return text === undefined ? null : JSON.parse(text);
}

async function cardOf(text) {
  const held = typed.get(text);
  if (held) return held;
  const found = await harness.till.readCard(text);
  if (!found.card) throw new Error(found.refused);
  return found.card;
}

export const harness = {
  till: null,
  changes: 0,
  async open() {
    this.till = await openTill({ onChange: () => (this.changes += 1) });
    return this.look();
  },
  async train() {
    this.real = this.till;
    this.till = await openTraining(this.till);
    return this.look();
  },
  stopTraining() {
    this.till.close();
    this.till = this.real;
  },
  look() {
    const status = this.till.state === "unable" || this.till.state === "second_tab" ? null : this.till.status;
    return plain({ ...Object.fromEntries(SHOWN.map((name) => [name, this.till[name]])), status });
  },
  async call(method, ...values) {
    return plain(await this.till[method](...values));
  },
  async read(text) {
    return plain(await this.till.readCard(text));
  },
  async unlock(number, pin) {
    const found = await this.till.unlock(number, pin);
    if (found.card) typed.set(number, found.card);
    return plain(found);
  },
  async claim(method, text, cents, more = {}) {
    return plain(await this.till[method]({ card: await cardOf(text), cents, ...more }));
  },
  async together(text, amounts) {
    const card = await cardOf(text);
    return plain(await Promise.all(amounts.map((cents) => this.till.redeem({ card, cents }))));
  },
  async askSale(text, cents) {
    return plain(await this.till.askSale(await cardOf(text), cents));
  },
  async balance(text) {
    return plain(await this.till.balance(await cardOf(text)));
  },
};

/** Pay one cent after the other; each result is told before the next claim begins. */
harness.payOn = async function (text) {
  const card = await cardOf(text);
  for (;;) {
    const { seq, state } = await this.till.redeem({ card, cents: 1 });
    console.log(`${seq} ${state}`);
  }
};

/** What lies in the journal, read past the till: seq, prev and hash of each record, in hex. */
harness.chain = async function () {
  const db = await openDB("heller-till");
  const rows = await db.getAll("records");
  db.close();
  return rows.map(({ seq, kind, message, hash, verdict }) => {
    const size = { decision: 34, void: 76, refund: 76 }[kind] ?? 60;
    const from = kind === "decision" ? 18 : 44;
    return { seq, kind, prev: toHex(message.slice(from, from + 16)), hash, size, verdict: verdict ?? 0 };
  });
};

/** Pay one cent so many times; gives milliseconds from scan to journal (when the post leaves) and from tap to result. */
harness.measure = async function (text, times) {
  const [scans, taps] = [[], []];
  const send = globalThis.fetch;
  for (let at = 0; at < times; at += 1) {
    const begun = performance.now();
    let left = 0;
    globalThis.fetch = (url, options) => {
      if (String(url).endsWith("/v1/claims")) left ||= performance.now();
      return send(url, options);
    };
    const { card } = await this.till.readCard(text);
    const tapped = performance.now();
    const { state } = await this.till.redeem({ card, cents: 1 });
    taps.push(performance.now() - tapped);
    scans.push(left - begun);
    if (state !== "accepted") throw new Error(state);
  }
  globalThis.fetch = send;
  return { scan: median(scans), tap: median(taps) };
};

/** What the stand-in said of itself, as the till keeps it: 1 listening, 2 deciding, 3 stopped, 0 nothing yet. */
harness.standinState = async function () {
  const db = await openDB("heller-till");
  const word = await db.get("facts", "standin/1");
  db.close();
  return word ? word[20] : 0;
};

harness.forgetBalances = async function () {
  const db = await openDB("heller-till");
  await db.clear("snapshots");
  db.close();
};

/** Pay, and tell how many milliseconds it took from tap to result. */
harness.timed = async function (text, cents) {
  const card = await cardOf(text);
  const begun = performance.now();
  const result = await this.till.redeem({ card, cents });
  return plain({ ...result, ms: performance.now() - begun });
};

/** Ask a stand-in at several addresses how it stands; gives the milliseconds. */
harness.askStandin = async function (addresses) {
  const standin = new Standin(addresses, DEVICE_CLOCK);
  const begun = performance.now();
  const status = await standin.status();
  return plain({ status, ms: performance.now() - begun, addresses: standin.addresses });
};

/** Milliseconds that the list of the last hour takes. */
harness.measureList = function (times) {
  const now = Math.floor(Date.now() / 1000);
  return timed(times, () => this.till.entries({ from: now - 3_600, to: now + 1 }));
};

/** Milliseconds that opening the till takes; it stays open. */
harness.measureOpen = function (times) {
  return timed(times, async () => {
    await this.till.close();
    this.till = await openTill({ onChange: () => undefined });
    if (this.till.state !== "ready") throw new Error(this.till.state);
  });
};

async function timed(times, work) {
  const found = [];
  for (let at = 0; at < times; at += 1) {
    const begun = performance.now();
    await work();
    found.push(performance.now() - begun);
  }
  return median(found);
}

/** Let the journal be as long as after years: copies of its first claim and DECISION, receipted and long ago. */
harness.fill = async function (pairs) {
  const db = await openDB("heller-till");
  const rows = await db.getAll("records");
  const [claim, decision] = rows;
  const writing = db.transaction("records", "readwrite");
  let seq = rows.length;
  for (let at = 0; at < pairs; at += 1) {
    const old = { claimedAt: claim.claimedAt - 86_400 - at, receiptedAt: claim.claimedAt, receipt: claim.receipt };
    const hash = `${at}`.padStart(64, "0");
    seq += 1;
    writing.store.put({ ...claim, ...old, seq, hash, claimHash: hash.slice(32), unsent: undefined });
    seq += 1;
    const next = `f${at}`.padEnd(64, "0");
    writing.store.put({ ...decision, seq, claimSeq: seq - 1, hash: next, claimHash: next.slice(0, 32), receipt: claim.receipt, receiptedAt: claim.claimedAt, unsent: undefined });
  }
  await writing.done;
  db.close();
};

function median(values) {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
}

/** A journal that an app of the future has written. */
harness.makeNewer = async function () {
  (await openDB("heller-till", 99)).close();
};

/** Pay without waiting for the result; `end` waits. */
harness.begin = async function (text, cents) {
  const card = await cardOf(text);
  this.begun = this.till.redeem({ card, cents });
};

harness.end = async function () {
  return plain(await this.begun);
};

/** Pay, and tell how each writing transaction was opened. */
harness.durabilities = async function (text, cents) {
  const card = await cardOf(text);
  const { transaction } = IDBDatabase.prototype;
  const found = [];
  IDBDatabase.prototype.transaction = function (...values) {
    const made = transaction.apply(this, values);
    if (made.mode === "readwrite") found.push(made.durability);
    return made;
  };
  await this.till.redeem({ card, cents });
  IDBDatabase.prototype.transaction = transaction;
  return found;
};

harness.fetch = async function (url, options) {
  await (await fetch(url, { credentials: "include", ...options }).catch(() => fetch(url, options))).text();
};

/** The claim still fits into the journal, its DECISION does not. */
harness.fullBehind = async function (text, cents) {
  const card = await cardOf(text);
  const { add } = IDBObjectStore.prototype;
  let records = 0;
  IDBObjectStore.prototype.add = function (...values) {
    records += 1;
    if (records > 1) throw new DOMException("There is no room.", "QuotaExceededError");
    return add.apply(this, values);
  };
  const result = await this.till.redeem({ card, cents });
  IDBObjectStore.prototype.add = add;
  return plain(result);
};

/** All that the till keeps beside its records, as text. */
harness.facts = async function () {
  const db = await openDB("heller-till");
  const found = JSON.stringify(plain(await db.getAll("facts")));
  db.close();
  return found;
};

// A journal as text: bytes as {bytes: hex}, the till's key as {seed: hex}.

let seed = "";

/** Let the till's key be one that a dump can name. */
harness.useSeed = function (hex, publicHex) {
  seed = hex;
  crypto.subtle.generateKey = async () => ({
    privateKey: await signingKey(fromHex(hex)),
    publicKey: await crypto.subtle.importKey("raw", fromHex(publicHex), "Ed25519", true, ["verify"]),
  });
};

harness.dump = async function (name) {
  const db = await openDB(name);
  const stores = await Promise.all([...db.objectStoreNames].map((store) => dumpStore(db, store)));
  db.close();
  return { version: db.version, stores };
};

async function dumpStore(db, name) {
  const { store } = db.transaction(name);
  const indexes = [...store.indexNames].map((index) => [index, store.index(index).keyPath]);
  const [keys, values] = [await store.getAllKeys(), await db.getAll(name)];
  return { name, keyPath: store.keyPath, indexes, rows: values.map((value, at) => [keys[at], written(value)]) };
}

function written(value) {
  if (value instanceof Uint8Array) return { bytes: toHex(value) };
  if (value instanceof CryptoKey) return { seed };
  if (Array.isArray(value)) return value.map(written);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, written(one)]));
}

harness.restore = async function (name, { version, stores }) {
  const db = await openDB(name, version, {
    upgrade(made) {
      for (const { name: store, keyPath, indexes } of stores) {
        const created = made.createObjectStore(store, keyPath === null ? {} : { keyPath });
        for (const [index, path] of indexes) created.createIndex(index, path);
      }
    },
  });
  for (const { name: store, keyPath, rows } of stores) {
    for (const [key, value] of rows) await db.put(store, await readBack(value), keyPath === null ? key : undefined);
  }
  db.close();
};

async function readBack(value) {
  if (Array.isArray(value)) return Promise.all(value.map(readBack));
  if (typeof value !== "object" || value === null) return value;
  if (typeof value.bytes === "string") return fromHex(value.bytes);
  if (typeof value.seed === "string") return signingKey(fromHex(value.seed));
  const pairs = Object.entries(value).map(async ([name, one]) => [name, await readBack(one)]);
  return Object.fromEntries(await Promise.all(pairs));
}

globalThis.harness = harness;
document.documentElement.dataset.loaded = "yes";

// The till for tests: what Python cannot hold (cards) stays here; what it can read comes as plain JSON.

import { openTill } from "/till/till.js";
import { openTraining } from "/till/training.js";
import { toHex } from "/bytes.js";
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

globalThis.harness = harness;
document.documentElement.dataset.loaded = "yes";

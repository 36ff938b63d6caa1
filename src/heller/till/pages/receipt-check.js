// The receipt check page: paste a receipt's text, or open the page with it behind the #.

import { fromBase64 } from "../app/bytes.js";
import { checkReceipt } from "../app/receipt-check.js";
import { OUTCOMES } from "../app/rules.js";
import { dateTime, euros, TEXTS } from "./receipt-texts.js";

/** @typedef {import("../app/receipt-check.js").Checked} Checked */
/** @typedef {import("./receipt-texts.js").Language} Language */
/** @typedef {Record<string, [string, string]>} Sentences */

/** @type {{keyset: string, root: string, findings: Sentences, reasons: Sentences}} */
const data = JSON.parse(element("data").textContent ?? "");
const [keyset, root] = [fromBase64(data.keyset), fromBase64(data.root)];
const field = /** @type {HTMLTextAreaElement} */ (element("text"));

/** @type {Language} */
let language = "de";
/** @type {Checked | "unsupported" | null} */
let shown = null;

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
function element(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no ${id}.`);
  return found;
}

/** @param {string[]} texts what the receipt may be; the first that can be read counts */
async function check(texts) {
  try {
    for (const text of texts) {
      shown = await checkReceipt(text, keyset, root);
      if (shown.finding !== "unreadable") break;
    }
  } catch {
    shown = "unsupported"; // no Ed25519 in this browser, or no secure context
  }
  render();
  element("answer").focus();
}

function render() {
  const words = TEXTS[language];
  document.documentElement.lang = language;
  document.title = document.title.replace(/^[^·]*/, `${words.title} `);
  for (const spoken of document.querySelectorAll("[data-say]")) {
    const key = /** @type {keyof typeof words.say} */ (/** @type {HTMLElement} */ (spoken).dataset.say);
    spoken.textContent = words.say[key];
  }
  const other = element("language");
  other.textContent = words.other;
  other.lang = language === "de" ? "en" : "de";
  element("result").hidden = shown === null;
  if (shown !== null) renderResult(shown);
}

/** @param {Checked | "unsupported"} checked */
function renderResult(checked) {
  const words = TEXTS[language];
  const finding = checked === "unsupported" ? checked : checked.finding;
  element("state").className = `state ${fieldOf(checked)}`;
  element("answer").textContent = answer(checked);
  const place = language === "de" ? 0 : 1;
  element("sentence").textContent = finding === "unsupported" ? words.unsupported : data.findings[finding][place];
  const genuine = checked !== "unsupported" && finding === "genuine";
  element("facts").replaceChildren(...(genuine ? facts(checked) : []));
  const known = checked !== "unsupported" ? checked.keyset : null;
  element("proof").textContent = known ? words.proof(String(known.number), dateTime(known.issued, language)) : "";
}

/**
 * Which result field is shown: green only where the city says yes.
 * @param {Checked | "unsupported"} checked
 * @returns {string}
 */
function fieldOf(checked) {
  if (checked === "unsupported") return "unknown";
  if (checked.finding !== "genuine") return checked.finding === "forged" ? "forged" : "unknown";
  const said = checked.receipt?.outcome;
  return said === OUTCOMES.ok || said === OUTCOMES.duplicate ? "genuine" : "other";
}

/**
 * The heading: whether it is genuine, and if so what it says.
 * @param {Checked | "unsupported"} checked
 * @returns {string}
 */
function answer(checked) {
  const words = TEXTS[language];
  if (checked === "unsupported" || checked.finding !== "genuine" || !checked.receipt) {
    return words.answers[checked === "unsupported" ? checked : checked.finding];
  }
  const code = checked.receipt.outcome;
  const outcome = Object.entries(OUTCOMES).find(([, known]) => known === code)?.[0];
  return `${words.answers.genuine} · ${words.outcomes[/** @type {keyof typeof words.outcomes} */ (outcome)]}`;
}

/**
 * What a genuine receipt says, as rows of a list.
 * @param {Checked} checked
 * @returns {HTMLElement[]}
 */
function facts({ receipt, keyset: keys }) {
  if (!receipt || !keys) return [];
  const words = TEXTS[language];
  const rows = [
    [words.facts.amount, euros(receipt.amount, language)],
    [words.facts.balance, euros(receipt.balance, language)],
    [words.facts.time, dateTime(receipt.time, language)],
    [words.facts.by, receipt.by === 1 ? words.byBook(keys.name) : words.byStandin],
  ];
  const reason = data.reasons[receipt.reason]?.[language === "de" ? 0 : 1];
  if (reason) rows.splice(0, 0, [words.facts.reason, reason]);
  if (receipt.ledgerSeq) rows.push([words.facts.entry, `${receipt.generation}/${receipt.ledgerSeq}`]);
  return rows.map(([name, value]) => row(name, value));
}

/**
 * @param {string} name
 * @param {string} value
 * @returns {HTMLElement}
 */
function row(name, value) {
  const [pair, term, detail] = ["div", "dt", "dd"].map((tag) => document.createElement(tag));
  term.textContent = name;
  detail.textContent = value;
  pair.append(term, detail);
  return pair;
}

/** A link may carry the text as it is, or written as links are: % and blanks are part of the alphabet. */
function checkFragment() {
  const raw = location.hash.slice(1);
  if (!raw.startsWith("HR1:")) return;
  const texts = [raw, raw.replaceAll("%20", " "), decoded(raw)];
  field.value = texts[2];
  void check(texts.reverse());
}

/**
 * @param {string} text
 * @returns {string}
 */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

element("form").addEventListener("submit", (event) => {
  event.preventDefault();
  void check([field.value]);
});
element("language").addEventListener("click", () => {
  language = language === "de" ? "en" : "de";
  render();
});
addEventListener("hashchange", checkFragment);
checkFragment();

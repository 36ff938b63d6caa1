// The demo desk: shows the state that the desk's server gives, and sends what was pressed.
// @ts-check
import { drawWaiting, hand } from "./desk-app.js";

const words = JSON.parse(/** @type {HTMLElement} */ (document.getElementById("words")).textContent || "{}");
const lang = document.documentElement.lang;
/** @type {{city: string, card: number}} */
const chosen = { city: "unna", card: 0 };

/** @param {string} id @returns {any} */
const by = (id) => document.getElementById(id);

/** @param {string} tag @param {Record<string, string>} [attributes] @param {string} [text] */
function make(tag, attributes = {}, text = "") {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
}

/** @param {number} cents */
function euros(cents) {
  const locale = lang === "de" ? "de-DE" : "en-GB";
  return new Intl.NumberFormat(locale, { style: "currency", currency: "EUR" }).format(cents / 100);
}

/** @param {{title: string, text: string, good: boolean, receipt?: string}} answer */
function show(answer) {
  const field = by("answer");
  field.className = `answer ${answer.good ? "good" : "bad"}`;
  field.replaceChildren(make("strong", {}, `${answer.good ? "✓" : "✕"} ${answer.title}`), make("p", {}, answer.text));
  if (answer.receipt) {
    by("receipt").value = answer.receipt;
    by("check").href = `/receipt-check.html#${encodeURI(answer.receipt)}`;
  }
}

/** @param {string} verb @param {Record<string, unknown>} [more] */
async function press(verb, more = {}) {
  const buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll(".btn"));
  buttons.forEach((button) => { button.disabled = true; });
  try {
    const body = JSON.stringify({ ...chosen, till: by("till").value, amount: by("amount").value, lang, ...more });
    const response = await fetch(`/do/${verb}`, { method: "POST", body });
    show(await response.json());
  } catch {
    show({ title: words.desk_gone, text: words.desk_gone_text, good: false });
  } finally {
    buttons.forEach((button) => { button.disabled = false; });
    await refresh();
  }
}

/** @param {any} card */
function holds(card) {
  if (card.state === null) return words.unknown;
  return card.state === "sealed" ? words.sealed : euros(card.balance_cents);
}

/** @param {any[]} cards */
function drawCards(cards) {
  const items = cards.map((card, place) => {
    const button = make("button", { class: "card", type: "button", "aria-pressed": String(place === chosen.card) });
    button.append(make("span", {}, card.number), make("b", {}, holds(card)));
    button.addEventListener("click", () => { chosen.card = place; void refresh(); });
    const item = make("li");
    const link = make("a", { href: `/cards/${chosen.city}/${place}.png`, download: "" }, words.picture);
    item.append(button, link);
    if (chosen.city === by("app").dataset.city) item.append(handButton(place));
    return item;
  });
  const focused = [...by("cards").querySelectorAll("button")].indexOf(document.activeElement);
  by("cards").replaceChildren(...items);
  if (focused >= 0) by("cards").querySelectorAll("button")[focused]?.focus();
}

/** @param {number} place */
function handButton(place) {
  const button = make("button", { class: "btn small", type: "button" }, words.app_hand);
  button.addEventListener("click", () => hand(place));
  return button;
}

/** @param {any} city @param {string} name @param {boolean} alive @param {string} suffix */
function machine(city, name, alive, suffix) {
  const row = make("div", { class: "row" });
  const chip = make("span", { class: `state ${alive ? "good" : "bad"}` }, alive ? words.alive : words.dead);
  const named = { class: "btn", type: "button", "aria-label": `${alive ? words.kill : words.back}: ${name}` };
  const button = make("button", named, alive ? words.kill : words.back);
  button.addEventListener("click", () => press(`${alive ? "kill" : "start"}${suffix}`, { city: city.key }));
  row.append(make("b", {}, name), chip, button);
  return row;
}

/** @param {any[]} cities */
function drawCities(cities) {
  const rows = cities.flatMap((city) => {
    const book = machine(city, `${city.name}: ${words.book}`, city.alive, "");
    if (city.standin === null) return [book];
    return [book, machine(city, `${city.name}: ${words.standin}`, city.standin, "-standin")];
  });
  if (document.activeElement?.closest("#cities")) return;
  by("cities").replaceChildren(...rows);
}

/** @param {any[]} entries @param {Record<string, string>} places */
function drawJournal(entries, places) {
  by("journal").replaceChildren(...entries.map((entry) => {
    const row = make("tr");
    row.append(
      make("td", {}, String(entry.seq)),
      make("td", {}, words.kinds[entry.kind] || entry.kind),
      make("td", {}, words.outcomes[entry.outcome] || entry.outcome),
      make("td", { class: "sum" }, entry.cents ? euros(entry.cents) : "–"),
      make("td", {}, places[entry.actor] || entry.actor),
    );
    return row;
  }));
}

let drawn = "";
async function refresh() {
  const response = await fetch(`/state?city=${chosen.city}`);
  const text = await response.text();
  const key = `${text}${chosen.city}${chosen.card}`;
  if (key === drawn) return;
  drawn = key;
  const state = JSON.parse(text);
  drawCities(state.cities);
  drawCards(state.cards);
  drawWaiting(state.waiting);
  if (state.entries) drawJournal(state.entries, state.places);
}

by("city").addEventListener("change", () => {
  chosen.city = by("city").value;
  chosen.card = 0;
  for (const option of by("till").options) option.hidden = option.dataset.city !== chosen.city;
  by("till").value = [...by("till").options].find((option) => !option.hidden)?.value;
  void refresh();
});
for (const button of document.querySelectorAll("[data-verb]")) {
  button.addEventListener("click", () => press(button.getAttribute("data-verb") || ""));
}
by("city").dispatchEvent(new Event("change"));
setInterval(() => { void refresh().catch(() => undefined); }, 1000);

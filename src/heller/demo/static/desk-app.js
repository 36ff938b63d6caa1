// The desk's side of the till app: hold cards and invitations to its scanner, admit it by its four words.
// @ts-check
const words = JSON.parse(document.getElementById("words")?.textContent || "{}");

/** @param {string} id @returns {any} */
const by = (id) => document.getElementById(id);

/** @param {string} path @param {unknown} body */
async function post(path, body) {
  const response = await fetch(path, { method: "POST", body: JSON.stringify(body) });
  return response.json();
}

/** @param {string} text */
function note(text) {
  by("app-note").textContent = text;
}

/**
 * Hold a card to the app's scanner, or without one the last invitation.
 * @param {number | null} card
 */
export async function hand(card) {
  await post("/app/hand", { card });
  note(words.app_handed);
}

async function invite() {
  const { text, picture, error } = await post("/app/invite", { shop: by("shop").value });
  note(error ?? "");
  by("invitation").hidden = !text;
  if (!text) return;
  by("invitation-code").src = picture;
  by("invitation-text").value = text;
}

/** @param {string[]} shown */
async function admit(shown) {
  const { admitted, error } = await post("/app/admit", { words: shown });
  note(error ?? (admitted ? words.app_admitted : words.app_gone));
  if (admitted) by("invitation").hidden = true;
}

/** @param {{words: string[], place: string}[]} waiting */
export function drawWaiting(waiting) {
  by("waiting").replaceChildren(...waiting.map((device) => {
    const row = document.createElement("div");
    const asked = Object.assign(document.createElement("p"), { textContent: `${device.place}: ${words.app_compare}` });
    const shown = Object.assign(document.createElement("p"), { textContent: device.words.join(" · ") });
    shown.className = "check-words";
    const button = Object.assign(document.createElement("button"), { textContent: words.app_admit, type: "button" });
    button.className = "btn main";
    button.addEventListener("click", () => admit(device.words));
    row.append(asked, shown, button);
    return row;
  }));
}

by("invite").addEventListener("click", () => invite());
by("hand-invitation").addEventListener("click", () => hand(null));

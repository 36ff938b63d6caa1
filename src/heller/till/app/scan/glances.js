// What the camera's pictures say, told calmly: a card that stays in view is one card.

const AGAIN_MS = 2_000;
const LINGER_MS = 600;
const PAY_CODE = "HG1:";

/** @typedef {{first: number, last: number, told: number}} Sight */

export class Glances {
  /** @type {Map<string, Sight>} */
  #sights = new Map();
  #paid = -Infinity;

  /**
   * Take one picture's texts; gives those to tell now. Each text at most once in two seconds. A card bears a second
   * code that only shows the balance: that one counts only when it stays alone in view.
   * @param {string[]} texts
   * @param {number} now milliseconds
   * @returns {string[]}
   */
  take(texts, now) {
    this.#forget(now);
    for (const text of texts) this.#see(text, now);
    const pays = texts.filter((text) => text.startsWith(PAY_CODE));
    if (pays.length > 0) this.#paid = now;
    const due = pays.length > 0 ? pays : texts.filter((text) => this.#lingers(text, now));
    return due.filter((text) => this.#isNew(text, now));
  }

  /**
   * @param {string} text
   * @param {number} now
   */
  #see(text, now) {
    const sight = this.#sights.get(text) ?? { first: now, last: now, told: -Infinity };
    this.#sights.set(text, { ...sight, last: now });
  }

  /**
   * @param {string} text
   * @param {number} now
   */
  #lingers(text, now) {
    const { first } = /** @type {Sight} */ (this.#sights.get(text));
    return now - Math.max(first, this.#paid) >= LINGER_MS;
  }

  /**
   * @param {string} text
   * @param {number} now
   */
  #isNew(text, now) {
    const sight = /** @type {Sight} */ (this.#sights.get(text));
    if (now - sight.told < AGAIN_MS) return false;
    sight.told = now;
    return true;
  }

  /** @param {number} now */
  #forget(now) {
    for (const [text, { last }] of this.#sights) if (now - last > AGAIN_MS) this.#sights.delete(text);
  }
}

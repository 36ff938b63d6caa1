// One payment at the shop's register: an amount, and the cards that pay it, one after the other.

/** @typedef {{seq: number, cents: number}} Part */

export class Payment {
  /** @param {number} goal cents to be paid; 0 until an amount was typed */
  constructor(goal = 0) {
    this.goal = goal;
    /** The number of the receipt of the shop's own register. */
    this.register = "";
    /** @type {Part[]} */
    this.parts = [];
  }

  /** Cents that are still to be paid. */
  get open() {
    return Math.max(0, this.goal - this.parts.reduce((sum, part) => sum + part.cents, 0));
  }

  /**
   * An amount was typed: all of the payment, or what the next card shall pay of it.
   * @param {number} cents
   */
  wants(cents) {
    const paid = this.goal - this.open;
    this.goal = this.parts.length === 0 ? cents : Math.max(this.goal, paid + cents);
  }

  /** @param {Part} part */
  add(part) {
    if (!this.parts.some((known) => known.seq === part.seq)) this.parts.push(part);
  }
}

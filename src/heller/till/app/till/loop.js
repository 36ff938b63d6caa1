// The upload loop: at the start, when the network is back, when the app is looked at again, and every 15 seconds.

const EVERY_MS = 15_000;

/** Runs a piece of work again and again, never twice at once; asked for meanwhile, it runs once more. */
export class Loop {
  #work;
  /** @type {Promise<void> | null} */
  #running = null;
  #again = false;
  #isStopped = false;
  #timer = 0;
  #wake = () => void this.now();
  #look = () => {
    if (document.visibilityState === "visible") void this.now();
  };

  /** @param {() => Promise<void>} work */
  constructor(work) {
    this.#work = work;
  }

  start() {
    this.#timer = window.setInterval(this.#wake, EVERY_MS);
    window.addEventListener("online", this.#wake);
    document.addEventListener("visibilitychange", this.#look);
    void this.now();
  }

  stop() {
    this.#isStopped = true;
    window.clearInterval(this.#timer);
    window.removeEventListener("online", this.#wake);
    document.removeEventListener("visibilitychange", this.#look);
  }

  /** Run now; ends when everything asked for until now is done. */
  async now() {
    if (this.#running) this.#again = true;
    this.#running ??= this.#runs().finally(() => (this.#running = null));
    await this.#running;
  }

  async #runs() {
    do {
      this.#again = false;
      await this.#work().catch((error) => this.#judge(error));
    } while (this.#again);
  }

  /**
   * What was begun before the till was closed may find its database gone.
   * @param {unknown} error
   */
  #judge(error) {
    if (!this.#isStopped) throw error;
  }
}

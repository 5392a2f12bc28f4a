/** Asks every few seconds whether the ticket has changed, less often while nobody looks or answers. */

const EVERY_MS = 3000;
const SLOWEST_MS = 30_000;

export class Live {
  #timer = 0;
  #pause = EVERY_MS;

  /**
   * @param {string} address Where to ask.
   * @param {string} version What the page shows now.
   * @param {(told: object) => void} apply Called with each answer.
   */
  constructor(address, version, apply) {
    this.address = address;
    this.version = version;
    this.apply = apply;
    document.addEventListener("visibilitychange", () => document.hidden || this.ask());
  }

  start() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.ask(), this.#pause);
  }

  async ask() {
    clearTimeout(this.#timer);
    if (document.hidden) return;
    try {
      const answer = await fetch(`${this.address}?version=${encodeURIComponent(this.version)}`, {
        headers: { Accept: "application/json" },
      });
      if (!answer.ok) throw new Error(String(answer.status));
      this.take(await answer.json());
      this.#pause = EVERY_MS;
    } catch {
      this.#pause = Math.min(this.#pause * 2, SLOWEST_MS);
    }
    this.start();
  }

  /** Take over an answer, from here or from a saved form. */
  take(told) {
    this.version = told.version;
    this.apply(told);
  }
}

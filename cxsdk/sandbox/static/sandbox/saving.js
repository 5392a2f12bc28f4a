/** Sends the ticket's form without leaving the page, after the apps had their say. */

import { toast } from "./toast.js";

export class Saving {
  #isBusy = false;

  /**
   * @param {object} parts
   * @param {import("./ticket_form.js").TicketForm} parts.form
   * @param {Record<string, string>} parts.words
   * @param {import("./zaf_host.js").ZafHost | null} parts.host
   * @param {(told: object) => void} parts.onSaved
   */
  constructor({ form, words, host, onSaved }) {
    this.form = form;
    this.words = words;
    this.host = host;
    this.onSaved = onSaved;
    form.form.addEventListener("submit", (event) => this.#submitted(event));
    form.body?.addEventListener("keydown", (event) => this.#pressed(event));
  }

  #pressed(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.form.form.requestSubmit(document.getElementById("send"));
  }

  async #submitted(event) {
    event.preventDefault();
    event.submitter?.closest("details")?.removeAttribute("open");
    if (this.#isBusy) return;
    if (!this.form.text.trim() && !this.form.hasChanges && !event.submitter?.value) {
      toast(this.words.nothing);
      return;
    }
    this.#isBusy = true;
    try {
      const fields = new URLSearchParams(new FormData(this.form.form, event.submitter));
      if (await this.#isAllowed()) await this.#send(fields);
    } finally {
      this.#isBusy = false;
    }
  }

  async #isAllowed() {
    const answer = (await this.host?.ask("ticket.save")) ?? { isFine: true };
    if (answer.isFine) return true;
    toast(answer.isSilent ? this.words.app_silent : `${this.words.app_refused} ${answer.reason}`, "bad");
    return false;
  }

  async #send(fields) {
    try {
      const answer = await fetch(this.form.form.action, {
        method: "POST",
        body: fields,
        headers: { Accept: "application/json" },
      });
      if (!answer.headers.get("Content-Type")?.startsWith("application/json")) throw new Error(answer.statusText);
      const told = await answer.json();
      if (answer.ok) this.onSaved(told);
      else toast(`${this.words.refused} ${told.problem}`, "bad");
    } catch {
      toast(this.words.lost, "bad");
    }
  }
}

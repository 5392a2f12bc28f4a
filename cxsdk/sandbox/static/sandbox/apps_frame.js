/** Opens the apps' frame by posting its signed form, and again when it is asked to. */

export class AppsFrame {
  /**
   * @param {HTMLFormElement} form Holds the signature; its target is the frame.
   * @param {import("./zaf_host.js").ZafHost} host
   * @param {string} guid Name of the frame in the form's address.
   */
  constructor(form, host, guid) {
    this.form = form;
    this.host = host;
    this.guid = guid;
  }

  open() {
    this.host.expect(this.guid);
    this.form.classList.add("is-sent");
    this.form.submit();
  }

  /** Ask for a new signature (the old one was good for a minute) and load the frame anew. */
  async reopen(address) {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    const opening = answer.ok ? await answer.json() : {};
    if (!opening.action) return false;
    this.form.action = opening.action;
    this.form.elements.token.value = opening.token;
    this.guid = opening.guid;
    this.open();
    return true;
  }
}

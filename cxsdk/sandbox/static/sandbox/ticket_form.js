/**
 * The ticket as it stands on the screen: what was shown, what was changed by hand or by an
 * app, and the draft. Nothing here is saved; events of type "change" tell of every change.
 */

const FIELDS = ["status", "assignee_id", "group_id", "tags", "subject"];

const words = (text) => text.split(/\s+/).filter(Boolean);

export class TicketForm extends EventTarget {
  /**
   * @param {HTMLFormElement} form Fields may stand anywhere in the page.
   * @param {Record<string, string>} labels Words of the page: names of statuses among them.
   */
  constructor(form, labels) {
    super();
    this.form = form;
    this.labels = labels;
    this.body = form.elements.body;
    for (const name of FIELDS) {
      form.elements[name]?.addEventListener("input", () => this.#touched(name));
    }
    for (const each of form.querySelectorAll("[name=kind]")) {
      each.addEventListener("change", () => this.#kindChanged());
    }
    this.body?.addEventListener("input", () => this.#told("body"));
    this.#kindChanged();
  }

  get isClosed() {
    return !this.body;
  }

  get(name) {
    return name === "tags" ? words(this.form.elements.tags.value) : this.form.elements[name].value;
  }

  /** Change a field as a person would; false when the field cannot hold the value. */
  set(name, value) {
    const field = this.form.elements[name];
    const text = name === "tags" ? [].concat(value).flatMap((each) => words(String(each))).join(" ") : String(value);
    if (!field || field.disabled) return false;
    if (field.options && ![...field.options].some((option) => option.value === text)) return false;
    field.value = text;
    if (name === "subject") document.getElementById("subject").textContent = text;
    this.#touched(name);
    return true;
  }

  get text() {
    return this.body?.value ?? "";
  }

  /** Put words into the draft; false where nothing can be written any more. */
  write(text) {
    if (this.isClosed) return false;
    this.body.value = text;
    this.#told("body");
    return true;
  }

  /** Add words at the end of the draft, on a line of their own. */
  append(text) {
    const before = this.text.replace(/\s+$/, "");
    return this.write(before ? `${before}\n${text}` : text);
  }

  get isNote() {
    return this.form.elements.kind?.value === "note";
  }

  set isNote(wanted) {
    if (this.isClosed) return;
    this.form.elements.kind.value = wanted ? "note" : "reply";
    this.#kindChanged();
  }

  isDirty(name) {
    return this.form.elements[name].value !== this.form.elements[`was_${name}`].value;
  }

  get hasChanges() {
    return FIELDS.some((name) => this.isDirty(name));
  }

  /**
   * Take over what the helpdesk holds now. A field that was changed here keeps its change.
   * @param {Record<string, string>} held
   * @param {{ all?: boolean }} [how] `all` drops the changes too: they were saved.
   */
  adopt(held, { all = false } = {}) {
    for (const name of FIELDS) {
      const field = this.form.elements[name];
      const isOurs = !all && this.isDirty(name);
      this.form.elements[`was_${name}`].value = held[name];
      if (isOurs) continue;
      if (field.options) this.#offer(field, held[name]);
      field.value = held[name];
      if (name === "subject") document.getElementById("subject").textContent = held[name];
    }
    if (all && this.body) this.body.value = "";
    this.#told("all");
  }

  #offer(field, value) {
    if ([...field.options].some((option) => option.value === value)) return;
    field.add(new Option(this.labels[value] ?? value, value));
  }

  #kindChanged() {
    if (this.body) this.body.placeholder = this.isNote ? this.body.dataset.note : this.body.dataset.reply;
    this.#told("kind");
  }

  #touched(name) {
    this.#told(name);
  }

  #told(name) {
    for (const each of FIELDS) this.form.elements[each].classList.toggle("is-dirty", this.isDirty(each));
    this.dispatchEvent(new CustomEvent("change", { detail: { name } }));
  }
}

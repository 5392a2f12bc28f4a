/**
 * What apps may get, set and invoke, by the vendor's paths. Values come from the page: what the
 * helpdesk told (`values`), and the form with its changes that are not saved yet.
 *
 * Source: https://developer.zendesk.com/api-reference/apps/apps-support-api/ticket_sidebar/
 */

import { ApiError } from "./zaf_host.js";

const NO_SUCH = "No such Api";
const MIN_HEIGHT = 80;
const MAX_HEIGHT = 1600;
const KINDS = { publicReply: false, internalNote: true };

/**
 * @param {object} page
 * @param {import("./ticket_form.js").TicketForm} page.form
 * @param {() => object} page.values
 * @param {HTMLIFrameElement} page.frame
 * @param {(text: string, kind?: string) => void} page.toast
 */
export function makeApi({ form, values, frame, toast }) {
  const live = {
    "ticket.subject": () => form.get("subject"),
    "ticket.status": () => form.get("status"),
    "ticket.tags": () => form.get("tags"),
    "comment.text": () => form.text,
    "comment.type": () => (form.isNote ? "internalNote" : "publicReply"),
    "ticket.comment": () => ({ text: form.text, type: form.isNote ? "internalNote" : "publicReply" }),
    ticket: () => wholeTicket(),
  };

  function known(path) {
    if (Object.hasOwn(live, path)) return live[path]();
    const told = values();
    const field = path.match(/^ticket\.customField:(?:custom_field_)?(.+)$/);
    if (field) return told.customFields[`custom_field_${field[1]}`];
    return path !== "customFields" && Object.hasOwn(told, path) ? told[path] : undefined;
  }

  /** Find the longest known beginning of a path, then walk on by names. */
  function find(path) {
    const names = path.split(".");
    for (let length = names.length; length > 0; length -= 1) {
      let found = known(names.slice(0, length).join("."));
      if (found === undefined) continue;
      for (const name of names.slice(length)) {
        if (found === null || typeof found !== "object") return found === null ? null : undefined;
        found = Object.hasOwn(found, name) ? found[name] : undefined;
      }
      return found;
    }
    return undefined;
  }

  function wholeTicket() {
    const ticket = {};
    for (const [path, value] of Object.entries(values())) {
      const name = path.match(/^ticket\.(\w+)$/)?.[1];
      if (name) ticket[name] = value;
    }
    for (const name of ["subject", "status", "tags"]) ticket[name] = form.get(name);
    ticket.assignee = { user: values()["ticket.assignee.user"], group: values()["ticket.assignee.group"] };
    ticket.isNew = false;
    return ticket;
  }

  const change = (name) => (value) => {
    if (!form.set(name, value)) throw new ApiError(`Invalid value: ${JSON.stringify(value)}`);
    return form.get(name);
  };
  const write = (text) => {
    if (!form.write(String(text))) throw new ApiError("The ticket is closed");
    return form.text;
  };
  const setters = {
    "ticket.status": change("status"),
    "ticket.subject": change("subject"),
    "ticket.tags": change("tags"),
    "comment.text": write,
    "ticket.comment.text": write,
    "comment.type": (type) => {
      if (!Object.hasOwn(KINDS, type)) throw new ApiError(`Invalid value: ${JSON.stringify(type)}`);
      form.isNote = KINDS[type];
      return type;
    },
  };

  const append = (text) => {
    if (!form.append(String(text ?? ""))) throw new ApiError("The ticket is closed");
  };
  const appendHtml = (html) => append(textOf(String(html ?? "")));
  const actions = {
    "ticket.comment.appendText": append,
    "comment.appendText": append,
    "ticket.editor.insert": append,
    "ticket.comment.appendMarkdown": append,
    "comment.appendMarkdown": append,
    "ticket.comment.appendHtml": appendHtml,
    "comment.appendHtml": appendHtml,
    "ticket.tags.add": (...tags) => change("tags")([...new Set([...form.get("tags"), ...tags.flat()])]),
    "ticket.tags.remove": (...tags) => change("tags")(form.get("tags").filter((tag) => !tags.flat().includes(tag))),
    resize: (size) => {
      const height = Number.parseFloat(size?.height);
      if (!(height > 0)) throw new ApiError(`Invalid value: ${JSON.stringify(size)}`);
      frame.style.height = `${Math.min(Math.max(Math.ceil(height), MIN_HEIGHT), MAX_HEIGHT)}px`;
    },
    notify: (text, kind) => toast(textOf(String(text ?? "")), kind === "error" || kind === "alert" ? "bad" : "good"),
    track: () => undefined,
    preloadPane: () => undefined,
  };

  const call = (table, path, args) => {
    if (!Object.hasOwn(table, path)) throw new ApiError(NO_SUCH);
    return table[path](...args);
  };

  return {
    get(path) {
      const found = find(path);
      if (found === undefined) throw new ApiError(NO_SUCH);
      return found;
    },
    set: (path, value) => call(setters, path, [value]),
    invoke: (path, ...args) => call(actions, path, args),
  };
}

/** What a person would read of HTML; nothing of it is ever put into the page. */
function textOf(html) {
  const body = new DOMParser().parseFromString(html, "text/html").body;
  for (const each of body.querySelectorAll("script, style")) each.remove();
  for (const each of body.querySelectorAll("br")) each.replaceWith("\n");
  for (const each of body.querySelectorAll("p, div, li, h1, h2, h3, h4")) each.append("\n");
  return body.textContent.replace(/\n{3,}/g, "\n\n").trim();
}

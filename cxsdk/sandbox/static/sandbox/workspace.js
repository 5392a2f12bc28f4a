/** One ticket's page: the form, the apps beside it, and what happens meanwhile. */

import { AppsFrame } from "./apps_frame.js";
import { tameDrops } from "./drops.js";
import { Live } from "./live.js";
import { Saving } from "./saving.js";
import { TicketForm } from "./ticket_form.js";
import { toast } from "./toast.js";
import { makeApi } from "./zaf_api.js";
import { ZafHost } from "./zaf_host.js";

const page = JSON.parse(document.getElementById("page-data").textContent);
const place = `/agent/tickets/${page.ticket}`;
const form = new TicketForm(document.getElementById("ticket-form"), page.words);
const host = page.frame ? openApps() : null;
const live = new Live(`${place}/live`, page.version, show);
let lastId = newest();
let seen = watched();

tameDrops();
new Saving({ form, words: page.words, host, onSaved: saved });
form.addEventListener("change", () => {
  showState();
  tellChanges();
});
window.addEventListener("beforeunload", (event) => {
  if (form.text.trim()) event.preventDefault();
});
for (const each of document.querySelectorAll("form[data-clock]")) {
  each.addEventListener("submit", (event) => moveClock(event, each));
}
showState();
live.start();

function newest() {
  return [...document.querySelectorAll("#talk article")].at(-1)?.id ?? "";
}

function openApps() {
  const frame = document.getElementById("apps-frame");
  const { origin, metadata, guid } = page.frame;
  const context = {
    product: "support",
    location: "ticket_sidebar",
    ticketId: page.ticket,
    account: { subdomain: page.values.currentAccount.subdomain },
  };
  const api = makeApi({ form, values: () => page.values, frame, toast });
  const built = new ZafHost({ frame, origin, metadata, context, api });
  const opener = new AppsFrame(document.getElementById("apps-open"), built, guid);
  document.getElementById("apps-again").addEventListener("click", () => opener.reopen(`${place}/opening`));
  opener.open();
  return built;
}

/** What apps are told of when it changes, on the screen or in the helpdesk. */
function watched() {
  const values = page.values;
  return {
    "ticket.status": form.get("status"),
    "ticket.subject": form.get("subject"),
    "ticket.tags": form.get("tags"),
    "ticket.assignee.user": values["ticket.assignee.user"],
    "ticket.assignee.group": values["ticket.assignee.group"],
    "comment.text": form.text,
  };
}

function tellChanges() {
  const before = seen;
  seen = watched();
  for (const [path, value] of Object.entries(seen)) {
    if (JSON.stringify(before[path]) !== JSON.stringify(value)) host?.fire(`${path}.changed`, value);
  }
}

/** Show what the helpdesk told: new messages, another status, the time. */
function show(told) {
  document.getElementById("clock").textContent = told.clock.trim();
  if (!told.html) return;
  const before = page.values;
  page.values = told.values;
  const holder = document.createElement("template");
  holder.innerHTML = told.html; // cleaned by the helpdesk; the page's policy runs no script in it
  document.getElementById("talk").replaceChildren(holder.content);
  form.adopt(told.form);
  announce(before, told);
}

function announce(before, told) {
  const wasDone = ["solved", "pending", "hold"].includes(before["ticket.status"]);
  const isReopened = wasDone && told.form.status === "open";
  const isNews = told.last && `c${told.last.id}` !== lastId && !told.last.is_mine;
  lastId = newest();
  if (isNews) say(page.words.wrote.replace("{name}", told.last.name));
  if (isReopened && isNews) say(page.words.reopened);
}

function say(text) {
  document.getElementById("announce").textContent = text;
  toast(text);
}

function saved(told) {
  form.adopt(told.form, { all: true });
  lastId = told.last ? `c${told.last.id}` : lastId;
  live.take(told);
  toast(page.words.saved);
  host?.fire("ticket.saved", { id: page.ticket });
}

function showState() {
  const isNeeded = form.hasChanges;
  document.getElementById("save")?.classList.toggle("is-needed", isNeeded);
  const state = document.getElementById("draft-state");
  if (state) state.textContent = form.text.trim() ? page.words.kept : isNeeded ? page.words.unsaved : "";
  for (const each of document.querySelectorAll("[data-status-button]")) {
    each.hidden = form.form.elements.was_status.value === each.value;
  }
}

/** The clock moves without the page, so that the draft stays. */
async function moveClock(event, clock) {
  event.preventDefault();
  const fields = new URLSearchParams(new FormData(clock, event.submitter));
  await fetch(clock.action, { method: "POST", body: fields, redirect: "manual" }).catch(() => null);
  live.ask();
}

// The sidebar's page: tabs, forms sent with the bearer, answers put in place.
// Apps write plain HTML; what it may say to this module:
//   form                       sent with the bearer, its answer replaces the tab
//   a[data-swap]               opens in the tab;  a[data-wide]  in a browser tab of its own
//   [data-insert-text], [data-insert-from="#id"]   puts text into the agent's reply
//   [data-key="KeyM"], "Shift+KeyA"                presses the element, by the key's place
//   form[data-marks], [data-mark-rest="3"]         see marks.js
//   [data-reload]              loads the page again

import {connect, hostGet, hostInvoke, hostOn, insertText} from "./host.js";
import {markByKey, markRest} from "./marks.js";

const RENEW_MS = 4 * 60 * 1000;
const KEPT_TAB = "cx-tab";
const page = JSON.parse(document.getElementById("cx-page").textContent);
const tabs = [...document.querySelectorAll("[role=tab]")];
const panel = document.getElementById("cx-panel");
const note = document.getElementById("cx-note");
const live = document.getElementById("cx-live");

let bearer = page.bearer;
let ticket = "";
let shown = null;
let isTouched = false;
let turn = 0;

// ---- telling

function say(text) {
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = text; });
}

function warn(text, {reload = false} = {}) {
  const banner = document.createElement("p");
  banner.className = "banner warn";
  banner.textContent = text;
  const parts = [banner];
  if (reload) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn small";
    button.dataset.reload = "";
    button.textContent = page.texts.reload;
    parts.push(button);
  }
  note.replaceChildren(...parts);
}

function parse(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html; // our own server's page: everything in it was escaped there
  return holder.content;
}

function place(content, {focus}) {
  panel.replaceChildren(content);
  note.replaceChildren();
  isTouched = false;
  panel.setAttribute("aria-busy", "false");
  if (!focus) return;
  const target = panel.querySelector("[data-focus], [role=alert], [aria-invalid=true]");
  (target && target.matches("input, select, textarea, button, a") ? target : panel).focus();
  say((target || panel.querySelector("h1, h2, h3, b, p") || panel).textContent.trim().slice(0, 200));
}

// ---- asking

function address(path) {
  const url = new URL(path, window.location.origin);
  if (url.origin !== window.location.origin) throw new Error("another server");
  if (ticket) url.searchParams.set("ticket", ticket);
  return url;
}

async function send(path, options = {}) {
  const headers = {Accept: "text/html", ...options.headers, Authorization: `Bearer ${bearer}`};
  return fetch(address(path), {...options, headers, credentials: "omit", cache: "no-store"});
}

async function swap(path, options = {}, {focus = true, quiet = false} = {}) {
  const mine = ++turn;
  panel.setAttribute("aria-busy", "true");
  let answer;
  let html;
  try {
    answer = await send(path, options);
    html = await answer.text();
  } catch {
    if (mine === turn) { panel.setAttribute("aria-busy", "false"); warn(page.texts.failed); }
    return false;
  }
  if (mine !== turn) return false; // somebody has gone on meanwhile
  panel.setAttribute("aria-busy", "false");
  if (answer.status === 401) { warn(page.texts.over, {reload: true}); return false; }
  const content = parse(html);
  if (answer.status === 422 && content.querySelector("[data-form-errors]")) {
    pointOut(content, options.form);
    return false;
  }
  // What was typed stays where a form failed for another reason than the form.
  if (!answer.ok && answer.status !== 422 && options.form) { note.replaceChildren(content); return false; }
  if (quiet && isTouched) return false;
  place(content, {focus});
  return answer.ok;
}

function pointOut(content, form) {
  for (const old of form.querySelectorAll("[data-error]")) old.remove();
  for (const old of form.querySelectorAll("[aria-invalid]")) old.removeAttribute("aria-invalid");
  let first = null;
  for (const item of content.querySelectorAll("[data-field]")) {
    const field = [...form.elements].find((one) => one.name === item.dataset.field);
    if (!field) continue;
    const said = document.createElement("p");
    said.className = "error";
    said.dataset.error = "";
    said.id = `error-${item.dataset.field}`;
    said.textContent = item.textContent.trim();
    const home = field.closest("fieldset, .field, label") || field;
    home.append(said);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", said.id);
    first ||= field;
  }
  if (first) { first.focus(); say(page.texts.check_form); } else note.replaceChildren(content);
}

// ---- tabs

function open(tab, {focus = false} = {}) {
  for (const one of tabs) {
    const isThis = one === tab;
    one.setAttribute("aria-selected", String(isThis));
    one.tabIndex = isThis ? 0 : -1;
  }
  shown = tab;
  panel.setAttribute("aria-labelledby", tab.id);
  if (focus) tab.focus();
  try { sessionStorage.setItem(KEPT_TAB, tab.dataset.app); } catch { /* a frame may have none */ }
  return swap(`/apps/${tab.dataset.app}/tab`, {}, {focus: false});
}

function refresh() {
  if (shown && !isTouched) swap(`/apps/${shown.dataset.app}/tab`, {}, {focus: false, quiet: true});
}

document.querySelector("[role=tablist]").addEventListener("keydown", (event) => {
  const at = tabs.indexOf(event.target.closest("[role=tab]"));
  const to = {ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1}[event.key];
  if (to === undefined || at < 0) return;
  event.preventDefault();
  open(tabs[(to + tabs.length) % tabs.length], {focus: true});
});
for (const tab of tabs) tab.addEventListener("click", () => open(tab));

// ---- forms, links, buttons

async function insert(element) {
  const from = element.dataset.insertFrom;
  const text = element.dataset.insertText ?? document.querySelector(from)?.textContent.trim();
  try {
    await insertText(text || "");
  } catch {
    warn(page.texts.not_inserted);
    return false;
  }
  say(page.texts.inserted);
  return true;
}

const hasText = (element) => element && ("insertText" in element.dataset || "insertFrom" in element.dataset);

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!panel.contains(form)) return;
  event.preventDefault();
  if (form.dataset.sending) return;
  form.dataset.sending = "1";
  const button = event.submitter;
  const body = new URLSearchParams(new FormData(form, button));
  try {
    if (hasText(button) && !(await insert(button))) return;
    const path = button?.getAttribute("formaction") || form.getAttribute("action");
    if (form.method === "get") {
      await swap(`${path}?${body}`);
    } else {
      await swap(path, {method: "POST", body, form});
    }
  } finally {
    delete form.dataset.sending;
  }
});

async function openWide(path) {
  try {
    const body = new URLSearchParams({to: path});
    const answer = await send("/sidebar/wide", {method: "POST", body, headers: {Accept: "application/json"}});
    if (answer.status === 401) { warn(page.texts.over, {reload: true}); return; }
    if (!answer.ok) throw new Error("refused");
    window.open((await answer.json()).url, "_blank", "noopener");
  } catch {
    warn(page.texts.failed);
  }
}

document.addEventListener("click", (event) => {
  const element = event.target.closest("a, button, summary");
  if (!element) return;
  if (element.matches("[data-reload]")) { window.location.reload(); return; }
  if (element.matches("[data-mark-rest]")) { markRest(element); return; }
  if (element.matches("a[data-wide], a[data-swap]")) {
    event.preventDefault();
    const path = element.getAttribute("href");
    if (element.matches("[data-wide]")) openWide(path);
    else swap(path);
    return;
  }
  if (hasText(element) && element.type !== "submit") insert(element);
});

panel.addEventListener("input", () => { isTouched = true; });

// ---- keys

function isTyping(element) {
  if (element.closest("textarea, select, [contenteditable]")) return true;
  return element.matches("input") && !["radio", "checkbox", "button", "submit"].includes(element.type);
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.altKey || event.repeat) return;
  if (event.ctrlKey || event.metaKey) {
    if (event.code !== "Enter" && event.code !== "NumpadEnter") return;
    const form = event.target.closest("form") || panel.querySelector("form[data-marks]");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-submit], button:not([type=button])"));
    return;
  }
  if (isTyping(event.target)) return;
  const code = `${event.shiftKey ? "Shift+" : ""}${event.code}`;
  const target = [...panel.querySelectorAll("[data-key]")]
    .find((one) => one.dataset.key === code && one.checkVisibility() && !one.disabled);
  if (target) { event.preventDefault(); target.click(); return; }
  if (markByKey(panel, code)) event.preventDefault();
});

// ---- staying open

async function renew() {
  try {
    const answer = await send("/sidebar/renew", {method: "POST", headers: {Accept: "application/json"}});
    if (answer.status === 401) warn(page.texts.over, {reload: true});
    else if (answer.ok) bearer = (await answer.json()).bearer;
  } catch { /* the next turn asks again */ }
}
setInterval(renew, RENEW_MS);

function keepHeight() {
  let last = 0;
  let timer = 0;
  new ResizeObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const height = Math.ceil(document.body.getBoundingClientRect().height);
      if (Math.abs(height - last) < 2) return;
      last = height;
      hostInvoke("resize", {width: "100%", height: `${height}px`}).catch(() => {});
    }, 60);
  }).observe(document.body);
}

async function start() {
  try {
    const context = await connect(page.origin);
    ticket = String(context.ticketId || "");
    if (page.needsTicket && !ticket) ticket = String((await hostGet(["ticket.id"]))["ticket.id"] || "");
  } catch {
    panel.replaceChildren();
    panel.setAttribute("aria-busy", "false");
    warn(page.texts.no_host, {reload: true});
    return;
  }
  let kept = null;
  try { kept = sessionStorage.getItem(KEPT_TAB); } catch { /* as above */ }
  keepHeight();
  for (const name of ["app.activated", "ticket.status.changed", "ticket.conversation.changed"]) hostOn(name, refresh);
  await open(tabs.find((tab) => tab.dataset.app === kept) || tabs[0]);
}

if (tabs.length) start();

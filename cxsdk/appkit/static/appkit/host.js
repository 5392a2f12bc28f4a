// The other side of the frame: the helpdesk's own page, spoken to by the ZAF protocol.
// Every message is checked both ways: it must come from the parent window and from the
// one origin that our server trusts, and it is posted to that origin only.

const VERSION = "2.0.0";
const ANSWER_MS = 5000;
const query = new URLSearchParams(window.location.search);
const guid = query.get("app_guid") || "";

let trusted = "";
let lastId = 0;
const asked = new Map();
const listeners = new Map();

function post(message) {
  const whole = {...message, appGuid: guid, instanceGuid: guid};
  window.parent.postMessage(JSON.stringify(whole), trusted);
}

function read(event) {
  if (event.source !== window.parent || event.origin !== trusted) return null;
  if (typeof event.data !== "string") return event.data && typeof event.data === "object" ? event.data : null;
  try {
    const parsed = JSON.parse(event.data);
    return parsed && typeof parsed === "object" ? parsed : null;
  } catch {
    return null;
  }
}

function receive(event) {
  const message = read(event);
  if (!message) return;
  if (message.id !== undefined && asked.has(message.id)) {
    const {resolve, reject, timer} = asked.get(message.id);
    asked.delete(message.id);
    clearTimeout(timer);
    if (message.error) reject(new Error(message.error.message || "refused"));
    else resolve(message.result || {});
    return;
  }
  const name = typeof message.key === "string" && message.key.startsWith("zaf.") ? message.key.slice(4) : "";
  if (!name) return;
  for (const listener of listeners.get(name) || []) listener(message.message);
  // A hook waits for a word before the helpdesk goes on: we never object.
  if (message.needsReply) {
    window.parent.postMessage({appGuid: guid, key: `iframe.reply:${name}`}, trusted);
  }
}

function ask(kind, params) {
  return new Promise((resolve, reject) => {
    const id = ++lastId;
    const timer = setTimeout(() => {
      asked.delete(id);
      reject(new Error(`the helpdesk did not answer: ${kind} ${Object.keys(params).join(" ")}`));
    }, ANSWER_MS);
    asked.set(id, {resolve, reject, timer});
    post({id, request: kind, params});
  });
}

/** Shake hands with the helpdesk; resolves with its context, rejects when nobody answers. */
export function connect(origin) {
  return new Promise((resolve, reject) => {
    if (window.parent === window || !guid || query.get("origin") !== origin) {
      reject(new Error("this page is not framed by its helpdesk"));
      return;
    }
    trusted = origin;
    const timer = setTimeout(() => reject(new Error("no handshake")), ANSWER_MS);
    listeners.set("app.registered", [({context} = {}) => {
      clearTimeout(timer);
      resolve(context || {});
    }]);
    window.addEventListener("message", receive);
    post({key: "iframe.handshake", message: {version: VERSION}});
  });
}

/** Hear of an event of the helpdesk, such as "ticket.status.changed". */
export function hostOn(name, listener) {
  const known = listeners.get(name) || [];
  known.push(listener);
  listeners.set(name, known);
  post({key: `iframe.on:${name}`, message: {subscriberCount: known.length}});
}

/** Read values, such as ["ticket.id"]; resolves with an object by path. */
export async function hostGet(paths) {
  const found = await ask("get", paths);
  const failed = Object.entries(found.errors || {})[0];
  if (failed) throw new Error(`${failed[0]}: ${failed[1].message || "refused"}`);
  return found;
}

/** Write values, by path. */
export async function hostSet(values) {
  const found = await ask("set", values);
  const failed = Object.entries(found.errors || {})[0];
  if (failed) throw new Error(`${failed[0]}: ${failed[1].message || "refused"}`);
  return found;
}

/** Have the helpdesk do something, such as "ticket.comment.appendText". */
export async function hostInvoke(name, ...args) {
  const found = await ask("invoke", {[name]: args});
  const failed = (found.errors || {})[name];
  if (failed) throw new Error(`${name}: ${failed.message || "refused"}`);
  return found[name];
}

/** Put text into the agent's reply; the helpdesk's older name is tried where the newer is unknown. */
export async function insertText(text) {
  try {
    await hostInvoke("ticket.comment.appendText", text);
  } catch {
    await hostInvoke("comment.appendText", text);
  }
}

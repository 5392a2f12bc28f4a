/**
 * The host's half of the ZAF protocol for one frame: handshake, subscriptions, requests, hooks.
 *
 * Messages from the frame are JSON strings (replies to hooks are objects). Only the frame's own
 * window under the apps' exact origin is believed. What the app may get, set and invoke is the
 * business of `zaf_api.js`.
 */

const HOOK_TIMEOUT_MS = 10_000;

/** A refusal in the vendor's shape. */
export class ApiError extends Error {
  constructor(message, name = "APIError") {
    super(message);
    this.name = name;
  }
}

export class ZafHost {
  #frame;
  #origin;
  #api;
  #guid = "";
  #loads = 0;
  #registeredLoad = 0;
  #waitingHandshake = null;
  #subscriptions = new Set();
  #hooks = new Map();

  /**
   * @param {object} parts
   * @param {HTMLIFrameElement} parts.frame
   * @param {string} parts.origin Of whom messages are believed.
   * @param {object} parts.metadata What the app is told of itself.
   * @param {object} parts.context Where it is; the instance's name is added.
   * @param {{ get: Function, set: Function, invoke: Function }} parts.api
   */
  constructor({ frame, origin, metadata, context, api }) {
    this.#frame = frame;
    this.#origin = origin;
    this.#api = api;
    this.metadata = metadata;
    this.context = context;
    window.addEventListener("message", (event) => this.#receive(event));
    frame.addEventListener("load", () => this.#loaded());
  }

  /** Forget the page in the frame: another is about to be loaded, under another name. */
  expect(guid) {
    this.#guid = guid;
    this.#loads = 0;
    this.#registeredLoad = 0;
    this.#waitingHandshake = null;
    this.#subscriptions.clear();
    for (const settle of this.#hooks.values()) settle({ isFine: true });
    this.#hooks.clear();
  }

  get isRegistered() {
    return this.#registeredLoad > 0;
  }

  /** Tell the app of something, if it listens. */
  fire(event, message) {
    if (this.#listens(event)) this.#post({ key: `zaf.${event}`, message });
  }

  /**
   * Ask the app for its consent.
   * @returns {Promise<{ isFine: boolean, reason?: string, isSilent?: boolean }>} Fine when it
   *     does not listen; silent when it did not answer in time.
   */
  ask(event) {
    if (!this.#listens(event)) return Promise.resolve({ isFine: true });
    if (this.#hooks.has(event)) return Promise.resolve({ isFine: false, isSilent: true });
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle({ isFine: false, isSilent: true }), HOOK_TIMEOUT_MS);
      const settle = (answer) => {
        clearTimeout(timer);
        this.#hooks.delete(event);
        resolve(answer);
      };
      this.#hooks.set(event, settle);
      this.#post({ key: `zaf.${event}`, needsReply: true });
    });
  }

  // -- receiving --------------------------------------------------------

  #receive(event) {
    if (event.source !== this.#frame.contentWindow || event.origin !== this.#origin) return;
    const message = parse(event.data);
    if (!message || message.appGuid !== this.#guid) return;
    const key = typeof message.key === "string" ? message.key : "";
    if (key === "iframe.handshake") this.#shakeHands(message);
    else if (!this.isRegistered) return;
    else if (message.request) this.#answer(message);
    else if (key) this.#hear(key, message);
  }

  /**
   * Each page is registered once. A handshake behind a page's load event comes from that page
   * again, or from the next one, whose load event is still to come: only the latter counts.
   */
  #shakeHands(message) {
    if (!this.isRegistered) this.#register(message, Math.max(1, this.#loads));
    else if (this.#loads > this.#registeredLoad) this.#register(message, this.#loads);
    else if (this.#loads === this.#registeredLoad) this.#waitingHandshake = message;
  }

  #loaded() {
    this.#loads += 1;
    const message = this.#waitingHandshake;
    this.#waitingHandshake = null;
    if (message && this.#loads > this.#registeredLoad) this.#register(message, this.#loads);
  }

  #register(message, load) {
    this.#registeredLoad = load;
    this.#subscriptions.clear();
    const context = { ...this.context, instanceGuid: message.instanceGuid ?? this.#guid };
    this.#post({ key: "zaf.app.registered", message: { metadata: this.metadata, context } });
  }

  #hear(key, message) {
    const [verb, event] = split(key);
    if (verb === "iframe.on") this.#subscribe(message, event);
    else if (verb === "iframe.off") this.#unsubscribe(message, event);
    else if (verb === "iframe.trigger") this.fire(event, message.message);
    else if (verb === "iframe.reply") this.#replied(event, message.error);
    else if (verb === "request") this.#refuseRequest(event);
  }

  #subscribe(message, event) {
    const name = subscription(message, event);
    const isFirst = !this.#subscriptions.has(name);
    this.#subscriptions.add(name);
    // the page is active from its first moment: who asks later is told once
    if (isFirst && event === "app.activated") this.fire(event, { firstLoad: true });
  }

  #unsubscribe(message, event) {
    if (!message.message?.subscriberCount) this.#subscriptions.delete(subscription(message, event));
  }

  #listens(event) {
    return [...this.#subscriptions].some((each) => each.slice(each.indexOf(" ") + 1) === event);
  }

  #replied(event, error) {
    const reason = error ? String(error.msg ?? "") : "";
    this.#hooks.get(event)?.({ isFine: !error, reason });
  }

  /** Requests through the host would need its own rights; apps have their server for that. */
  #refuseRequest(number) {
    const response = { status: 501, statusText: "Not Implemented", responseText: "", responseJSON: null };
    this.fire(`request:${number}.fail`, { responseArgs: [response] });
  }

  // -- requests ---------------------------------------------------------

  async #answer({ id, request, params }) {
    const calls = CALLS[request]?.(params);
    if (!calls) {
      this.#post({ id, error: { name: "APIError", message: `No such request: ${request}` } });
      return;
    }
    const result = { errors: {} };
    for (const [path, values] of calls) {
      try {
        result[path] = (await this.#api[request](path, ...values)) ?? null;
      } catch (error) {
        result.errors[path] = { name: error.name, message: error.message, path };
      }
    }
    this.#post({ id, result });
  }

  #post(message) {
    this.#frame.contentWindow?.postMessage(JSON.stringify(message), this.#origin);
  }
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** What each request calls: the path and the arguments behind it. */
const CALLS = {
  get: (params) => Array.isArray(params) && params.map((path) => [String(path), []]),
  set: (params) => isObject(params) && Object.entries(params).map(([path, value]) => [path, [value]]),
  invoke: (params) =>
    isObject(params) &&
    Object.entries(params).map(([path, values]) => [path, Array.isArray(values) ? values : [values]]),
};

function parse(data) {
  if (isObject(data)) return data;
  if (typeof data !== "string") return null;
  try {
    const found = JSON.parse(data);
    return isObject(found) ? found : null;
  } catch {
    return null;
  }
}

/** "iframe.on:ticket.saved" → ["iframe.on", "ticket.saved"]. */
function split(key) {
  const at = key.indexOf(":");
  return at < 0 ? [key, ""] : [key.slice(0, at), key.slice(at + 1)];
}

const subscription = (message, event) => `${message.instanceGuid ?? ""} ${event}`;

// This tab's visit: an id that nobody can guess, kept while the tab is open, also over a reload. The page gives
// signs of life, says when it is left, and learns whether what it knows of is still there.
// @ts-check
import { keep, kept } from "./kept.js";

const KEPT = "visit";
const HERE = "here"; // set while a page is open: a copy of the tab finds it set, a reload does not
const CHANNEL = "rdlab-visit";
const ASK = 250; // milliseconds that another page of the same id has to say that it is there
const SLOW = 1500; // milliseconds without a connection before it is said

/** @typedef {{epoch: string, gone: boolean, moved: boolean, grace: number, sign: number}} Greeting */

class Visit {
  constructor() {
    const [id, epoch] = String(kept(KEPT) ?? "").split(".");
    this.id = id || this.random();
    this.epoch = epoch ?? "";
    this.page = "";
    this.sign = 30; // seconds between two signs of life of a page at rest
    this.streams = 0; // open now: they are signs of life
    this.acknowledged = 0; // number of the last message that was taken, for a stream that cannot say so itself
    this.last = performance.now(); // when the server was heard last
    /** @type {Set<(state: "cut" | "back" | "gone", seconds: number) => void>} */
    this.listeners = new Set();
    /** @type {Promise<unknown> | null} */
    this.first = null;
    /** @type {Promise<unknown> | null} */
    this.asking = null;
    this.met = false; // whether the server has told this page what is there
    this.away = false; // whether the server could not be reached just now
    /** @type {Set<() => void>} */
    this.sleepers = new Set();
    this.others = "BroadcastChannel" in window ? new BroadcastChannel(CHANNEL) : null;
    if (this.others)
      this.others.onmessage = ({ data }) => {
        if (data?.id === this.id && data.who !== this.page) this.others?.postMessage({ taken: this.id });
      };
    for (const event of ["online", "focus"]) addEventListener(event, () => this.#wake());
    addEventListener("pageshow", (event) => {
      if (event.persisted) this.last = -Infinity; // it had said that it leaves
      this.#wake();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.#wake();
    });
    addEventListener("pagehide", () => this.#leave());
    setInterval(() => this.#live(), 1000);
  }

  /** What nobody can guess. */
  random() {
    const bytes = crypto.getRandomValues(new Uint8Array(24));
    return btoa(String.fromCharCode(...bytes))
      .replaceAll("+", "-")
      .replaceAll("/", "_");
  }

  name() {
    return `${this.id}.${this.epoch}`;
  }

  /** Once the server knows the visit. @param {string} page */
  greeted(page) {
    this.page ||= page;
    this.first ??= this.#begin();
    return this.first;
  }

  /** Asks whether the visit is still there; tells the page where it is not. Tries until there is an answer.
   *  @param {string} [page] */
  greet(page = this.page) {
    this.asking ??= this.#ask(page).finally(() => (this.asking = null));
    return this.asking;
  }

  /** @param {string} page */
  async #ask(page) {
    for (;;) {
      const answer = await this.#hello(page);
      if (answer) {
        this.heard();
        if (answer.moved) location.reload(); // another page of this tab has taken over: all that it has comes here
        const gone = answer.gone && this.epoch !== answer.epoch;
        this.epoch = answer.epoch;
        this.met = true;
        this.sign = answer.sign;
        keep(KEPT, this.name());
        if (gone) this.#tell("gone", answer.grace);
        return !gone;
      }
      this.cut();
      await this.soon(700);
    }
  }

  /** The server could not be reached. */
  cut() {
    if (this.away) return;
    this.away = true;
    setTimeout(() => this.away && this.#tell("cut"), SLOW);
  }

  /** The server was heard. */
  heard() {
    this.last = performance.now();
    if (!this.away) return;
    this.away = false;
    this.#tell("back");
  }

  /** After so many milliseconds, or when the network or the visitor has come back. @param {number} wait */
  soon(wait) {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.sleepers.delete(wake);
        resolve(undefined);
      };
      const timer = setTimeout(wake, wait);
      this.sleepers.add(wake);
    });
  }

  /** @param {(state: "cut" | "back" | "gone", seconds: number) => void} listener */
  on(listener) {
    this.listeners.add(listener);
  }

  // --- inside

  /** @param {"cut" | "back" | "gone"} state */
  #tell(state, seconds = 0) {
    for (const listener of this.listeners) listener(state, seconds);
  }

  async #begin() {
    if (kept(HERE) && this.epoch && (await this.#taken())) {
      this.id = this.random(); // this tab is a copy of one that is open: a visit of its own
      this.epoch = "";
    }
    keep(HERE, true);
    await this.greet();
  }

  /** Whether another page says that the id is its own. @returns {Promise<boolean>} */
  #taken() {
    const { others } = this;
    if (!others) return Promise.resolve(false);
    return new Promise((resolve) => {
      const channel = new BroadcastChannel(CHANNEL);
      channel.onmessage = ({ data }) => data?.taken === this.id && resolve(true);
      others.postMessage({ id: this.id, who: this.page });
      setTimeout(() => {
        channel.close();
        resolve(false);
      }, ASK);
    });
  }

  /** @param {string} page  @returns {Promise<Greeting | null>} */
  async #hello(page) {
    try {
      const answer = await fetch(new URL("rdlab/hello", document.baseURI), {
        method: "POST",
        body: this.#said(page),
        signal: AbortSignal.timeout(8000),
      });
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    }
  }

  #said(page = this.page) {
    return JSON.stringify({ visit: this.id, page, epoch: this.epoch, ack: this.acknowledged });
  }

  #leave() {
    keep(HERE, false);
    if (this.first) navigator.sendBeacon(new URL("rdlab/leave", document.baseURI), this.#said());
  }

  #live() {
    if (!this.first || this.streams > 0) return;
    if (performance.now() - this.last > 1000 * this.sign) {
      this.last = performance.now();
      void this.greet();
    }
  }

  #wake() {
    for (const wake of [...this.sleepers]) wake();
    if (!this.first) return;
    keep(HERE, true);
    if (performance.now() - this.last > 2000) void this.greet();
  }
}

export const visit = new Visit();

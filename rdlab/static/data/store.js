// What the parts of the data card share: the visitor's own data as the server has confirmed them.
// @ts-check
/** @type {Map<string, Store>} */
const stores = new Map();

/** @param {string} [name]  @returns {Store} */
export function store(name = "lab") {
  const known = stores.get(name) ?? new Store();
  stores.set(name, known);
  return known;
}

class Store {
  constructor() {
    /** @type {OwnShown | null} */
    this.own = null; // {kind, count, points (packed), number}
    /** @type {Set<(what: string) => void>} */
    this.listeners = new Set();
  }

  /** what: "own" (new own data) or "chosen" (another thumbnail).
   *  @param {string} what  @param {OwnShown | null} [own] */
  tell(what, own = this.own) {
    this.own = own;
    this.listeners.forEach((listener) => listener(what));
  }

  /** @param {(what: string) => void} listener */
  on(listener) {
    this.listeners.add(listener);
  }
}

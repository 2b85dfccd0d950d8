// What the parts of the data card share: the visitor's own data as the server has confirmed them.
// @ts-check
const stores = new Map();

export function store(name = "lab") {
  if (!stores.has(name)) stores.set(name, new Store());
  return stores.get(name);
}

class Store {
  constructor() {
    this.own = null; // {kind, count, points (packed), number}
    this.listeners = new Set();
  }

  /** what: "own" (new own data) or "chosen" (another thumbnail). */
  tell(what, own = this.own) {
    this.own = own;
    this.listeners.forEach((listener) => listener(what));
  }

  on(listener) {
    this.listeners.add(listener);
  }
}

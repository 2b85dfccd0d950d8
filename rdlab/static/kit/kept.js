// What this tab keeps while it is open, also over a reload, and what the browser remembers; where storage is blocked,
// both last as long as the page.
// @ts-check

const PREFIX = "rdlab-";
/** @type {Map<string, unknown>} */
const here = new Map();

/** What was kept under a name; null for nothing.
 *  @param {string} name  @returns {any} */
export function kept(name) {
  if (here.has(name)) return here.get(name);
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + name) ?? "null");
  } catch {
    return null; // not ours, or not allowed
  }
}

/** @param {string} name  @param {unknown} value */
export function keep(name, value) {
  here.set(name, value);
  try {
    sessionStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // it is here
  }
}

/** What this browser remembers under a name, whichever tab has said it; null for nothing.
 *  @param {string} name  @returns {any} */
export function remembered(name) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name) ?? "null");
  } catch {
    return null; // not ours, or not allowed
  }
}

/** @param {string} name  @param {unknown} value */
export function remember(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // it lasts as long as the page
  }
}

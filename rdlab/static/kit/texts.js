// Every visible word: t(key, args) from the table the page carries ({key: [english, chinese]}).
// @ts-check
/** @type {Words | null} */
let table = null;
/** @type {string | null} */
let chosen = null;
/** @type {Set<() => void>} */
const listeners = new Set();

/** @returns {Words} */
function words() {
  if (!table) {
    const holder = document.getElementById("rdlab-texts");
    if (!holder) return {};
    table = /** @type {Words} */ (JSON.parse(holder.textContent));
  }
  return table;
}

/** More words, {key: [english, chinese]}, for all who draw from now on.
 *  @param {Words} more */
export function addWords(more) {
  const table = words();
  const news = Object.keys(more).some((key) => !(key in table));
  Object.assign(table, more);
  if (news) listeners.forEach((listener) => listener());
}

export function language() {
  return chosen ?? (/^zh\b/i.test(navigator.language) ? "zh" : "en");
}

/** Choose "en" or "zh" for this page; null goes back to the browser's language.
 *  @param {string | null} value */
export function setLanguage(value) {
  chosen = value;
  listeners.forEach((listener) => listener());
}

/** @param {() => void} listener */
export function onLanguage(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** @param {string} key */
export function has(key) {
  return key in words();
}

/** The keys of a beginning and an end, in the order they came in.
 *  @param {string} begin  @param {string} end */
export function keysOf(begin, end) {
  return Object.keys(words()).filter((key) => key.startsWith(begin) && key.endsWith(end));
}

/** The words of a key as they stand in the table, {names} and **bold** included.
 *  @param {string} key */
export function raw(key) {
  const entry = words()[key];
  return entry ? entry[language() === "zh" ? 1 : 0] : key;
}

/** The words of a key with {names} filled in. A key without words shows itself, so it is seen and mended.
 *  @param {string} key  @param {Record<string, unknown>} [args]  @returns {string} */
export function t(key, args = {}) {
  return numbered(raw(key), args).replace(/\{(\w+)\}/g, (whole, name) =>
    name in args ? fill(args[name]) : whole,
  );
}

/** A text whose "(s)" are those that their numbers ask for: "{count} point(s)" has none for 1. Each goes with the
 *  nearest {name} before it.
 *  @param {string} text  @param {Record<string, unknown>} args */
export function numbered(text, args) {
  return text.replace(
    /\{(\w+)\}([^{}]*?)\(s\)/g,
    (_, name, between) => `{${name}}${between}${Number(args[name]) === 1 ? "" : "s"}`,
  );
}

/** Words of a key that may be missing, else the given ones (a visitor's own data set has no entry).
 *  @param {string} key  @param {string} fallback */
export function tOr(key, fallback) {
  return has(key) ? t(key) : fallback;
}

/** An argument as words: numbers as below, {key, args} as the words of that key, a list as its items, a string
 *  as it is.
 *  @param {unknown} value  @returns {string} */
export function fill(value) {
  if (Array.isArray(value)) return value.map(fill).join(language() === "zh" ? "、" : ", ");
  const words = /** @type {{ key?: string, args?: Record<string, unknown> } | null} */ (
    typeof value === "object" ? value : null
  );
  return words?.key ? t(words.key, words.args) : show(value);
}

/** Numbers as people read them: two decimals below 10 (three below 0.01), thousands grouped, whole ones whole.
 *  @param {unknown} value */
export function show(value) {
  if (value === null || value === undefined) return "–";
  if (typeof value !== "number") return String(value);
  if (!Number.isFinite(value)) return "–";
  if (Number.isInteger(value)) return value.toLocaleString(language());
  return decimal(value);
}

/** As show, but a measured 1 is 1.00.
 *  @param {number | null | undefined} value */
export function decimal(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  const text = value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.0095 || size === 0 ? 2 : 3);
  return Number(text) === 0 ? text.replace("-", "") : text;
}

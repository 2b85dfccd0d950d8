// Every visible word: t(key, args) from the table the page carries ({key: [english, chinese]}).
let table = null;
let chosen = null;
const listeners = new Set();

function words() {
  if (!table) {
    const holder = document.getElementById("rdlab-texts");
    if (!holder) return {};
    table = JSON.parse(holder.textContent);
  }
  return table;
}

export function language() {
  return chosen ?? (/^zh\b/i.test(navigator.language) ? "zh" : "en");
}

/** Choose "en" or "zh" for this page; null goes back to the browser's language. */
export function setLanguage(value) {
  chosen = value;
  listeners.forEach((listener) => listener());
}

export function onLanguage(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function has(key) {
  return key in words();
}

/** The words of a key as they stand in the table, {names} and **bold** included. */
export function raw(key) {
  const entry = words()[key];
  return entry ? entry[language() === "zh" ? 1 : 0] : key;
}

/** The words of a key with {names} filled in. A key without words shows itself, so it is seen and mended. */
export function t(key, args = {}) {
  return raw(key).replace(/\{(\w+)\}/g, (whole, name) => (name in args ? fill(args[name]) : whole));
}

/** Words of a key that may be missing, else the given ones (a visitor's own data set has no entry). */
export function tOr(key, fallback) {
  return has(key) ? t(key) : fallback;
}

/** An argument as words: numbers as below, "@key" as the words of that key. */
export function fill(value) {
  return typeof value === "string" && value.startsWith("@") ? t(value.slice(1)) : show(value);
}

/** Numbers as people read them: two decimals below 10, thousands grouped. Whole numbers stay whole. */
export function show(value) {
  if (value === null || value === undefined) return "–";
  if (typeof value !== "number") return String(value);
  if (!Number.isFinite(value)) return "–";
  if (Number.isInteger(value)) return value.toLocaleString(language());
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return decimal(value, digits);
}

export function decimal(value, digits = 2) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace("-", "") : text;
}

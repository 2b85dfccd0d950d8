// Colours live in kit/base.css alone; canvases read them here and hear when they change.
const listeners = new Set();
const NAMES = [
  "bg",
  "card",
  "panel",
  "line",
  "ink",
  "muted",
  "data",
  "exact",
  "base",
  "rectified",
  "first-order",
  "noise",
];
let watching = false;
let known = new WeakMap(); // by element, until the theme changes: asking the style costs more than drawing a line

/** The colours by name, and the font of an element. */
export function colours(element) {
  if (!watching) watch();
  if (!known.has(element)) known.set(element, read(element));
  return known.get(element);
}

function read(element) {
  const style = getComputedStyle(element);
  const get = (name) => style.getPropertyValue(`--rd-${name}`).trim();
  return { ...Object.fromEntries(NAMES.map((name) => [name, get(name)])), font: style.fontFamily };
}

/** [r, g, b] of any CSS colour. */
export function rgb(colour) {
  const context = document.createElement("canvas").getContext("2d");
  context.fillStyle = colour;
  const hex = context.fillStyle;
  return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
}

export function onTheme(listener) {
  listeners.add(listener);
  if (!watching) watch();
  return () => listeners.delete(listener);
}

function watch() {
  watching = true;
  const tell = () => {
    known = new WeakMap();
    listeners.forEach((each) => each());
  };
  const observer = new MutationObserver(tell);
  observer.observe(document.body, { attributes: true, attributeFilter: ["class"] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["class", "data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", tell);
}

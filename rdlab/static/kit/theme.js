// Colours live in kit/base.css alone; canvases read them here and hear when they change.
// @ts-check
import { pen } from "./pen.js";

/** @type {Set<() => void>} */
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
/** @type {WeakMap<Element, Colours>} */
let known = new WeakMap(); // by element, until the theme changes: asking the style costs more than drawing a line

/** The colours by name, and the font of an element.
 *  @param {Element} element  @returns {Colours} */
export function colours(element) {
  if (!watching) watch();
  const found = known.get(element) ?? read(element);
  known.set(element, found);
  return found;
}

/** @param {Element} element  @returns {Colours} */
function read(element) {
  const style = getComputedStyle(element);
  /** @type {(name: string) => string} */
  const get = (name) => style.getPropertyValue(`--rd-${name}`).trim();
  return { ...Object.fromEntries(NAMES.map((name) => [name, get(name)])), font: style.fontFamily };
}

/** [r, g, b] of any CSS colour.
 *  @param {string} colour  @returns {number[]} */
export function rgb(colour) {
  const context = pen(document.createElement("canvas"));
  context.fillStyle = colour;
  const hex = String(context.fillStyle);
  return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
}

/** @param {() => void} listener */
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

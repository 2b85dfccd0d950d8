// What every small component does: draw now, when the value changes, when the language or the theme changes.
// @ts-check
import { pen } from "./pen.js";
import { onLanguage } from "./texts.js";
import { onTheme } from "./theme.js";

/** @template Value  @param {Drawn<Value>} part  @param {(value: Value) => void} draw
 *  @param {{theme?: boolean}} [options] */
export function keepDrawn({ props, watch }, draw, { theme = false } = {}) {
  const again = () => draw(props.value);
  watch("value", again);
  onLanguage(again);
  if (theme) onTheme(again);
  again();
}

/** @template {keyof HTMLElementTagNameMap} Tag  @param {Tag} tag  @param {string} [className]
 *  @param {string} [text]  @returns {HTMLElementTagNameMap[Tag]} */
export function make(tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

/** What is there, since the part's own template or module has put it there.
 *  @param {ParentNode} parent  @param {string} selector  @returns {HTMLElement} */
export function find(parent, selector) {
  const found = parent.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`no ${selector}`);
  return found;
}

/** The nearest element around an event's target, or itself, that a selector names.
 *  @param {EventTarget | null} target  @param {string} selector  @returns {HTMLElement | null} */
export function around(target, selector) {
  return target instanceof Element ? target.closest(selector) : null;
}

/** As find, of a kind: findAs(bar, "input", HTMLInputElement).
 *  @template {HTMLElement} Kind  @param {ParentNode} parent  @param {string} selector  @param {new () => Kind} kind  @returns {Kind} */
export function findAs(parent, selector, kind) {
  const found = find(parent, selector);
  if (!(found instanceof kind)) throw new Error(`${selector} is no ${kind.name}`);
  return found;
}

/** @param {ParentNode} parent  @param {string} selector  @returns {HTMLElement[]} */
export function findAll(parent, selector) {
  return [...parent.querySelectorAll(selector)].filter((each) => each instanceof HTMLElement);
}

/** A canvas of `width` x `height` CSS pixels at the screen's resolution; returns its context, in CSS pixels.
 *  @param {HTMLCanvasElement} canvas  @param {number} width  @param {number} [height] */
export function sized(canvas, width, height = width) {
  const ratio = Math.min(2, window.devicePixelRatio || 1);
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = pen(canvas);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

/** Calls draw(width) at once and whenever the width changes; a hidden element (width 0) keeps its drawing.
 *  @param {Element} element  @param {(width: number) => void} draw */
export function onWidth(element, draw) {
  let last = 0;
  new ResizeObserver(() => {
    const width = element.clientWidth;
    if (width && width !== last) draw((last = width));
  }).observe(element);
}

/** A small square scatter plot.
 *  @param {HTMLCanvasElement} canvas  @param {number} size  @param {ArrayLike<number>} points
 *  @param {string} colour  @param {number} extent  @param {number} [radius]  @param {number} [alpha] */
export function scatter(canvas, size, points, colour, extent, radius = 0.9, alpha = 0.7) {
  const context = sized(canvas, size);
  const scale = size / (2 * extent);
  context.fillStyle = colour;
  context.globalAlpha = alpha;
  for (let i = 0; i + 1 < points.length; i += 2)
    context.fillRect(
      size / 2 + scale * points[i] - radius,
      size / 2 - scale * points[i + 1] - radius,
      2 * radius,
      2 * radius,
    );
}

// Drawing data with a mouse, a pen or a finger: brush and eraser, their size, undo, clear.
// @ts-check

import { icon } from "../kit/icon.js";
import { make, onWidth, sized } from "../kit/part.js";
import { onLanguage, show, t } from "../kit/texts.js";
import { colours, onTheme } from "../kit/theme.js";
import { encoded, Strokes } from "../math/strokes.js";
import { dialog } from "./dialog.js";

/** @typedef {"draw" | "erase" | "undo" | "clear"} Name */

const SIZES = { least: 1, most: 20, first: 5, unit: 0.01 }; // the brush's radius, in hundredths of half the width
const PEN_ERASER = 32; // of PointerEvent.buttons: a pen held upside down
/** @type {Record<Name, string>} */
const ICONS = {
  draw: '<path d="M3 13l1-3.5L11.5 2 14 4.5 6.5 12z"/>',
  erase:
    '<path d="M6.5 13L2.8 9.3a1 1 0 0 1 0-1.4L8 2.8a1 1 0 0 1 1.4 0l3.8 3.8a1 1 0 0 1 0 1.4L8.3 13zM5.5 5.5l5.2 5.2"/>',
  undo: '<path d="M5 3L2 6l3 3M2.5 6H10a3.5 3.5 0 0 1 0 7H6"/>',
  clear: '<path d="M3 4h10M6.5 4V2.5h3V4M4.5 4l.6 9.5h5.8l.6-9.5"/>',
};

/** {open}: the dialog; send(payload) gets what was drawn.
 *  @param {Element} parent  @param {Send} send */
export function drawing(parent, send) {
  let strokes = new Strokes();
  let kept = strokes.copy(); // as it was when the dialog opened
  let tool = "draw";
  /** @type {number | null} */
  let pointer = null; // that draws now
  /** @type {Pair | null} */
  let hover = null;
  let side = 0;
  const ground = dialog(parent, "draw", {
    title: "own.draw_title",
    done: "own.done",
    onDone: finish,
    onCancel: () => (strokes = kept),
  });
  const canvas = make("canvas");
  canvas.tabIndex = -1;
  const bar = make("div", "rd-draw-bar");
  /** @type {(name: Name, group: Element) => HTMLButtonElement} */
  const button = (name, group) => {
    const one = make("button", "rd-pill rd-icon");
    one.type = "button";
    one.dataset.tool = name;
    one.innerHTML = icon(ICONS[name]);
    group.append(one);
    return one;
  };
  const tools = make("div", "rd-draw-set");
  const steps = make("div", "rd-draw-set");
  const buttons = {
    draw: button("draw", tools),
    erase: button("erase", tools),
    undo: button("undo", steps),
    clear: button("clear", steps),
  };
  const size = Object.assign(make("input"), {
    type: "range",
    min: SIZES.least,
    max: SIZES.most,
    value: SIZES.first,
  });
  const sizeLabel = make("label", "rd-draw-size");
  const sizeWords = make("span");
  sizeLabel.append(sizeWords, size);
  bar.append(tools, sizeLabel, steps);
  ground.body.append(canvas, bar);

  const radius = () => SIZES.unit * size.valueAsNumber * (tool === "erase" ? 1.6 : 1);
  /** @type {(event: PointerEvent) => Pair} */
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [
      (2 * (event.clientX - box.left)) / box.width - 1,
      1 - (2 * (event.clientY - box.top)) / box.height,
    ];
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (pointer !== null || (event.pointerType === "mouse" && event.button)) return;
    event.preventDefault();
    pointer = event.pointerId;
    canvas.setPointerCapture(pointer);
    hover = place(event);
    strokes.begin(event.buttons & PEN_ERASER ? "erase" : tool, radius(), ...hover);
    changed();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (pointer === null && event.pointerType !== "touch") hover = place(event);
    if (event.pointerId === pointer) {
      const all = event.getCoalescedEvents?.() ?? [];
      for (const each of all.length ? all : [event]) strokes.lead(...(hover = place(each)));
    }
    changed();
  });
  for (const name of /** @type {const} */ (["pointerup", "pointercancel"]))
    canvas.addEventListener(name, (event) => {
      if (event.pointerId !== pointer) return;
      pointer = null;
      if (event.pointerType === "touch") hover = null;
      changed();
    });
  canvas.addEventListener("pointerleave", () => {
    if (pointer !== null) return;
    hover = null;
    changed();
  });
  buttons.draw.addEventListener("click", () => choose("draw"));
  buttons.erase.addEventListener("click", () => choose("erase"));
  buttons.undo.addEventListener("click", () => {
    strokes.undo();
    changed();
  });
  buttons.clear.addEventListener("click", () => {
    strokes.clear();
    changed();
  });
  size.addEventListener("input", () => {
    hover = [0, 0]; // so that the new size is seen
    changed();
  });
  ground.root.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== "z" || pointer !== null) return;
    event.preventDefault();
    strokes.undo();
    changed();
  });
  onWidth(canvas, (width) => {
    side = width;
    paint();
  });
  onTheme(paint);
  onLanguage(label);

  let due = 0;
  function changed() {
    due ||= requestAnimationFrame(paint);
  }

  /** @param {string} name */
  function choose(name) {
    tool = name;
    changed();
  }

  function paint() {
    cancelAnimationFrame(due);
    due = 0;
    if (!side || !ground.root.open) return;
    const points = strokes.points();
    const inks = colours(canvas);
    const context = sized(canvas, side);
    /** @type {(value: number) => number} */
    const at = (value) => (side * (1 + value)) / 2;
    context.strokeStyle = inks.line;
    context.beginPath();
    for (const value of [-0.5, 0, 0.5]) {
      context.moveTo(at(value), 0);
      context.lineTo(at(value), side);
      context.moveTo(0, at(value));
      context.lineTo(side, at(value));
    }
    context.stroke();
    context.fillStyle = inks.data;
    context.globalAlpha = 0.75;
    const dot = Math.max(1.6, side / 260);
    for (let i = 0; i < points.length; i += 2)
      context.fillRect(at(points[i]) - dot / 2, at(-points[i + 1]) - dot / 2, dot, dot);
    context.globalAlpha = 1;
    if (!points.length && pointer === null) words(context, inks);
    if (hover) {
      context.strokeStyle = tool === "erase" ? inks.rectified : inks.ink;
      context.beginPath();
      context.arc(at(hover[0]), at(-hover[1]), (radius() * side) / 2, 0, 2 * Math.PI);
      context.stroke();
    }
    const count = points.length / 2;
    ground.note.textContent = t("own.points", { count: show(count) });
    ground.root.dataset.count = String(count);
    grey(ground.finished, !count);
    grey(buttons.undo, !strokes.actions.length);
    grey(buttons.clear, !count);
    for (const name of /** @type {const} */ (["draw", "erase"]))
      buttons[name].setAttribute("aria-pressed", String(name === tool));
  }

  /** @param {HTMLButtonElement} button  @param {boolean} off */
  function grey(button, off) {
    if (off && document.activeElement === button) canvas.focus(); // or the keys would go nowhere
    button.disabled = off;
  }

  /** @param {CanvasRenderingContext2D} context  @param {Colours} inks */
  function words(context, inks) {
    context.fillStyle = inks.muted;
    context.font = `15px ${getComputedStyle(canvas).fontFamily}`;
    context.textAlign = "center";
    context.fillText(t("own.draw_here"), side / 2, side / 2 - 12);
  }

  function label() {
    for (const [name, one] of Object.entries(buttons)) {
      one.title = t(`own.tool_${name}`);
      one.setAttribute("aria-label", one.title);
    }
    sizeWords.textContent = t("own.size");
    canvas.setAttribute("aria-label", t("own.draw_title"));
    paint();
  }
  label();

  function finish() {
    const points = strokes.points();
    if (points.length) send({ kind: "drawn", points: encoded(points) });
  }

  return {
    ...ground,
    open() {
      kept = strokes.copy();
      hover = null;
      ground.open();
      side = canvas.clientWidth;
      paint();
    },
  };
}

// What a pointer does on a stage: zoom and pan (wheel, pinch, drag, double click), launch a path (click, tap),
// or whatever the group's tool makes of it.
// @ts-check
import { HOME, panBy, zoomAbout } from "../math/fit.js";

const STILL = 5; // CSS pixels a click may move
const SHORT = 600; // ms it may last

let scrolled = -Infinity; // a page that is being scrolled goes on scrolling over a stage
document.addEventListener("scroll", () => (scrolled = performance.now()), { capture: true, passive: true });

/** @param {HTMLElement} box  @param {Stage} stage */
export function gestures(box, stage) {
  /** @type {Map<number, Pair>} */
  const down = new Map();
  /** @type {{id: number, x: number, y: number, time: number} | null} */
  let press = null; // of a click to be: {id, x, y, time}
  /** @type {{tool: Tool, id: number} | null} */
  let held = null; // the tool that holds the pointer: {tool, id}

  /** @type {(event: MouseEvent) => Pair} */
  const place = (event) => {
    const bounds = box.getBoundingClientRect();
    const scale = stage.size / bounds.width;
    return [(event.clientX - bounds.left) * scale, (event.clientY - bounds.top) * scale];
  };
  /** @type {(by: number, place: Pair) => void} */
  const about = (by, [x, y]) =>
    stage.setZoom(zoomAbout(stage.zoom(), by, x, y, stage.size, stage.extent(), stage.unrolled()));
  stage.zoomBy = (by) => about(by, [stage.size / 2, stage.size / 2]);
  stage.place = place;

  box.addEventListener(
    "wheel",
    (event) => {
      if (!stage.paths || (!event.ctrlKey && performance.now() - scrolled < 400)) return;
      event.preventDefault();
      const lines = event.deltaMode === 1 ? 16 : 1;
      about(Math.exp(-Math.max(-80, Math.min(80, event.deltaY * lines)) * 0.003), place(event));
    },
    { passive: false },
  );
  box.addEventListener("dblclick", (event) => {
    if (onButton(event) || stage.tool()) return;
    stage.setZoom(HOME);
    stage.unlaunch(); // what the first of the two clicks has launched
  });
  box.addEventListener("pointerdown", (event) => {
    if (onButton(event) || held) return;
    const tool = stage.tool();
    if (tool) {
      held = { tool, id: event.pointerId };
      box.setPointerCapture(event.pointerId);
      return tool.down?.(stage.dataAt(place(event)), event);
    }
    if (!stage.paths) return;
    press =
      down.size || event.button
        ? null
        : { id: event.pointerId, x: event.clientX, y: event.clientY, time: performance.now() };
    down.set(event.pointerId, place(event));
    if (event.pointerType === "mouse") box.setPointerCapture(event.pointerId);
  });
  box.addEventListener("pointermove", (event) => {
    if (held?.id === event.pointerId) return held.tool.move?.(stage.dataAt(place(event)), event);
    const tool = stage.tool();
    if (tool && !held) return tool.hover?.(stage.dataAt(place(event)), event);
    const before = down.get(event.pointerId);
    if (!before) return;
    if (press && Math.hypot(event.clientX - press.x, event.clientY - press.y) > STILL) press = null;
    const now = place(event);
    if (down.size === 1 && (event.pointerType === "mouse" || stage.zoom() !== HOME)) {
      const [dx, dy] = [now[0] - before[0], now[1] - before[1]];
      if (press || Math.hypot(dx, dy) < 2) return;
      stage.setZoom(panBy(stage.zoom(), dx, dy, stage.size, stage.extent(), stage.unrolled()));
    } else if (down.size === 2) {
      const other = [...down].find(([id]) => id !== event.pointerId)?.[1] ?? now;
      /** @type {(p: Pair) => number} */
      const span = (p) => Math.max(1, Math.hypot(p[0] - other[0], p[1] - other[1]));
      about(span(now) / span(before), [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2]);
    }
    down.set(event.pointerId, now);
  });
  for (const name of /** @type {const} */ (["pointerup", "pointercancel", "pointerleave"]))
    box.addEventListener(name, (event) => {
      if (held && held.id === event.pointerId) {
        if (name === "pointerleave" && event.pointerType === "mouse") return; // captured: it goes on outside
        const { tool } = held;
        held = null;
        return tool.up?.(stage.dataAt(place(event)), event);
      }
      down.delete(event.pointerId);
      if (
        name === "pointerup" &&
        press &&
        press.id === event.pointerId &&
        performance.now() - press.time < SHORT
      )
        stage.launchAt(place(event));
      press = null;
    });
}

/** @param {Event} event */
function onButton({ target }) {
  return target instanceof Element && target.closest("button") !== null;
}

// Zoom and pan of a stage: wheel, pinch, drag, double click.
import { HOME, panBy, zoomAbout } from "./fit.js";

let scrolled = -Infinity; // a page that is being scrolled goes on scrolling over a stage
document.addEventListener("scroll", () => (scrolled = performance.now()), { capture: true, passive: true });

export function gestures(box, stage) {
  const down = new Map();

  const place = (event) => {
    const bounds = box.getBoundingClientRect();
    const scale = stage.size / bounds.width;
    return [(event.clientX - bounds.left) * scale, (event.clientY - bounds.top) * scale];
  };
  const about = (by, [x, y]) => stage.setZoom(zoomAbout(stage.zoom(), by, x, y, stage.size, stage.extent()));
  stage.zoomBy = (by) => about(by, [stage.size / 2, stage.size / 2]);

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
  box.addEventListener("dblclick", (event) => !event.target.closest("button") && stage.setZoom(HOME));
  box.addEventListener("pointerdown", (event) => {
    if (event.target.closest("button") || !stage.paths) return;
    down.set(event.pointerId, place(event));
    if (event.pointerType === "mouse") box.setPointerCapture(event.pointerId);
  });
  box.addEventListener("pointermove", (event) => {
    const before = down.get(event.pointerId);
    if (!before) return;
    const now = place(event);
    if (down.size === 1 && (event.pointerType === "mouse" || stage.zoom() !== HOME)) {
      const [dx, dy] = [now[0] - before[0], now[1] - before[1]];
      if (Math.hypot(dx, dy) < 2) return;
      stage.setZoom(panBy(stage.zoom(), dx, dy, stage.size, stage.extent()));
    } else if (down.size === 2) {
      const other = [...down].find(([id]) => id !== event.pointerId)[1];
      const span = (p) => Math.max(1, Math.hypot(p[0] - other[0], p[1] - other[1]));
      about(span(now) / span(before), [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2]);
    }
    down.set(event.pointerId, now);
  });
  for (const name of ["pointerup", "pointercancel", "pointerleave"])
    box.addEventListener(name, (event) => down.delete(event.pointerId));
}

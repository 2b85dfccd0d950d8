// A square plane to draw in, and points in it that one drags by mouse, finger or arrow keys.
// @ts-check
import { make, onWidth } from "../../kit/part.js";

const NS = "http://www.w3.org/2000/svg";
const STEP = { small: 0.05, large: 0.25 }; // that an arrow key moves a point by; large with shift
/** @type {Record<string, Pair>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** @typedef {ReturnType<typeof plane>} Plane */

/** An element of a drawing.
 *  @param {string} tag  @param {Record<string, string | number>} attributes */
export function shape(tag, attributes) {
  const made = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}

/** A square that shows [left, left + width] across and [bottom, bottom + width] upwards; `draw` is called when its
 *  size has changed. px: data to pixels; say: its text alternative.
 *  @param {{left: number, bottom: number, width: number}} range  @param {() => void} draw */
export function plane({ left, bottom, width }, draw) {
  const box = make("div", "rd-hand-plane");
  const svg = shape("svg", { role: "img" });
  box.append(svg);
  let size = 0;
  onWidth(box, (now) => {
    size = now;
    svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
    draw();
  });
  /** @type {(at: Pair) => Pair} */
  const px = ([x, y]) => [((x - left) / width) * size, size - ((y - bottom) / width) * size];
  return {
    box,
    svg,
    px,
    size: () => size,
    /** @param {Pair[]} points */
    line: (points) =>
      points
        .map(
          (at, i) =>
            `${i ? "L" : "M"}${px(at)
              .map((value) => value.toFixed(1))
              .join(" ")}`,
        )
        .join(""),
    /** The same place, or the nearest to it that is shown, and whether it is another.
     *  @param {Pair} at  @returns {{at: Pair, beyond: boolean}} */
    seen: ([x, y]) => {
      const [cx, cy, half] = [left + width / 2, bottom + width / 2, width / 2];
      const far = Math.max(Math.abs(x - cx), Math.abs(y - cy)) / half;
      if (far <= 1) return { at: [x, y], beyond: false };
      return { at: [cx + ((x - cx) / far) * 0.97, cy + ((y - cy) / far) * 0.97], beyond: true };
    },
    /** @param {PointerEvent} event  @returns {Pair} */
    place: (event) => {
      const { left: x, bottom: y } = box.getBoundingClientRect(); // with the frame, within which the drawing is
      const [pixels, frame] = [box.clientWidth, box.clientLeft];
      return [
        left + ((event.clientX - x - frame) / pixels) * width,
        bottom + ((y - frame - event.clientY) / pixels) * width,
      ];
    },
    /** @param {Pair} at  @returns {Pair} where a dragged point may be */
    kept: ([x, y]) => {
      const margin = 0.04 * width;
      /** @type {(value: number, low: number) => number} */
      const within = (value, low) => Math.min(low + width - margin, Math.max(low + margin, value));
      return [within(x, left), within(y, bottom)];
    },
    /** @param {string} text */
    say: (text) => svg.setAttribute("aria-label", text),
  };
}

/** A point of a plane that one moves: moved(to) is called, put(at, label) shows where it is.
 *  @param {Plane} on  @param {string} name what is written beside it  @param {string} role whose colour it has
 *  @param {(to: Pair) => void} moved */
export function grip(on, name, role, moved) {
  const button = make("button", "rd-hand-grip");
  button.type = "button";
  button.style.setProperty("--grip", `var(--rd-${role})`);
  button.append(make("span", "", name));
  on.box.append(button);
  /** @type {Pair} */
  let here = [0, 0];
  /** @type {Pair} */
  let off = [0, 0]; // from the pointer to the point: it does not jump when it is taken
  button.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault(); // no selection of text
    button.focus({ preventScroll: true });
    button.setPointerCapture(event.pointerId);
    const at = on.place(event);
    off = [here[0] - at[0], here[1] - at[1]];
  });
  button.addEventListener("pointermove", (event) => {
    if (!button.hasPointerCapture(event.pointerId)) return;
    const [x, y] = on.place(event);
    moved(on.kept([x + off[0], y + off[1]]));
  });
  button.addEventListener("keydown", (event) => {
    const way = ARROWS[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const by = event.shiftKey ? STEP.large : STEP.small;
    moved(on.kept([here[0] + by * way[0], here[1] + by * way[1]]));
  });
  return {
    button,
    /** @param {Pair} at  @param {string} label */
    put: (at, label) => {
      here = at;
      const [x, y] = on.px(at);
      Object.assign(button.style, { left: `${x}px`, top: `${y}px` });
      button.setAttribute("aria-label", label);
    },
  };
}

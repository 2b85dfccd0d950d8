// Launching a path by hand: a click or tap on a stage, then its handle, by pointer or by arrow keys.
// @ts-check

import { FARTHEST, noiseOf } from "../math/launch.js";
import { factor } from "../math/norm.js";

const TWICE = 500; // ms within which a second click makes a double click
const NUDGE = 0.05;
const FIRST = [0.9, 0.6]; // the noise that the keyboard launches from

/** @param {Stage} stage */
export function launchOn(stage) {
  const { group, frame } = stage;
  const [grip, remove] = /** @type {NodeListOf<HTMLElement>} */ (
    frame.root.querySelectorAll(".rd-handle button")
  );
  let clicked = -Infinity;
  /** @type {{z: number[]} | null} */
  let earlier = null; // what was launched before a click that may be the first of two

  /** @type {(z: ArrayLike<number>) => void} */
  const launch = (z) => group.set({ launch: { z: Array.from(z) } });

  stage.launchAt = (place) => {
    const { denoiser, header } = stage;
    if (!denoiser || !header || stage.tool()) return;
    if (performance.now() - clicked > TWICE) earlier = group.state.launch;
    clicked = performance.now();
    const { u, phi } = pointAt(stage, place);
    launch(noiseOf(denoiser, header, u, phi));
  };
  stage.unlaunch = () => group.set({ launch: earlier });

  frame.box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === frame.box && stage.denoiser) launch(FIRST);
    if (event.key === "Escape" && group.state.launch) {
      group.set({ launch: null });
      event.stopPropagation();
    }
  });
  remove.addEventListener("click", () => {
    group.set({ launch: null });
    frame.box.focus({ preventScroll: true });
  });
  grip.addEventListener("pointerdown", (event) => {
    grip.setPointerCapture(event.pointerId);
    event.stopPropagation();
  });
  grip.addEventListener("pointermove", (event) => {
    const { denoiser } = stage;
    if (!grip.hasPointerCapture(event.pointerId) || !denoiser) return;
    const [holds, place] = [grip.parentElement?.dataset.holds, stage.place(event)];
    launch(holds === "noise" ? noiseAt(stage, place) : pointNoise(stage, denoiser, place));
  });
  grip.addEventListener("keydown", (event) => {
    /** @type {Record<string, number[]>} */
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const by = moves[event.key];
    if (!by || !group.state.launch) return;
    event.preventDefault();
    event.stopPropagation();
    const step = event.shiftKey ? 5 * NUDGE : NUDGE;
    const moved = group.state.launch.z.map((z, i) => z + step * by[i]);
    launch(moved.map((z) => Math.min(FARTHEST, Math.max(-FARTHEST, z))));
  });
}

/** u and phi of a place on the stage: at the clock's time, or at its own in the unrolled view.
 *  @param {Stage} stage  @param {Pair} place */
function pointAt(stage, [px, py]) {
  const view = stage.view();
  const { header, paths, scene } = stage.whole();
  const { seen } = scene;
  const [x, y] = [(px - view.left) / view.sx, (view.top - py) / view.sy];
  if (seen.coords !== "unrolled") {
    const phi = stage.phi();
    const f = factor(seen, header.form, phi);
    return { phi, u: [x / f, y / f] };
  }
  const phi = paths.clamp(((1 - (x + 1) / 2) * Math.PI) / 2);
  return { phi, u: nearest(paths, phi, y / factor(seen, header.form, phi), seen.axis ?? 0) };
}

/** A point of which only one component is known: the other is that of the nearest path.
 *  @param {Whole["paths"]} paths  @param {number} phi  @param {number} value  @param {number} axis */
function nearest(paths, phi, value, axis) {
  const all = paths.at(phi, { coords: "u" }, new Float32Array(2 * paths.count));
  let best = 0;
  for (let i = 0; i < all.length; i += 2)
    if (Math.abs(all[i + axis] - value) < Math.abs(all[best + axis] - value)) best = i;
  const u = [all[best], all[best + 1]];
  u[axis] = value;
  return u;
}

/** @param {Stage} stage  @param {Denoiser} denoiser  @param {Pair} place */
function pointNoise(stage, denoiser, place) {
  const { u, phi } = pointAt(stage, place);
  return noiseOf(denoiser, stage.whole().header, u, phi);
}

/** The noise whose own place is here.
 *  @param {Stage} stage  @param {Pair} place  @returns {number[]} */
function noiseAt(stage, [px, py]) {
  const view = stage.view();
  const { header, scene } = stage.whole();
  const { seen } = scene;
  const f = factor(seen, header.form, header.phi[0]);
  const at = [(px - view.left) / view.sx / f, (view.top - py) / view.sy / f];
  const z = seen.coords === "unrolled" ? [...(stage.group.state.launch?.z ?? at)] : at;
  if (seen.coords === "unrolled") z[seen.axis ?? 0] = at[1];
  const size = Math.hypot(...z);
  return size > FARTHEST ? z.map((each) => (each * FARTHEST) / size) : z;
}

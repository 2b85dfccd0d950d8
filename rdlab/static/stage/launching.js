// Launching a path by hand: a click or tap on a stage, then its handle, by pointer or by arrow keys.
// @ts-check

import { FARTHEST, noiseOf } from "../math/launch.js";
import { factor } from "../math/norm.js";

const TWICE = 500; // ms within which a second click makes a double click
const NUDGE = 0.05;
const FIRST = [0.9, 0.6]; // the noise that the keyboard launches from

export function launchOn(stage) {
  const { group, frame } = stage;
  const [grip, remove] = frame.root.querySelectorAll(".rd-handle button");
  let clicked = -Infinity;
  let earlier = null; // what was launched before a click that may be the first of two

  const launch = (z) => group.set({ launch: { z: [...z] } });

  stage.launchAt = (place) => {
    if (!stage.denoiser || stage.tool()) return;
    if (performance.now() - clicked > TWICE) earlier = group.state.launch;
    clicked = performance.now();
    const { u, phi } = pointAt(stage, place);
    launch(noiseOf(stage.denoiser, stage.header, u, phi));
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
    if (!grip.hasPointerCapture(event.pointerId) || !stage.denoiser) return;
    const holds = grip.parentElement.dataset.holds;
    launch(holds === "noise" ? noiseAt(stage, stage.place(event)) : pointNoise(stage, stage.place(event)));
  });
  grip.addEventListener("keydown", (event) => {
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const by = moves[event.key];
    if (!by || !group.state.launch) return;
    event.preventDefault();
    event.stopPropagation();
    const step = event.shiftKey ? 5 * NUDGE : NUDGE;
    launch(group.state.launch.z.map((z, i) => Math.min(FARTHEST, Math.max(-FARTHEST, z + step * by[i]))));
  });
}

/** u and phi of a place on the stage: at the clock's time, or at its own in the unrolled view. */
function pointAt(stage, [px, py]) {
  const view = stage.view();
  const { seen } = stage.scene;
  const [x, y] = [(px - view.left) / view.sx, (view.top - py) / view.sy];
  if (seen.coords !== "unrolled") {
    const phi = stage.phi();
    const f = factor(seen, stage.header.form, phi);
    return { phi, u: [x / f, y / f] };
  }
  const phi = stage.paths.clamp(((1 - (x + 1) / 2) * Math.PI) / 2);
  return { phi, u: nearest(stage, phi, y / factor(seen, stage.header.form, phi), seen.axis) };
}

/** A point of which only one component is known: the other is that of the nearest path. */
function nearest(stage, phi, value, axis) {
  const all = stage.paths.at(phi, { coords: "u" }, new Float32Array(2 * stage.paths.count));
  let best = 0;
  for (let i = 0; i < all.length; i += 2)
    if (Math.abs(all[i + axis] - value) < Math.abs(all[best + axis] - value)) best = i;
  const u = [all[best], all[best + 1]];
  u[axis] = value;
  return u;
}

function pointNoise(stage, place) {
  const { u, phi } = pointAt(stage, place);
  return noiseOf(stage.denoiser, stage.header, u, phi);
}

/** The noise whose own place is here. */
function noiseAt(stage, [px, py]) {
  const view = stage.view();
  const { seen } = stage.scene;
  const f = factor(seen, stage.header.form, stage.header.phi[0]);
  const at = [(px - view.left) / view.sx / f, (view.top - py) / view.sy / f];
  const z = seen.coords === "unrolled" ? [...stage.group.state.launch.z] : at;
  if (seen.coords === "unrolled") z[seen.axis] = at[1];
  const size = Math.hypot(...z);
  return size > FARTHEST ? z.map((each) => (each * FARTHEST) / size) : z;
}

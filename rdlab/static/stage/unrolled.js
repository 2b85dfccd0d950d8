// The unrolled view's own layers: time runs across, noise left, data right; upwards is one component of x.
// @ts-check
import { cloud } from "./density.js";

const BINS = 96; // of the data's profile at the right edge
const COLUMNS = 90; // of the heatmap over time

/** How the points' component is spread, as a filled curve right of the data end.
 *  @param {Context} context  @param {Numbers} points  @param {number} axis  @param {Projection} view
 *  @param {string} colour  @param {number} alpha */
export function drawProfile(context, points, axis, view, colour, alpha) {
  const bins = new Float64Array(BINS);
  const step = view.size / BINS;
  for (let i = 0; i + 1 < points.length; i += 2) {
    const y = (view.top - view.sy * points[i + axis]) / step - 0.5;
    for (let b = Math.max(0, Math.floor(y) - 2); b <= Math.min(BINS - 1, Math.floor(y) + 3); b++)
      bins[b] += Math.exp(-0.5 * (b - y) ** 2);
  }
  const top = Math.max(...bins);
  if (!(top > 0)) return;
  const start = view.left + view.sx;
  const reach = Math.min(0.9 * (view.size - start), 0.065 * view.size);
  if (!(reach > 0)) return;
  context.beginPath();
  context.moveTo(start, 0);
  bins.forEach((value, b) => context.lineTo(start + (reach * value) / top, (b + 0.5) * step));
  context.lineTo(start, view.size);
  context.globalAlpha = alpha;
  context.fillStyle = colour;
  context.fill();
  context.globalAlpha = 1;
}

/** The samples' density over all times at once, as an image of `view.size`.
 *  @param {import("../math/paths.js").Paths} paths  @param {View} seen  @param {Projection} view
 *  @param {string} colour  @param {number} ratio */
export function heatOverTime(paths, seen, view, colour, ratio) {
  const own = 2 * paths.count;
  const all = new Float32Array(own * COLUMNS);
  const [first, last] = [paths.phi[0], paths.phi[paths.phi.length - 1]];
  for (let k = 0; k < COLUMNS; k++)
    paths.at(first + ((last - first) * (k + 0.5)) / COLUMNS, seen, all.subarray(k * own, (k + 1) * own));
  return cloud(all, view, colour, ratio, { strongest: 0.8, sharp: 6 });
}

/** The clock as a line, and the two ends of time.
 *  @param {Context} context  @param {number} tau  @param {Projection} view  @param {Colours} colours
 *  @param {number} ratio */
export function drawTime(context, tau, view, colours, ratio) {
  /** @type {(time: number, alpha: number) => void} */
  const line = (time, alpha) => {
    const x = view.left + view.sx * (2 * time - 1);
    context.globalAlpha = alpha;
    context.beginPath();
    context.moveTo(x, 0);
    context.lineTo(x, view.size);
    context.stroke();
  };
  context.strokeStyle = colours.muted;
  context.lineWidth = ratio;
  line(0, 0.3);
  line(1, 0.3);
  line(tau, 0.8);
  context.globalAlpha = 1;
}

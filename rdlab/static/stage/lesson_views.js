// What lessons draw over a stage: the cloud of single pairs, where phases meet, the estimates along one path.
// @ts-check
import { factor } from "../math/norm.js";
import { dot, stamp, strokeLines } from "./paint.js";

/** Single pairs at the clock, as many as there are paths: the paths' own noise with data drawn without regard to it.
 *  @param {Context} context  @param {Stage} stage  @param {Projection} view  @param {number} phi  @returns {number[]} */
export function drawCloud(context, stage, view, phi) {
  const { header, paths, scene } = stage.whole();
  const [z] = paths.nodes;
  const data = scene.data ?? new Float32Array();
  const f = factor(scene.seen, header.form, phi);
  const [c, s] = [f * Math.cos(phi), f * Math.sin(phi)];
  const count = Math.min(z.length, data.length);
  const cloud = Array.from({ length: count }, (_, i) => c * data[i] + s * z[i]);
  stamp(context, dot(2.6 * stage.ratio, stage.colours.data, stage.colours.panel), cloud, view);
  return cloud;
}

/** All paths where one phase ends and the next begins; phases are even in the angle, "phases_4" has three borders.
 *  @param {Context} context  @param {Stage} stage  @param {Projection} view  @returns {number[]} */
export function drawBorders(context, stage, view) {
  const { paths, scene } = stage.whole();
  const count = Number(stage.overlay().split("_")[1]);
  const [first, last] = [paths.phi[0], paths.phi[paths.phi.length - 1]];
  const borders = [];
  for (let k = 1; k < count; k++)
    borders.push(
      ...paths.at(first + ((last - first) * k) / count, scene.seen, new Float32Array(2 * paths.count)),
    );
  stamp(context, dot(1.9 * stage.ratio, stage.colours.ink, stage.colours.panel), borders, view);
  return borders;
}

/** One path, and where its estimates x0_hat and eps_hat wander while it is walked: of a first-order path they stand
 *  still. eps_hat is drawn where that noise would begin.
 *  @param {Context} context  @param {Stage} stage  @param {Projection} view  @param {number} phi
 *  @param {import("../math/carried.js").Carried} path  @returns {number[]} x0_hat and eps_hat at the clock */
export function drawEstimates(context, stage, view, phi, path) {
  const { header, scene } = stage.whole();
  const { ratio, colours } = stage;
  const inks = [colours.data, colours.noise];
  const factors = [1, factor(scene.seen, header.form, header.phi[0])];
  context.lineJoin = context.lineCap = "round";
  context.lineWidth = 2.4 * ratio;
  context.strokeStyle = scene.colour;
  const { points } = path.paths.lines(scene.seen);
  strokeLines(context, points, 0, points.length - 1, view);
  const row = path.phi.reduce((found, angle, k) => (angle >= phi - 1e-9 ? k : found), 0);
  const now = [];
  for (const [kind, name] of ["x̂₀", "ε̂"].entries()) {
    const trail = (path.hats ?? []).map((pair) => pair[kind].map((value) => factors[kind] * value));
    if (!trail.length) continue;
    context.strokeStyle = inks[kind];
    context.lineWidth = 2 * ratio;
    strokeLines(context, trail, 0, trail.length - 1, view);
    stamp(
      context,
      dot(2 * ratio, inks[kind], null, 0.8),
      trail.flatMap((point) => [...point]),
      view,
    );
    const [x, y] = trail[Math.min(row, trail.length - 1)];
    stamp(context, dot(5 * ratio, inks[kind], colours.panel), [x, y], view);
    context.fillStyle = colours.ink;
    context.font = `600 ${13 * ratio}px ${colours.font}`;
    const [across, up] = kind ? [-18, -16] : [8, 6]; // apart, also where the two are in one place
    context.fillText(name, view.left + view.sx * x + across * ratio, view.top - view.sy * y - up * ratio);
    now.push(x, y);
  }
  stamp(
    context,
    dot(4 * ratio, scene.colour, colours.panel),
    path.at(phi, scene.seen, new Float32Array(2)),
    view,
  );
  return now;
}

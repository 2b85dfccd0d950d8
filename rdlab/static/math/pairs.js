// Straight lines from noise to sample: as random pairs, which cross, and as the model has paired them.
// @ts-check
import { factor, unroll } from "./norm.js";

const LINES = 100;
const WITHIN = 0.02; // of the view's unit, the data's deviation: as near as this two points are at one place
const NEAR_AN_END = 0.02; // of the time: lines that begin or end side by side do not cross there

/** {from, to} (2 m) in view coordinates, and how often the lines cross, in space and at one time. The noise is that of the first paths.
 *  @param {string} pairing
 *  @param {{paths: {count: number}, header: {form: string, phi: number[]}, seen: View, data: Float32Array | null, lines: Lines}} stage */
export function pairLines(pairing, { paths, header, seen, data, lines }) {
  const count = 2 * Math.min(LINES, paths.count, data ? data.length / 2 : LINES);
  const last = header.phi[header.phi.length - 1];
  const from = lines.points[0].slice(0, count);
  if (pairing === "model" || !data)
    return counted(from, lines.points[lines.points.length - 1].slice(0, count));
  const f = factor(seen, header.form, last);
  return counted(
    from,
    unroll(
      seen,
      last,
      data.slice(0, count).map((x) => f * x),
    ),
  ); // data and noise: independent draws
}

/** @param {Float32Array} from  @param {Float32Array} to */
function counted(from, to) {
  return { from, to, crossings: crossings(from, to), atOneTime: atOneTime(from, to) };
}

/** Pairs of segments that cross, whenever each is travelled.
 *  @param {Numbers} from  @param {Numbers} to */
export function crossings(from, to) {
  /** @type {(ax: number, ay: number, bx: number, by: number, cx: number, cy: number) => number} */
  const side = (ax, ay, bx, by, cx, cy) => (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  let found = 0;
  for (let i = 0; i < from.length; i += 2)
    for (let j = 0; j < i; j += 2) {
      const [a, b, c, d] = [from[i], from[i + 1], to[i], to[i + 1]];
      const [e, f, g, h] = [from[j], from[j + 1], to[j], to[j + 1]];
      if (
        side(a, b, c, d, e, f) * side(a, b, c, d, g, h) < 0 &&
        side(e, f, g, h, a, b) * side(e, f, g, h, c, d) < 0
      )
        found++;
    }
  return found;
}

/** Pairs of segments, each travelled evenly from end to end in the same time, that are in one place at one time
 *  between (as rdlab/lessons/crossings.py counts them).
 *  @param {Numbers} from  @param {Numbers} to */
export function atOneTime(from, to) {
  let found = 0;
  for (let i = 0; i < from.length; i += 2)
    for (let j = 0; j < i; j += 2) {
      const [x, y] = [from[i] - from[j], from[i + 1] - from[j + 1]];
      const [dx, dy] = [to[i] - to[j] - x, to[i + 1] - to[j + 1] - y];
      const when = -(x * dx + y * dy) / (dx * dx + dy * dy);
      const between = when > NEAR_AN_END && when < 1 - NEAR_AN_END;
      if (between && Math.hypot(x + when * dx, y + when * dy) <= WITHIN) found++;
    }
  return found;
}

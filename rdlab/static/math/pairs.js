// Straight lines from noise to sample: as random pairs, which cross, and as the model has paired them.
// @ts-check
import { factor, unroll } from "./norm.js";

const LINES = 100;

/** {from, to} (2 m) in view coordinates, and how often the lines cross. The noise is that of the first paths.
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
  return { from, to, crossings: crossings(from, to) };
}

/** Pairs of segments that cross.
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

// Geometry of paths in angle coordinates: u (K+1, n, 2) at angles phi, noise first.
// @ts-check
import { factor, norm, unroll } from "./norm.js";

const FINE = 50; // points of a drawn line, at least
const LIVE = 32; // and of a network in training, which is drawn many times

export class Paths {
  /** @param {PathHeader} header  @param {Unpacked} array  @param {number[] | null} [kept] */
  constructor(header, array, kept = null) {
    this.form = header.form;
    this.fine = header.live ? LIVE : FINE;
    this.straight = header.curve === "straight" && !kept;
    this.count = array.shape[1];
    /** @returns {Lines} */
    const rows = kept ?? header.phi.map((_, k) => k);
    this.phi = Float64Array.from(rows, (k) => header.phi[k]);
    const stride = this.count * 2;
    this.nodes = rows.map((k) => array.data.subarray(k * stride, (k + 1) * stride));
    /** @type {Lines | null} */
    this.drawn = null; // the lines, kept so that a morph makes no garbage
  }

  /** The first-order paths through the same two ends: alpha x0 + sigma eps of one fixed pair each.
   *  @param {PathHeader} header  @param {Unpacked} array */
  static firstOrder(header, array) {
    return new Paths(header, array, [0, header.phi.length - 1]);
  }

  /** @param {number} phi */
  clamp(phi) {
    return Math.min(this.phi[0], Math.max(this.phi[this.phi.length - 1], phi));
  }

  /** The segment [k, k + 1] that holds phi.
   *  @param {number} phi */
  segment(phi) {
    let low = 0;
    let high = this.phi.length - 2;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (phi < this.phi[middle + 1]) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Weights (a, b) with u(phi) = a u_k + b u_(k+1).
   *  @param {number} k  @param {number} phi */
  weights(k, phi) {
    const from = this.phi[k];
    const to = this.phi[k + 1];
    if (this.straight) {
      const share = (from - phi) / (from - to);
      const n = norm(this.form, phi);
      return [((1 - share) * norm(this.form, from)) / n, (share * norm(this.form, to)) / n];
    }
    // u = cos(phi) x0 + sin(phi) eps through both nodes, with x0 and eps eliminated
    const whole = Math.sin(from - to);
    return [Math.sin(phi - to) / whole, Math.sin(from - phi) / whole];
  }

  /** All points at phi in view coordinates, written into out (2 n).
   *  @template {Numbers} T  @param {number} phi  @param {View} view  @param {T} out */
  at(phi, view, out) {
    const inside = this.clamp(phi);
    const k = this.segment(inside);
    const scale = factor(view, this.form, inside);
    const [a, b] = this.weights(k, inside).map((w) => w * scale);
    const [from, to] = [this.nodes[k], this.nodes[k + 1]];
    for (let i = 0; i < out.length; i++) out[i] = a * from[i] + b * to[i];
    return unroll(view, inside, out);
  }

  /** Drawn lines: {phi (M), points (M arrays of 2 n)} in view coordinates, M >= this.fine; the same object each time.
   *  @param {View} view */
  lines(view) {
    this.drawn ??= this.rows();
    const { phi, points } = this.drawn;
    for (let row = 0; row < phi.length; row++) this.at(phi[row], view, points[row]);
    return this.drawn;
  }

  rows() {
    const segments = this.phi.length - 1;
    const parts = Math.max(1, Math.ceil(this.fine / segments));
    const phi = [];
    for (let k = 0; k < segments; k++)
      for (let j = 0; j < parts; j++) phi.push(this.phi[k] + ((this.phi[k + 1] - this.phi[k]) * j) / parts);
    phi.push(this.phi[segments]);
    return { phi, points: phi.map(() => new Float32Array(this.count * 2)) };
  }
}

const STILL = 0.02; // of the ends' spread: what moves less stands still

/** Length of drawn lines over the distance between their ends, minus 1: 0 is straight (toy.metrics.arc_over_chord,
 *  with the same floors of the distance).
 *  @param {Numbers[]} points */
export function arcOverChord(points) {
  const last = points.length - 1;
  /** @type {(from: Numbers, to: Numbers, i: number) => number} */
  const between = (from, to, i) => Math.sqrt((to[i] - from[i]) ** 2 + (to[i + 1] - from[i + 1]) ** 2);
  let [arc, chord, reach] = [0, 0, 0];
  for (let i = 0; i < points[0].length; i += 2) {
    let furthest = 0;
    for (let row = 0; row < last; row++) {
      arc += between(points[row], points[row + 1], i);
      furthest = Math.max(furthest, between(points[0], points[row + 1], i));
    }
    chord += between(points[0], points[last], i);
    reach += furthest;
  }
  const length = Math.max(chord, reach / 2, STILL * Math.max(spread(points[0]), spread(points[last])));
  return arc > 0 ? Math.max(0, arc / length - 1) : 0;
}

/** How far points are from their middle, summed.
 *  @param {Numbers} xy */
function spread(xy) {
  const count = xy.length / 2;
  let [x, y, sum] = [0, 0, 0];
  for (let i = 0; i < xy.length; i += 2) {
    x += xy[i] / count;
    y += xy[i + 1] / count;
  }
  for (let i = 0; i < xy.length; i += 2) sum += Math.hypot(xy[i] - x, xy[i + 1] - y);
  return sum;
}

/** The path that goes farthest from the line between its ends, in the form's own x: the place of its first number in
 *  a row of points.
 *  @param {Paths} paths */
export function mostBent(paths) {
  const view = { coords: "x" };
  const angles = paths.rows().phi;
  const row = (/** @type {number} */ phi) => paths.at(phi, view, new Float32Array(2 * paths.count));
  const [from, to] = [row(angles[0]), row(angles[angles.length - 1])];
  const far = new Float64Array(paths.count);
  for (const phi of angles) {
    const now = row(phi);
    for (let i = 0; i < now.length; i += 2) far[i / 2] = Math.max(far[i / 2], aside(from, to, now, i));
  }
  return 2 * far.indexOf(Math.max(...far));
}

/** How far a point is from the line through two others; where they are one, from them.
 *  @param {Numbers} from  @param {Numbers} to  @param {Numbers} now  @param {number} i */
function aside(from, to, now, i) {
  const [dx, dy] = [to[i] - from[i], to[i + 1] - from[i + 1]];
  const [x, y] = [now[i] - from[i], now[i + 1] - from[i + 1]];
  const length = Math.hypot(dx, dy);
  return length > 0 ? Math.abs(x * dy - y * dx) / length : Math.hypot(x, y);
}

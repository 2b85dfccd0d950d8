// The steps from the exact solution of the ODE to a first-order path, each as two sides that are computed apart.
//
// Everything along one path, in rho = sigma / alpha = tan phi: lambda = log(alpha / sigma), so exp(-lambda) is rho and
// the integral of exp(-lambda) eps_hat over lambda is minus that of eps_hat over rho.
// @ts-check
import { ddimStep } from "./denoiser.js";
import { norm } from "./norm.js";

const FINE = 1024; // RK4 steps of a path, even in phi
const ROUNDING = 2 ** -52;

/** The denoiser of a single pair: the answer is that pair wherever it is asked.
 *  @param {Numbers} pair x0 and eps, two numbers each  @returns {Denoiser} */
export function ofOnePair([x, y, ex, ey]) {
  return {
    kind: "pair",
    cost: 1,
    predict(u, _phi, x0, eps) {
      for (let i = 0; i + 1 < u.length; i += 2) [x0[i], x0[i + 1], eps[i], eps[i + 1]] = [x, y, ex, ey];
    },
  };
}

/** x0_hat and eps_hat at one point.
 *  @param {Denoiser} denoiser  @param {Numbers} u  @param {number} phi  @returns {{x0: Float64Array, eps: Float64Array}} */
function predicted(denoiser, u, phi) {
  const [x0, eps] = [new Float64Array(2), new Float64Array(2)];
  denoiser.predict(u, phi, x0, eps);
  return { x0, eps };
}

/** A path of the ODE from angle `from` to `to`: the point and eps_hat at every node, and the nodes' angles.
 *  @typedef {{phi: number[], u: Float64Array[], eps: Float64Array[]}} Path */

/** @param {Denoiser} denoiser  @param {Numbers} u  @param {number} from  @param {number} to  @param {number} [steps]
 *  @returns {Path} */
export function pathOf(denoiser, u, from, to, steps = FINE) {
  const phi = Array.from({ length: steps + 1 }, (_, k) => from + ((to - from) * k) / steps);
  const points = [Float64Array.from(u)];
  for (let k = 0; k < steps; k++) points.push(moved(denoiser, points[k], phi[k], phi[k + 1]));
  return { phi, u: points, eps: points.map((point, k) => predicted(denoiser, point, phi[k]).eps) };
}

/** One RK4 step of du/dphi = cos eps_hat - sin x0_hat.
 *  @param {Denoiser} denoiser  @param {Float64Array} u  @param {number} from  @param {number} to */
function moved(denoiser, u, from, to) {
  const h = to - from;
  /** @type {(at: Float64Array, phi: number) => Float64Array} */
  const slope = (at, phi) => {
    const { x0, eps } = predicted(denoiser, at, phi);
    return eps.map((e, d) => Math.cos(phi) * e - Math.sin(phi) * x0[d]);
  };
  /** @type {(by: number, k: Float64Array) => Float64Array} */
  const along = (by, k) => u.map((x, d) => x + by * k[d]);
  const k1 = slope(u, from);
  const k2 = slope(along(h / 2, k1), from + h / 2);
  const k3 = slope(along(h / 2, k2), from + h / 2);
  const k4 = slope(along(h, k3), to);
  return u.map((x, d) => x + (h / 6) * (k1[d] + 2 * k2[d] + 2 * k3[d] + k4[d]));
}

/** alpha and sigma of a form at an angle.
 *  @param {string} form  @param {number} phi */
export function mixing(form, phi) {
  const scale = norm(form, phi);
  return { alpha: scale * Math.cos(phi), sigma: scale * Math.sin(phi), scale };
}

/** The integral along a path's nodes of a function of the node over rho (Simpson's rule in phi).
 *  @param {Path} path  @param {(k: number) => number} value */
function overRho({ phi }, value) {
  const h = (phi[phi.length - 1] - phi[0]) / (phi.length - 1);
  const last = phi.length - 1;
  let sum = 0;
  for (let k = 0; k <= last; k++)
    sum += ((k === 0 || k === last ? 1 : k % 2 ? 4 : 2) * value(k)) / Math.cos(phi[k]) ** 2;
  return (h / 3) * sum;
}

/** Two sides of an equation, each as numbers; floor: what rounding alone may leave between them, or, where a side is
 *  an integral or a solution by steps, what halving the steps changes, if that is more.
 *  @typedef {{left: number[], right: number[], gap: number, floor: number}} Check */

/** @param {number[]} left  @param {number[]} right  @param {number} [stepwise] @param {number} [terms] of a sum
 *  @returns {Check} */
function check(left, right, stepwise = 0, terms = 64) {
  const size = Math.max(1, ...left.map(Math.abs), ...right.map(Math.abs));
  return { left, right, gap: distance(left, right), floor: Math.max(terms * ROUNDING * size, stepwise) };
}

/** @param {Numbers} a  @param {Numbers} b */
function distance(a, b) {
  return Math.hypot(...Array.from(a, (x, i) => x - b[i]));
}

/** What a step of the derivation asks: a denoiser, the form, the point u at s and the angles of s and t.
 *  @typedef {{denoiser: Denoiser, form: string, u: Numbers, s: number, t: number}} Asked */

/** Equation 1, the exact solution: x_t by the ODE, and alpha_t / alpha_s x_s plus alpha_t times the integral.
 *  @param {Asked} asked  @returns {Check} */
export function exactSolution(asked) {
  /** @type {(steps: number) => {left: number[], right: number[]}} */
  const sides = (steps) => {
    const { s, t, at, start, path } = solved(asked, steps);
    const end = path.u[steps];
    const right = [0, 1].map(
      (d) => (t.alpha / s.alpha) * start[d] + t.alpha * overRho(path, (k) => path.eps[k][d]),
    );
    return { left: [...end].map((x) => at * x), right };
  };
  const [fine, coarse] = [sides(FINE), sides(FINE / 2)];
  const stepwise = distance(fine.left, coarse.left) + distance(fine.right, coarse.right);
  return check(fine.left, fine.right, stepwise, FINE);
}

/** The integral of exp(-lambda) over lambda alone: by Simpson's rule, and sigma_t / alpha_t - sigma_s / alpha_s.
 *  @param {Asked} asked  @returns {Check} */
export function constantOut({ denoiser, form, u, s, t }) {
  /** @type {(steps: number) => number} */
  const integral = (steps) => overRho(pathOf(denoiser, u, s, t, steps), () => 1);
  const [from, to] = [mixing(form, s), mixing(form, t)];
  const left = integral(FINE);
  const stepwise = Math.abs(left - integral(FINE / 2));
  return check([left], [to.sigma / to.alpha - from.sigma / from.alpha], stepwise, FINE);
}

/** Equation 2, first order: x_t by the ODE, and one DDIM step from s.
 *  @param {Asked} asked  @returns {Check} */
export function firstOrder(asked) {
  const { s, t, at, start, path } = solved(asked, FINE);
  const [end, half] = [path.u[FINE], solved(asked, FINE / 2).path.u[FINE / 2]];
  const by = t.sigma / t.alpha - s.sigma / s.alpha;
  const right = [0, 1].map((d) => (t.alpha / s.alpha) * start[d] + t.alpha * path.eps[0][d] * by);
  return check(
    [...end].map((x) => at * x),
    right,
    at * distance(end, half),
    FINE,
  );
}

/** Equation 3, from the data end s = 0, where alpha is 1 and sigma 0: x_t, and alpha_t x_0 + sigma_t eps_hat(x_t).
 *  @param {Asked} asked  @returns {Check} */
export function fromTheData({ denoiser, form, u, t, s }) {
  const back = pathOf(denoiser, u, s, 0);
  const x0 = back.u[FINE];
  const there = pathOf(denoiser, u, s, t);
  const at = mixing(form, t);
  const eps = there.eps[FINE];
  const left = [...there.u[FINE]].map((x) => at.scale * x);
  const right = [0, 1].map((d) => at.alpha * x0[d] + at.sigma * eps[d]);
  const [coarse, other] = [pathOf(denoiser, u, s, 0, FINE / 2), pathOf(denoiser, u, s, t, FINE / 2)];
  const stepwise = distance(x0, coarse.u[FINE / 2]) + at.scale * distance(there.u[FINE], other.u[FINE / 2]);
  return check(left, right, stepwise, FINE);
}

/** What Theorem 1 is about: eps_hat at t and at s.
 *  @param {Asked} asked  @returns {Check} */
export function sameNoise({ denoiser, u, s, t }) {
  const [path, half] = [pathOf(denoiser, u, s, t), pathOf(denoiser, u, s, t, FINE / 2)];
  const stepwise = distance(path.eps[FINE], half.eps[FINE / 2]);
  return check([...path.eps[FINE]], [...path.eps[0]], stepwise, FINE);
}

/** The derivative that the proof takes: d(x / alpha) / d(sigma / alpha) at t by differences, and eps_hat there.
 *  @param {Asked} asked  @returns {Check} */
export function slopeIsNoise({ denoiser, u, s, t }) {
  const here = pathOf(denoiser, u, s, t).u[FINE];
  /** @type {(h: number) => number[]} */
  const slope = (h) => {
    const [before, after] = [t - h, t + h].map((phi) => ({ phi, u: moved(denoiser, here, t, phi) }));
    const by = Math.tan(after.phi) - Math.tan(before.phi);
    return [0, 1].map((d) => (after.u[d] / Math.cos(after.phi) - before.u[d] / Math.cos(before.phi)) / by);
  };
  const [fine, coarse] = [slope(STEP), slope(2 * STEP)];
  const made = check(fine, [...predicted(denoiser, here, t).eps], distance(fine, coarse));
  return { ...made, floor: Math.max(made.floor, (8 * ROUNDING) / STEP) };
}
const STEP = 1e-4; // of phi, of the differences

/** DDIM from s to t in `steps` steps even in phi, and in one.
 *  @param {Asked} asked  @param {number} steps  @returns {Check} */
export function anySteps({ denoiser, form, u, s, t }, steps) {
  /** @type {(count: number) => number[]} */
  const walk = (count) => {
    let at = Float64Array.from(u);
    const [x0, eps] = [new Float64Array(2), new Float64Array(2)];
    for (let k = 0; k < count; k++) {
      const next = new Float64Array(2);
      const [from, to] = [k, k + 1].map((j) => s + ((t - s) * j) / count);
      ddimStep(denoiser, at, from, to, x0, eps, next);
      at = next;
    }
    return [...at].map((x) => mixing(form, t).scale * x);
  };
  return check(walk(1), walk(steps));
}

/** @param {Asked} asked  @param {number} steps */
function solved({ denoiser, form, u, s, t }, steps) {
  const [from, to] = [mixing(form, s), mixing(form, t)];
  const start = Array.from(u, (x) => from.scale * x);
  return { s: from, t: to, at: to.scale, start, path: pathOf(denoiser, u, s, t, steps) };
}

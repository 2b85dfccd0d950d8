// A vector field of the denoiser on a grid of the window, at the clock's time.
// @ts-check
import { factor, rate } from "./norm.js";

const SPACING = 26; // CSS pixels between arrows
const [FEWEST, MOST] = [7, 17]; // arrows on a side
const WORK = 4.5e6; // multiplications a frame: a large network gets fewer arrows
const SMALL = 1e-4; // radians, of a numerical derivative

/** @typedef {{f: number, c: number, s: number, end: number, slope: number, rate: number}} Place */

/** What each kind's arrow is in view coordinates y = f u, seen from the noise: the way samples go.
 *  (y, u, x0, eps, at) -> the arrow, one component at a time.
 *  @type {Record<string, (y: number, u: number, x0: number, eps: number, at: Place) => number>} */
const KINDS = {
  velocity: (_y, u, x0, eps, at) => -at.rate * (at.slope * u + at.f * (at.c * eps - at.s * x0)), // -dx/dt, in x
  score: (_y, _u, _x0, eps, at) => -eps / (at.f * at.s), // grad log p = -eps_hat / sigma
  epsilon: (_y, _u, _x0, eps) => eps,
  x0: (y, _u, x0, _eps, at) => at.end * x0 - y, // from the point to its x0_hat
};
export const FIELDS = Object.keys(KINDS);

/** {at, by}: places and arrows (2 n) in view coordinates, and `long`: the length drawn as one cell of `cell` pixels.
 *  @param {string} kind
 *  @param {{denoiser: Denoiser, header: Header, seen: View, view: Projection, phi: number, ratio: number}} stage
 *  @returns {Arrows} */
export function arrows(kind, { denoiser, header, seen, view, phi, ratio }) {
  const wanted = Math.min(MOST, Math.max(FEWEST, Math.round(view.size / (SPACING * ratio))));
  const side = Math.max(FEWEST, Math.min(wanted, Math.floor(Math.sqrt(WORK / denoiser.cost))));
  const n = 2 * side * side;
  const [at, u, x0, eps, by] = [0, 0, 0, 0, 0].map(() => new Float32Array(n));
  const f = factor(seen, header.form, phi);
  const cell = view.size / side;
  for (let row = 0, i = 0; row < side; row++)
    for (let column = 0; column < side; column++, i += 2) {
      at[i] = ((column + 0.5) * cell - view.left) / view.sx;
      at[i + 1] = (view.top - (row + 0.5) * cell) / view.sy;
      u[i] = at[i] / f;
      u[i + 1] = at[i + 1] / f;
    }
  denoiser.predict(u, phi, x0, eps);
  const last = header.phi[header.phi.length - 1];
  const own = seen.coords === "x" && !seen.morph; // only there the form's own clock has a meaning
  const place = {
    f,
    c: Math.cos(phi),
    s: Math.sin(phi),
    end: factor(seen, header.form, last),
    slope: (factor(seen, header.form, phi + SMALL) - factor(seen, header.form, phi - SMALL)) / (2 * SMALL),
    rate: own ? rate(header.form, phi, header.params) : 1,
  };
  const arrow = KINDS[kind];
  for (let i = 0; i < n; i++) by[i] = arrow(at[i], u[i], x0[i], eps[i], place);
  const lengths = new Float64Array(n / 2);
  for (let i = 0; i < lengths.length; i++) lengths[i] = Math.hypot(by[2 * i], by[2 * i + 1]);
  return { kind, at, by, cell, long: lengths.sort()[Math.floor(0.9 * lengths.length)] };
}

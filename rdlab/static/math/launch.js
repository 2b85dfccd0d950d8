// A path launched by a visitor: from a point on a stage back to its noise, and from there along each stage's model.
// @ts-check
import { Carried } from "./carried.js";
import { carry } from "./denoiser.js";

const BACK = 32; // RK4 steps from the point to its noise
export const FARTHEST = 4; // standard deviations: noise beyond is none
const ROUNDS = 6; // of Newton's method, at most
const SMALL = 1e-3; // of z, in its derivative

/** The noise [a, b] whose path, in the panel's own steps, passes the point u at phi; the nearest found if none does.
 *  The ODE is followed back to a first guess; Newton's method then allows for the error of the steps.
 *  @param {Denoiser} denoiser  @param {StepHeader} header  @param {Numbers} u  @param {number} phi
 *  @returns {Pair} */
export function noiseOf(denoiser, header, u, phi) {
  const top = header.phi[0];
  if (phi >= top - 1e-9) return within(u);
  const z = within(carry(denoiser, u, phi, top, BACK));
  let best = z;
  let error = Infinity;
  let guess = z;
  for (let round = 0; round < ROUNDS; round++) {
    const there = passing(denoiser, header, guess, phi);
    const [ex, ey] = [there[0] - u[0], there[1] - u[1]];
    const size = Math.hypot(ex, ey);
    if (size < error) [best, error] = [guess, size];
    if (error < 1e-4) break;
    const [a, b] = [(there[2] - there[0]) / SMALL, (there[4] - there[0]) / SMALL];
    const [c, d] = [(there[3] - there[1]) / SMALL, (there[5] - there[1]) / SMALL];
    const determinant = a * d - b * c;
    if (size > error || Math.abs(determinant) < 1e-6) {
      guess = [(guess[0] + best[0]) / 2, (guess[1] + best[1]) / 2]; // too far: half the way back
      continue;
    }
    const [dx, dy] = [(d * ex - b * ey) / determinant, (a * ey - c * ex) / determinant];
    const share = Math.min(1, 0.5 / Math.hypot(dx, dy));
    guess = within([guess[0] - share * dx, guess[1] - share * dy]);
  }
  return best;
}

/** u at phi of the paths from z and from z moved a little each way: [u, u + du/da, u + du/db], flat.
 *  @param {Denoiser} denoiser  @param {StepHeader} header  @param {Pair} z  @param {number} phi */
function passing(denoiser, header, [a, b], phi) {
  const carried = new Carried(denoiser, header, Float32Array.from([a, b, a + SMALL, b, a, b + SMALL]));
  carried.advance(phi);
  return carried.at(phi, { coords: "u" }, new Float32Array(6));
}

/** @param {Numbers} z  @returns {Pair} */
function within([a, b]) {
  const size = Math.hypot(a, b);
  const share = size > FARTHEST ? FARTHEST / size : 1;
  return Number.isFinite(size) ? [a * share, b * share] : [0, 0];
}

/** The whole path from z on a stage, with x0_hat and eps_hat at every node.
 *  @param {Denoiser} denoiser  @param {StepHeader} header  @param {Numbers} z */
export function launched(denoiser, header, z) {
  return new Carried(denoiser, header, Float32Array.from(z), { most: 200, hats: true }).finish();
}

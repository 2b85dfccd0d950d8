// Points of noise carried to the data by a panel's own denoiser, as far as anyone looks, a little each frame.
// @ts-check
import { carry, ddimStep } from "./denoiser.js";
import { Paths } from "./paths.js";

const MOST = 60; // steps; a panel of more is followed on every second or third of them

/** Every so many-th entry of falling angles, so that at most `most` steps remain; both ends stay.
 *  @param {number[]} phi  @param {number} most */
export function thinned(phi, most) {
  if (phi.length - 1 <= most) return phi;
  return Array.from({ length: most + 1 }, (_, k) => phi[Math.round((k * (phi.length - 1)) / most)]);
}

export class Carried {
  /** z (2 n): noise, u at the panel's first angle. With DDIM the steps are the panel's own, so that one step is one
   *  step here too; what another solver follows is the ODE, which is followed here by RK4.
   *  @param {Denoiser} denoiser  @param {StepHeader} header  @param {Numbers} z
   *  @param {{most?: number, hats?: boolean}} [options] */
  constructor(denoiser, header, z, { most = MOST, hats = false } = {}) {
    this.denoiser = denoiser;
    this.ddim = header.solver === "ddim";
    this.phi = thinned(header.phi, most);
    const shape = [this.phi.length, z.length / 2, 2];
    const data = new Float32Array(this.phi.length * z.length);
    data.set(z);
    this.paths = new Paths({ form: header.form, phi: this.phi, curve: "first-order" }, { data, shape });
    this.done = 0; // the last node that is known
    const scratch = () => new Float32Array(z.length);
    /** @type {Float32Array[][] | null} */
    this.hats = hats ? this.phi.map(() => [scratch(), scratch()]) : null; // x0_hat and eps_hat at every node
    this.pair = [scratch(), scratch()];
  }

  get reached() {
    return this.phi[this.done];
  }

  step() {
    const { phi, done: k, denoiser } = this;
    const [from, to] = [this.paths.nodes[k], this.paths.nodes[k + 1]];
    const [x0, eps] = this.hats?.[k] ?? this.pair;
    if (this.ddim) ddimStep(denoiser, from, phi[k], phi[k + 1], x0, eps, to);
    else {
      to.set(carry(denoiser, from, phi[k], phi[k + 1], 1));
      if (this.hats) denoiser.predict(from, phi[k], x0, eps);
    }
    this.done++;
  }

  /** Goes on towards angle `until`, for `ms` milliseconds or one step; whether it is there.
   *  @param {number} until  @param {number} [ms] */
  advance(until, ms = Infinity) {
    const end = performance.now() + ms;
    while (this.done + 1 < this.phi.length && this.reached > until) {
      this.step();
      if (performance.now() > end) break;
    }
    return this.done + 1 === this.phi.length || this.reached <= until;
  }

  /** All the way; with `hats`, x0_hat and eps_hat at the data end too. */
  finish() {
    this.advance(-1);
    const { done: k, hats } = this;
    if (hats) this.denoiser.predict(this.paths.nodes[k], this.phi[k], hats[k][0], hats[k][1]);
    return this;
  }

  /** Positions in view coordinates at phi, or where the walk has come to.
   *  @param {number} phi  @param {View} view  @param {Float32Array} out */
  at(phi, view, out) {
    return this.paths.at(Math.max(phi, this.reached), view, out);
  }
}

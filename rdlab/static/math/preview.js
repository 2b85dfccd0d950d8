// A stage's picture made in the browser: the exact paths of a mixture that is being edited.
// @ts-check
import { thinned } from "./carried.js";
import { mixtureOf, walk } from "./denoiser.js";

const PATHS = 200;
const POINTS = 1200; // of the data
const BUDGET = 600_000; // components evaluated in one picture; what needs more takes fewer steps

/** Standard normal numbers, always the same ones: nothing flickers while a component is dragged.
 *  @param {number} count  @param {number} [seed] */
export function normals(count, seed = 1) {
  let state = seed * 0x9e3779b9;
  const even = () => {
    state = (state + 0x6d2b79f5) | 0; // mulberry32
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const out = new Float32Array(count);
  for (let i = 0; i < count; i += 2) {
    const [radius, angle] = [Math.sqrt(-2 * Math.log(1 - even())), 2 * Math.PI * even()];
    out[i] = radius * Math.cos(angle);
    if (i + 1 < count) out[i + 1] = radius * Math.sin(angle);
  }
  return out;
}

/** {header, arrays, denoiser} of the exact stage of `model`, from the noise and on the steps of the panel given;
 *  without one, between the angles `ends`.
 *  @param {MixtureParameters} model  @param {Header | null} header  @param {Arrays | null} arrays
 *  @param {Pair} ends  @returns {{denoiser: Denoiser, header: Header, arrays: Arrays}} */
export function previewed(model, header, arrays, ends) {
  const denoiser = mixtureOf(model);
  const whole = header && arrays && !header.empty;
  const z = whole ? arrays.u.data.slice(0, 2 * arrays.u.shape[1]) : normals(2 * PATHS);
  const steps = Math.floor(BUDGET / ((z.length / 2) * model.weights.length));
  const phi = thinned(whole ? header.phi : even(...ends, 50), Math.max(8, steps));
  const nodes = walk(denoiser, z, phi);
  const u = new Float32Array(nodes.length * z.length);
  nodes.forEach((node, k) => u.set(node, k * z.length));
  const shape = [nodes.length, z.length / 2, 2];
  const own = { form: "vp_cosine", params: {}, center: [0, 0], scale: 1, ...(whole ? header : {}) };
  return {
    denoiser,
    header: {
      ...own,
      stage: "exact",
      role: "exact",
      solver: "ddim",
      curve: "first-order",
      steps: phi.length - 1,
      phi,
      live: false,
      train: null,
      empty: null,
      preview: true,
      arrays: { u: { shape } },
    },
    arrays: { u: { data: u, shape }, data: { data: sample(model, POINTS), shape: [POINTS, 2] } },
  };
}

/** @param {number} from  @param {number} to  @param {number} steps */
function even(from, to, steps) {
  return Array.from({ length: steps + 1 }, (_, k) => from + ((to - from) * k) / steps);
}

/** `count` points of a mixture, every component with its exact share, from the same normal numbers each time.
 *  @param {MixtureParameters} model  @param {number} count */
function sample({ means, covariances, weights }, count) {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const normal = normals(2 * count, 2);
  const out = new Float32Array(2 * count);
  let [k, upTo] = [0, weights[0] / total];
  for (let i = 0; i < count; i++) {
    while ((i + 0.5) / count > upTo && k + 1 < weights.length) upTo += weights[++k] / total;
    const [[a, b], [, d]] = covariances[k];
    const root = Math.sqrt(a);
    const low = Math.sqrt(Math.max(0, d - (b * b) / a));
    out[2 * i] = means[k][0] + root * normal[2 * i];
    out[2 * i + 1] = means[k][1] + (b / root) * normal[2 * i] + low * normal[2 * i + 1];
  }
  return out;
}

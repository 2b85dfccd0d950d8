// One training step of the paper's algorithms 1 to 4 on a few points, number by number: all from the same draw, with
// a linear model whose weights take the step.
// @ts-check
import { carry } from "./denoiser.js";
import { alphaSigma } from "./schedules.js";

/** pairs: "random" or "model"; form and prediction: null where any will do (arXiv 2410.07303v2, section 2.1).
 *  @typedef {{number: number, pairs: string, form: string | null, prediction: string | null}} Algorithm */
/** @type {Algorithm[]} */
export const ALGORITHMS = [
  { number: 1, pairs: "random", form: "flow_matching", prediction: "flow" },
  { number: 2, pairs: "random", form: null, prediction: null },
  { number: 3, pairs: "model", form: "flow_matching", prediction: "flow" },
  { number: 4, pairs: "model", form: null, prediction: null },
];

/** What the network is asked for: toy.predictions.
 *  @type {Record<string, (x0: number, eps: number, alpha: number, sigma: number) => number>} */
export const TARGETS = {
  epsilon: (_x0, eps) => eps,
  x0: (x0) => x0,
  v: (x0, eps, alpha, sigma) => (alpha * eps - sigma * x0) / Math.hypot(alpha, sigma),
  flow: (x0, eps) => eps - x0,
};
export const PREDICTIONS = Object.keys(TARGETS);

export const POINTS = 3; // of a batch
const FEATURES = 6;
export const RATE = 0.02; // of the gradient step
const TEACHER = { steps: 80, to: 0.02 }; // RK4 steps from the noise, and where its x0_hat is the sample

/** Numbers that look random, the same for the same seed: uniform and normal ones.
 *  @param {number} seed */
export function randomOf(seed) {
  let state = (seed * 2654435761 + 1) >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 4294967296;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}

/** A point of a mixture of round Gaussians.
 *  @param {MixtureParameters} data  @param {ReturnType<typeof randomOf>} random  @returns {Pair} */
function sample({ means, covariances, weights }, random) {
  let [k, left] = [0, random.uniform()];
  while (k + 1 < weights.length && left >= weights[k]) left -= weights[k++];
  const deviation = Math.sqrt(covariances[k][0][0]);
  return [means[k][0] + deviation * random.normal(), means[k][1] + deviation * random.normal()];
}

/** What all four algorithms are given: POINTS points of the data, of noise, and times; and the points at which the
 *  teacher's paths from that noise end, which are the same in every form.
 *  @typedef {{data: number[], eps: number[], made: number[], t: number[]}} Draw */

/** @param {MixtureParameters} mixture  @param {Denoiser} teacher  @param {number} seed  @returns {Draw} */
export function drawn(mixture, teacher, seed) {
  const random = randomOf(seed);
  const data = Array.from({ length: POINTS }, () => sample(mixture, random)).flat();
  const eps = Array.from({ length: 2 * POINTS }, random.normal);
  const t = Array.from({ length: POINTS }, random.uniform);
  return { data, eps, made: ends(teacher, eps), t };
}

/** Where the teacher's paths from these noises end.
 *  @param {Denoiser} teacher  @param {number[]} eps */
export function ends(teacher, eps) {
  const there = carry(teacher, eps, Math.PI / 2, TEACHER.to, TEACHER.steps);
  const [x0, noise] = [new Float64Array(eps.length), new Float64Array(eps.length)];
  teacher.predict(there, TEACHER.to, x0, noise);
  return [...x0];
}

/** Weights (2 x FEATURES) of a linear model to begin with.
 *  @param {number} seed */
export function firstWeights(seed) {
  const random = randomOf(seed);
  return Array.from({ length: 2 * FEATURES }, () => 0.3 * random.normal());
}

/** All numbers of one step: of each point and coordinate x0, eps, xt, target, predicted (2 POINTS), of each point
 *  alpha and sigma; the loss, the gradient's length, the weights after the step and their loss on the same points.
 *  @typedef {{x0: number[], eps: number[], t: number[], alpha: number[], sigma: number[], xt: number[], target: number[], predicted: number[], loss: number, slope: number, weights: number[], after: number}} Step */

/** One training step of an algorithm; the form and the prediction are those where it leaves them open.
 *  @param {Algorithm} algorithm  @param {{form: string, prediction: string, params: Record<string, Params>}} chosen
 *  @param {Draw} draw  @param {number[]} weights  @returns {Step} */
export function trainingStep(algorithm, chosen, draw, weights) {
  const form = algorithm.form ?? chosen.form;
  const target = TARGETS[algorithm.prediction ?? chosen.prediction];
  const { eps, t } = draw;
  const x0 = algorithm.pairs === "random" ? draw.data : draw.made;
  const both = t.map((time) => alphaSigma(form, time, chosen.params[form]));
  const [alpha, sigma] = [both.map(([a]) => a), both.map(([, s]) => s)];
  const xt = x0.map((x, i) => alpha[i >> 1] * x + sigma[i >> 1] * eps[i]);
  const y = x0.map((x, i) => target(x, eps[i], alpha[i >> 1], sigma[i >> 1]));
  const predicted = answered(weights, xt, t);
  const slope = gradient(weights, xt, t, y);
  const next = weights.map((w, k) => w - RATE * slope[k]);
  return {
    x0,
    eps,
    t,
    alpha,
    sigma,
    xt,
    target: y,
    predicted,
    loss: squared(predicted, y),
    slope: Math.hypot(...slope),
    weights: next,
    after: squared(answered(next, xt, t), y),
  };
}

/** What the model sees of a point: (1, x, y, t, t x, t y).
 *  @param {number[]} xt  @param {number[]} t  @param {number} point */
function features(xt, t, point) {
  const [x, y, time] = [xt[2 * point], xt[2 * point + 1], t[point]];
  return [1, x, y, time, time * x, time * y];
}

/** The model's answers (2 n).
 *  @param {number[]} weights  @param {number[]} xt  @param {number[]} t */
export function answered(weights, xt, t) {
  return xt.map((_, i) =>
    features(xt, t, i >> 1).reduce((sum, f, k) => sum + weights[(i % 2) * FEATURES + k] * f, 0),
  );
}

/** The mean over the points of |predicted - target|^2.
 *  @param {number[]} predicted  @param {number[]} target */
export function squared(predicted, target) {
  return predicted.reduce((sum, p, i) => sum + (p - target[i]) ** 2, 0) / (target.length / 2);
}

/** Its derivative with respect to the weights.
 *  @param {number[]} weights  @param {number[]} xt  @param {number[]} t  @param {number[]} target */
export function gradient(weights, xt, t, target) {
  const error = answered(weights, xt, t).map((p, i) => p - target[i]);
  const found = weights.map(() => 0);
  for (let i = 0; i < xt.length; i++)
    features(xt, t, i >> 1).forEach((f, k) => {
      found[(i % 2) * FEATURES + k] += (2 * error[i] * f) / (xt.length / 2);
    });
  return found;
}

// Which data points a noisy sample may have come from: p(x0 | x) over a handful of points, by Bayes' rule.
// @ts-check

/** Weights (n) of the data points (2 n) given x = alpha x0 + sigma eps, written into out; they sum to 1. Before x is
 *  seen, all points are alike. sigma > 0.
 *  @template {Numbers} T  @param {Numbers} data  @param {Pair} amounts alpha and sigma  @param {Pair} x  @param {T} out */
export function posterior(data, [alpha, sigma], [x, y], out) {
  let top = -Infinity;
  for (let i = 0; i < out.length; i++) {
    const [dx, dy] = [x - alpha * data[2 * i], y - alpha * data[2 * i + 1]];
    out[i] = -(dx * dx + dy * dy) / (2 * sigma * sigma);
    top = Math.max(top, out[i]);
  }
  let total = 0;
  for (let i = 0; i < out.length; i++) total += out[i] = Math.exp(out[i] - top);
  for (let i = 0; i < out.length; i++) out[i] /= total;
  return out;
}

const ROUNDING = 1e-12; // of a sum of weights

/** How many of the heaviest weights it takes to carry a share of the whole.
 *  @param {Numbers} weights  @param {number} share */
export function carrying(weights, share) {
  const sorted = Array.from(weights).sort((a, b) => b - a);
  let sum = 0;
  const last = sorted.findIndex((weight) => (sum += weight) >= share - ROUNDING);
  return last < 0 ? sorted.length : last + 1;
}

const POINT = 1e-12; // variance that stands for none

/** Points (2 n) as the mixture that math/denoiser.js knows: as good as no blur, all of one weight.
 *  @param {Numbers} data  @returns {MixtureParameters} */
export function ofPoints(data) {
  const count = data.length / 2;
  return {
    means: Array.from({ length: count }, (_, i) => [data[2 * i], data[2 * i + 1]]),
    covariances: Array.from({ length: count }, () => [
      [POINT, 0],
      [0, POINT],
    ]),
    weights: Array.from({ length: count }, () => 1 / count),
  };
}

/** Data sets of 160 points, the same in every visit, their middle at 0 and their standard deviation 1. */
export const DATA = {
  clusters: () => scaled((i) => [...turn((2 * Math.PI * (i % 8)) / 8), 0.05]),
  moons: () =>
    scaled((i) => {
      const [x, y] = turn((Math.PI * (i >> 1)) / 79);
      return i % 2 ? [1 - x, 0.5 - y, 0.06] : [x, y, 0.06];
    }),
};
const COUNT = 160;

/** @param {number} angle  @returns {Pair} */
const turn = (angle) => [Math.cos(angle), Math.sin(angle)];

/** @param {(i: number) => number[]} middle  the i-th point's place before it strays, and how far it does */
function scaled(middle) {
  const data = new Float64Array(2 * COUNT);
  for (let i = 0; i < COUNT; i++) {
    const [x, y, width] = middle(i);
    // Halton's sequence in place of chance, through Box and Muller's formula
    const [length, angle] = [Math.sqrt(-2 * Math.log(halton(i + 1, 5))), 2 * Math.PI * halton(i + 1, 7)];
    data.set([x + width * length * Math.cos(angle), y + width * length * Math.sin(angle)], 2 * i);
  }
  let square = 0;
  for (const axis of [0, 1]) {
    let sum = 0;
    for (let i = axis; i < data.length; i += 2) sum += data[i];
    for (let i = axis; i < data.length; i += 2) square += (data[i] -= sum / COUNT) ** 2;
  }
  return data.map((value) => value / Math.sqrt(square / data.length));
}

/** @param {number} i  @param {number} base */
function halton(i, base) {
  let [value, share] = [0, 1];
  for (let rest = i; rest > 0; rest = Math.floor(rest / base)) {
    share /= base;
    value += share * (rest % base);
  }
  return value;
}

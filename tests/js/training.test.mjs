// One training step of the paper's four algorithms: what they share, what differs, and that it is a gradient step.
import assert from "node:assert/strict";
import { test } from "node:test";
import { mixtureOf } from "../../rdlab/static/math/denoiser.js";
import { BOUNDED } from "../../rdlab/static/math/schedules.js";
import {
  ALGORITHMS,
  answered,
  drawn,
  ends,
  firstWeights,
  gradient,
  POINTS,
  PREDICTIONS,
  randomOf,
  squared,
  trainingStep,
} from "../../rdlab/static/math/training.js";
import { close } from "./help.mjs";

const RING = {
  means: Array.from({ length: 8 }, (_, k) => [Math.cos((k * Math.PI) / 4), Math.sin((k * Math.PI) / 4)]).map(
    ([x, y]) => [1.41 * x, 1.41 * y],
  ),
  covariances: Array.from({ length: 8 }, () => [
    [0.005, 0],
    [0, 0.005],
  ]),
  weights: Array(8).fill(1 / 8),
};
const TEACHER = mixtureOf(RING);
const PARAMS = Object.fromEntries(BOUNDED.map((form) => [form, { beta_min: 0.1, beta_max: 20 }]));
const chosen = (form, prediction) => ({ form, prediction, params: PARAMS });
const steps = (choice, seed = 1, weights = firstWeights(1)) =>
  ALGORITHMS.map((algorithm) => trainingStep(algorithm, choice, drawn(RING, TEACHER, seed), weights));

test("1 and 3, and 2 and 4, differ in the pairs alone", () => {
  for (const [random, model] of [
    [0, 2],
    [1, 3],
  ]) {
    const found = steps(chosen("vp", "epsilon"));
    for (const name of ["eps", "t", "alpha", "sigma"])
      assert.deepEqual(found[random][name], found[model][name]);
    assert.notDeepEqual(found[random].x0, found[model].x0);
  }
});

test("with flow matching and flow, 2 is 1 and 4 is 3, to the last bit; with anything else not", () => {
  for (const form of BOUNDED)
    for (const prediction of PREDICTIONS) {
      const [one, two, three, four] = steps(chosen(form, prediction));
      const same = form === "flow_matching" && prediction === "flow";
      assert.equal(JSON.stringify(one) === JSON.stringify(two), same, `${form} ${prediction}`);
      assert.equal(JSON.stringify(three) === JSON.stringify(four), same, `${form} ${prediction}`);
    }
});

test("x_t is alpha x0 + sigma eps, and the loss is that of what is shown", () => {
  for (const { x0, eps, alpha, sigma, xt, target, predicted, loss } of steps(chosen("sub_vp", "v"))) {
    assert.equal(alpha.length, POINTS);
    close(
      xt,
      x0.map((x, i) => alpha[i >> 1] * x + sigma[i >> 1] * eps[i]),
      1e-15,
    );
    close(loss, squared(predicted, target), 1e-15);
  }
});

test("the gradient is the derivative of the loss, and the step goes down it", () => {
  const weights = firstWeights(7);
  const { xt, t, target } = steps(chosen("vp_cosine", "x0"), 3, weights)[3];
  const slope = gradient(weights, xt, t, target);
  const h = 1e-6;
  weights.forEach((_, k) => {
    const moved = (by) =>
      squared(
        answered(
          weights.map((w, j) => (j === k ? w + by : w)),
          xt,
          t,
        ),
        target,
      );
    close(slope[k], (moved(h) - moved(-h)) / (2 * h), 1e-6);
  });
  for (const prediction of PREDICTIONS)
    for (const step of steps(chosen("vp", prediction), 5)) assert.ok(step.after < step.loss);
});

test("many steps train: the loss over fresh draws falls in all four", () => {
  ALGORITHMS.forEach((algorithm) => {
    let weights = firstWeights(1);
    const losses = [];
    for (let seed = 1; seed <= 400; seed++) {
      const step = trainingStep(algorithm, chosen("vp", "epsilon"), drawn(RING, TEACHER, seed), weights);
      losses.push(step.loss);
      weights = step.weights;
    }
    const mean = (list) => list.reduce((sum, each) => sum + each, 0) / list.length;
    assert.ok(mean(losses.slice(-100)) < 0.75 * mean(losses.slice(0, 20)), `algorithm ${algorithm.number}`);
  });
});

test("the teacher's paths end at the modes, and at the same samples with twice as many noises", () => {
  const random = randomOf(4);
  const eps = Array.from({ length: 40 }, random.normal);
  const there = ends(TEACHER, eps);
  for (let i = 0; i < there.length; i += 2) {
    const nearest = Math.min(...RING.means.map(([x, y]) => Math.hypot(x - there[i], y - there[i + 1])));
    assert.ok(nearest < 0.3, `${nearest}`);
  }
  close(ends(TEACHER, [...eps, ...eps]).slice(0, 40), there, 1e-12);
});

test("random numbers are even and normal, and the same for the same seed", () => {
  const [one, two] = [randomOf(9), randomOf(9)];
  const numbers = Array.from({ length: 4000 }, one.uniform);
  assert.deepEqual(numbers, Array.from({ length: 4000 }, two.uniform));
  close(numbers.reduce((sum, u) => sum + u, 0) / 4000, 0.5, 0.03);
  assert.ok(numbers.every((u) => u >= 0 && u < 1));
  const normals = Array.from({ length: 4000 }, one.normal);
  close(normals.reduce((sum, z) => sum + z, 0) / 4000, 0, 0.07);
  close(normals.reduce((sum, z) => sum + z * z, 0) / 4000, 1, 0.1);
});

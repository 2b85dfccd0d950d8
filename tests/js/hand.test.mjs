// The pictures by hand: what a noisy sample may have come from, and the path of one pair.
import assert from "node:assert/strict";
import { test } from "node:test";
import { mixtureOf } from "../../rdlab/static/math/denoiser.js";
import { extraLength, PLANES, pairAt, pairPath } from "../../rdlab/static/math/one_pair.js";
import { carrying, DATA, ofPoints, posterior } from "../../rdlab/static/math/posterior.js";
import { alphaSigma } from "../../rdlab/static/math/schedules.js";
import { close } from "./help.mjs";

const PARAMS = {
  vp: { beta_min: 0.1, beta_max: 20 },
  vp_cosine: {},
  sub_vp: { beta_min: 0.1, beta_max: 20 },
  ve: { sigma_min: 0.002, sigma_max: 10 },
  edm: { sigma_min: 0.002, sigma_max: 80, rho: 7 },
  flow_matching: {},
};
const FORMS = Object.keys(PARAMS);
const X = [0.7, -0.4];

/** What the denoiser of some points answers. */
function answered(data, [alpha, sigma], x) {
  const [n, x0, eps] = [Math.hypot(alpha, sigma), [0, 0], [0, 0]];
  mixtureOf(ofPoints(data)).predict([x[0] / n, x[1] / n], Math.atan2(sigma, alpha), x0, eps);
  return x0;
}

function weighed(data, amounts, x) {
  return posterior(data, amounts, x, new Float64Array(data.length / 2));
}

for (const [name, make] of Object.entries(DATA)) {
  const data = make();

  test(`${name}: 160 points around 0, their standard deviation 1, the same each time`, () => {
    assert.equal(data.length, 320);
    assert.deepEqual(make(), data);
    for (const axis of [0, 1])
      close(data.filter((_, i) => i % 2 === axis).reduce((a, b) => a + b) / 160, 0, 1e-12);
    close(data.reduce((sum, value) => sum + value * value, 0) / 320, 1, 1e-12);
  });

  for (const form of FORMS)
    test(`${name}, ${form}: the answer is the mean of the points by their weights`, () => {
      for (const t of [0.1, 0.4, 0.8]) {
        const amounts = alphaSigma(form, t, PARAMS[form]);
        const weights = weighed(data, amounts, X);
        close(
          weights.reduce((a, b) => a + b),
          1,
          1e-12,
        );
        const mean = [0, 1].map((axis) => weights.reduce((sum, w, i) => sum + w * data[2 * i + axis], 0));
        close(answered(data, amounts, X), mean, 1e-6);
      }
    });

  test(`${name}: Tweedie's formula gives the same answer from the density alone`, () => {
    const [alpha, sigma] = [0.8, 0.6];
    const logDensity = (x, y) => {
      let sum = 0;
      for (let i = 0; i < data.length; i += 2)
        sum += Math.exp(-((x - alpha * data[i]) ** 2 + (y - alpha * data[i + 1]) ** 2) / (2 * sigma ** 2));
      return Math.log(sum);
    };
    const h = 1e-5;
    const score = [
      (logDensity(X[0] + h, X[1]) - logDensity(X[0] - h, X[1])) / (2 * h),
      (logDensity(X[0], X[1] + h) - logDensity(X[0], X[1] - h)) / (2 * h),
    ];
    close(
      answered(data, [alpha, sigma], X),
      X.map((x, k) => (x + sigma ** 2 * score[k]) / alpha),
      1e-7,
    );
  });

  test(`${name}: pure noise says nothing, hardly any noise leaves one point`, () => {
    const blind = weighed(data, [0, 1], X);
    close(blind, new Float64Array(160).fill(1 / 160), 1e-15);
    close(answered(data, [0, 1], X), [0, 0], 1e-9);
    assert.equal(carrying(blind, 0.9), 144);
    const point = [data[34], data[35]];
    assert.equal(carrying(weighed(data, [1, 1e-4], point), 0.9), 1);
    close(answered(data, [1, 1e-4], point), point, 1e-6);
  });
}

test("what carries a share: the heaviest first, and never more than all", () => {
  assert.equal(carrying([0.1, 0.6, 0.3], 0.6), 1);
  assert.equal(carrying([0.1, 0.6, 0.3], 0.61), 2);
  assert.equal(carrying([0.25, 0.25, 0.25, 0.25], 1.1), 4);
});

test("the paper's pair: how curved each form is in x, and that x/alpha and x/sigma are straight", () => {
  const extra = (plane, form) => extraLength(pairPath(plane, form, PARAMS[form], [0, 1], [1, 1]));
  close(
    FORMS.map((form) => extra("x", form)),
    [0.404, 0.411, 0.196, 0, 0, 0],
    1e-3,
  );
  for (const form of FORMS) for (const plane of ["x/alpha", "x/sigma"]) close(extra(plane, form), 0, 1e-6);
  for (const form of ["vp", "sub_vp", "flow_matching"]) assert.ok(extra("u", form) > 0.4);
});

test("every form is on one curve in x/alpha, x/sigma and u, at its own time", () => {
  const [x0, eps] = [
    [0.3, -1.1],
    [0.9, 0.2],
  ];
  for (const form of FORMS) {
    const [alpha, sigma] = alphaSigma(form, 0.6, PARAMS[form]);
    const by = { x: 1, "x/alpha": 1 / alpha, "x/sigma": 1 / sigma, u: 1 / Math.hypot(alpha, sigma) };
    for (const plane of PLANES) {
      const found = pairAt(plane, form, PARAMS[form], 0.6, x0, eps);
      close(
        found,
        x0.map((x, k) => by[plane] * (alpha * x + sigma * eps[k])),
        1e-9 * (1 + sigma),
      );
    }
  }
});

test("at its ends a path is finite in every plane", () => {
  for (const form of FORMS)
    for (const plane of PLANES)
      for (const t of [0, 1])
        assert.ok(pairAt(plane, form, PARAMS[form], t, [0, 1], [1, 1]).every(Number.isFinite));
});

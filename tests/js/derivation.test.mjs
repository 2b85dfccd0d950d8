// The derivation of a first-order path: equations that hold for any denoiser, and those that hold for one pair alone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { mixtureOf } from "../../rdlab/static/math/denoiser.js";
import {
  anySteps,
  constantOut,
  exactSolution,
  firstOrder,
  fromTheData,
  mixing,
  ofOnePair,
  sameNoise,
  slopeIsNoise,
} from "../../rdlab/static/math/derivation.js";
import { FORMS } from "../../rdlab/static/math/norm.js";
import { close, TWO } from "./help.mjs";

const PAIR = [0.3, -1.1, 0.8, 0.4];
const at = (phi) => [0, 1].map((d) => Math.cos(phi) * PAIR[d] + Math.sin(phi) * PAIR[2 + d]);
const holds = ({ gap, floor }, what) => assert.ok(gap <= floor, `${what}: ${gap} above ${floor}`);
const fails = ({ gap, floor }, what) => assert.ok(gap > 100 * floor, `${what}: ${gap} near ${floor}`);

for (const form of FORMS)
  for (const [s, t] of [
    [1.4, 0.5],
    [0.4, 1.2],
  ]) {
    const one = { denoiser: ofOnePair(PAIR), form, u: at(s), s, t };
    const two = { denoiser: mixtureOf(TWO), form, u: at(s), s, t };
    test(`${form}, ${s} to ${t}: what holds along any path`, () => {
      for (const asked of [one, two])
        for (const check of [exactSolution, constantOut, slopeIsNoise]) holds(check(asked), check.name);
    });
    test(`${form}, ${s} to ${t}: what holds along the path of one pair, and not along a mixture's`, () => {
      for (const check of [firstOrder, fromTheData, sameNoise]) {
        holds(check(one), check.name);
        fails(check(two), check.name);
      }
      holds(anySteps(one, 50), "any number of steps");
      fails(anySteps(two, 50), "any number of steps");
    });
  }

test("both sides of the exact solution are what toy's own step gives for one pair", () => {
  const [s, t] = [1.3, 0.6];
  const { left, right } = exactSolution({ denoiser: ofOnePair(PAIR), form: "sub_vp", u: at(s), s, t });
  const { alpha, sigma } = mixing("sub_vp", t);
  const wanted = [0, 1].map((d) => alpha * PAIR[d] + sigma * PAIR[2 + d]);
  close(left, wanted, 1e-9);
  close(right, wanted, 1e-9);
});

test("a floor is small: what fails is not hidden by it", () => {
  for (const form of FORMS) {
    const asked = { denoiser: mixtureOf(TWO), form, u: at(1.4), s: 1.4, t: 0.5 };
    for (const check of [exactSolution, firstOrder, sameNoise, slopeIsNoise, fromTheData, constantOut])
      assert.ok(check(asked).floor < 1e-4, `${form} ${check.name}: ${check(asked).floor}`);
  }
});

// Words with their numbers: plurals, and names of stages of any number.
import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.document = { getElementById: () => ({ textContent: "{}" }) };
const { addWords, numbered, setLanguage, t } = await import("../../rdlab/static/kit/texts.js");
const { stageName } = await import("../../rdlab/static/kit/names.js");
const { modelName } = await import("../../rdlab/static/learn/words.js");
setLanguage("en");
addWords({
  points: ["{count} point(s) of {all} path(s), {name}", "{count} 个点，{all} 条轨迹，{name}"],
  "panel.rectified": ["Rectified × {k}", "已整流 × {k}"],
  "form.vp": ["VP", "VP"],
  "learn.model": ["{form}, {kind}", "{form}，{kind}"],
  "learn.kind.phased-4": ["phased, 4 phases", "分段，4 段"],
  "learn.kind.direct": ["rectified, {number} step(s)", "整流，{number} 步"],
  "panel.phased": ["Phased, {k} phase(s)", "分段，{k} 段"],
});

test("one is one, all others are more", () => {
  assert.equal(t("points", { count: 1, all: 2, name: "a" }), "1 point of 2 paths, a");
  assert.equal(t("points", { count: 0, all: "1", name: "b" }), "0 points of 1 path, b");
  assert.equal(numbered("{n} **step(s)**", { n: 1 }), "{n} **step**");
  setLanguage("zh");
  assert.equal(t("points", { count: 1, all: 1, name: "c" }), "1 个点，1 条轨迹，c");
  setLanguage("en");
});

test("a stage of any number has its name", () => {
  for (const k of [1, 2, 10, 1000000]) assert.equal(stageName(`rectified-${k}`), `Rectified × ${k}`);
  assert.equal(stageName("phased-1"), "Phased, 1 phase");
  assert.equal(stageName("phased-12"), "Phased, 12 phases");
});

test("a model is called by its own words, by its number's, or as a stage", () => {
  assert.equal(modelName("vp/phased-4"), "VP, phased, 4 phases");
  assert.equal(modelName("vp/direct-50"), "VP, rectified, 50 steps");
  assert.equal(modelName("vp/direct-1"), "VP, rectified, 1 step");
  assert.equal(modelName("vp/rectified-2"), "VP, Rectified × 2");
});

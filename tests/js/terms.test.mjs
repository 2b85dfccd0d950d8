// Where the glossary's phrases are found in a text.
import assert from "node:assert/strict";
import { test } from "node:test";
import { finder } from "../../rdlab/static/learn/find_terms.js";

const find = finder([
  { name: "x", phrases: ["x"] },
  { name: "t", phrases: ["t"] },
  { name: "x0", phrases: ["x₀"] },
  { name: "guess", phrases: ["(x̂₀, ε̂)", "x̂₀", "ε̂"] },
  { name: "eps", phrases: ["ε"] },
  { name: "form", phrases: ["form", "forms"] },
  { name: "first", phrases: ["first order", "first-order"] },
  { name: "order", phrases: ["一阶"] },
  { name: "flow", phrases: ["流匹配"] },
]);

/** What is named, and that nothing of the text is lost. */
function named(text, seen = new Set()) {
  const pieces = find(text, seen);
  assert.equal(pieces.map((piece) => piece.text).join(""), text);
  return pieces.filter((piece) => piece.name).map(({ text, name }) => [text, name]);
}

test("the first of each term is named, the longest phrase first", () => {
  assert.deepEqual(named("forms of first order, a form, first-order"), [
    ["forms", "form"],
    ["first order", "first"],
  ]);
});

test("a sign inside a word or another symbol is not that sign", () => {
  assert.deepEqual(named("don't wait: the text performs"), []);
  assert.deepEqual(named("x̂₀ and ε̂, then x₀, ε and x at t."), [
    ["x̂₀", "guess"],
    ["x₀", "x0"],
    ["ε", "eps"],
    ["x", "x"],
    ["t", "t"],
  ]);
  assert.deepEqual(named("x₀* and ε* are a pair"), []);
  assert.deepEqual(named("keeps (x̂₀, ε̂)"), [["(x̂₀, ε̂)", "guess"]]);
});

test("Chinese text has no spaces around what is named", () => {
  assert.deepEqual(named("流匹配的轨迹在时刻t经过x，成为一阶。"), [
    ["流匹配", "flow"],
    ["t", "t"],
    ["x", "x"],
    ["一阶", "order"],
  ]);
});

test("what was named before is not named again", () => {
  const seen = new Set();
  assert.equal(named("a form", seen).length, 1);
  assert.equal(named("a form", seen).length, 0);
  assert.deepEqual(finder([])("a form", new Set()), [{ text: "a form" }]);
});

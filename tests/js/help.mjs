// What the tests of the page's mathematics share.
import assert from "node:assert/strict";

/** Numbers, or lists of them, that differ by no more than `by`. */
export function close(found, wanted, by) {
  if (typeof wanted === "number")
    return assert.ok(Math.abs(found - wanted) <= by, `${found} is not ${wanted}`);
  assert.equal(found.length, wanted.length);
  for (let i = 0; i < wanted.length; i++)
    assert.ok(Math.abs(found[i] - wanted[i]) <= by, `[${i}]: ${found[i]} is not ${wanted[i]}`);
}

/** Panel headers of nothing but angles. */
export function even(from, to, steps) {
  return Array.from({ length: steps + 1 }, (_, k) => from + ((to - from) * k) / steps);
}

/** A mixture of two round Gaussians. */
export const TWO = {
  means: [
    [-1, 0],
    [1, 0.5],
  ],
  covariances: [
    [
      [0.04, 0],
      [0, 0.04],
    ],
    [
      [0.09, 0.02],
      [0.02, 0.05],
    ],
  ],
  weights: [0.25, 0.75],
};

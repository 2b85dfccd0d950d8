// What a visitor draws, edits and looks at: strokes, mixtures, the window.
import assert from "node:assert/strict";
import { test } from "node:test";
import { between, fit, HOME, panBy, projection, scaleBar, zoomAbout } from "../../rdlab/static/math/fit.js";
import { BEYOND, Mixture } from "../../rdlab/static/math/gauss.js";
import { normals } from "../../rdlab/static/math/preview.js";
import { encoded, LEAST, MOST, Strokes } from "../../rdlab/static/math/strokes.js";
import { close, TWO } from "./help.mjs";

const drawn = (...path) => {
  const strokes = new Strokes();
  strokes.begin("draw", 0.05, path[0], path[1]);
  for (let i = 2; i < path.length; i += 2) strokes.lead(path[i], path[i + 1]);
  return strokes;
};
const pairs = (xy) => Array.from({ length: xy.length / 2 }, (_, i) => [xy[2 * i], xy[2 * i + 1]]);

test("a stroke becomes points along it, as wide as the brush", () => {
  const points = pairs(drawn(-0.5, 0, 0.5, 0).points());
  assert.ok(points.length >= LEAST && points.length <= MOST);
  assert.ok(points.every(([x, y]) => Math.abs(y) <= 0.05 && Math.abs(x) <= 0.55));
  close(points.reduce((sum, [x]) => sum + x, 0) / points.length, 0, 0.01);
});

test("a dot is a disc, long drawings keep to the most points, the same each time", () => {
  assert.ok(pairs(drawn(0.2, 0.2).points()).every(([x, y]) => Math.hypot(x - 0.2, y - 0.2) <= 0.05 + 1e-9));
  const strokes = new Strokes();
  for (let line = 0; line < 40; line++) {
    strokes.begin("draw", 0.01, -1, line / 20 - 1);
    strokes.lead(1, line / 20 - 1);
  }
  assert.equal(strokes.points().length, 2 * MOST);
  assert.deepEqual(strokes.points(), strokes.copy().points());
});

test("an eraser takes what it touches and what is left is drawn closer together", () => {
  const strokes = drawn(-0.5, 0, 0.5, 0);
  strokes.begin("erase", 0.2, -0.5, 0);
  strokes.lead(0.3, 0);
  const points = pairs(strokes.points());
  assert.ok(points.length >= LEAST && points.every(([x, y]) => Math.hypot(x - 0.3, y) > 0.2 && x > 0.3));
  strokes.begin("erase", 2, 0, 0);
  assert.equal(strokes.points().length, 0);
});

test("clear, undo, and a hand that does not move", () => {
  const strokes = drawn(-0.5, 0, 0.5, 0);
  assert.equal(strokes.lead(0.501, 0), false);
  const before = strokes.points();
  strokes.clear();
  assert.equal(strokes.points().length, 0);
  strokes.clear(); // nothing to clear: nothing to undo
  strokes.undo();
  assert.deepEqual(strokes.points(), before);
  const copy = strokes.copy();
  copy.undo();
  assert.deepEqual([copy.actions.length, strokes.actions.length], [0, 1]);
});

test("points travel as little-endian float32 in base64", () => {
  const bytes = Buffer.from(encoded([0.5, -2, 3]), "base64");
  assert.deepEqual(
    [0, 4, 8].map((at) => bytes.readFloatLE(at)),
    [0.5, -2, 3],
  );
});

test("a mixture's ellipses are its covariances, there and back, in other units too", () => {
  const found = new Mixture(TWO, 40).parameters();
  close(found.means.flat(), TWO.means.flat(), 1e-12);
  close(found.covariances.flat(2), TWO.covariances.flat(2), 1e-12);
  close(found.weights, TWO.weights, 1e-12);
  const moved = new Mixture(TWO, 40).parameters([10, 20], 3);
  close(moved.means[1], [13, 21.5], 1e-12);
  close(
    moved.covariances.flat(2),
    TWO.covariances.flat(2).map((c) => 9 * c),
    1e-12,
  );
});

test("components are added up to the most, and all but the last can go", () => {
  const mixture = new Mixture(TWO, 3);
  assert.equal(mixture.full, false);
  assert.equal(mixture.add(50, -50), true);
  close([mixture.chosen.x, mixture.chosen.y], [12, -12], 0); // not out of sight
  assert.equal(mixture.full, true);
  assert.equal(mixture.add(0, 0), false);
  assert.deepEqual([mixture.remove(), mixture.remove(), mixture.remove()], [true, true, false]);
  assert.equal(mixture.components.length, 1);
  mixture.select(1);
  assert.equal(mixture.selected, 0);
});

test("a share is given by changing one weight: the others keep their proportions", () => {
  const mixture = new Mixture(
    {
      ...TWO,
      means: [...TWO.means, [0, 2]],
      covariances: [...TWO.covariances, TWO.covariances[0]],
      weights: [1, 2, 3],
    },
    40,
  );
  mixture.weigh(0.4);
  close(mixture.share, 0.4, 1e-12);
  const { weights } = mixture.parameters();
  close(weights[1] / weights[2], 2 / 3, 1e-12);
  close(
    weights.reduce((a, b) => a + b),
    1,
    1e-12,
  );
  mixture.weigh(7);
  close(mixture.share, 0.95, 1e-12);
});

test("handles lie beyond the ellipse; pulling one where it is changes nothing, elsewhere turns and stretches", () => {
  const mixture = new Mixture(TWO, 40);
  mixture.selected = 1;
  const [unit, before] = [0.01, { ...mixture.chosen }];
  const { a, b } = mixture.handles(mixture.chosen, unit);
  close(Math.hypot(a[0] - before.x, a[1] - before.y), 2 * before.a + BEYOND * unit, 1e-12);
  mixture.pull("a", a, unit);
  mixture.pull("b", b, unit);
  close([mixture.chosen.a, mixture.chosen.b, mixture.chosen.angle], [before.a, before.b, before.angle], 1e-9);
  mixture.pull("a", [before.x, before.y + 1 + BEYOND * unit], unit);
  close([mixture.chosen.a, mixture.chosen.angle], [0.5, Math.PI / 2], 1e-9);
  mixture.stretch("b", 1e9);
  assert.equal(mixture.chosen.b, 5);
});

test("what lies under a point: a handle, a centre, an ellipse, or nothing", () => {
  const mixture = new Mixture(TWO, 40);
  const { a, b } = mixture.handles(mixture.chosen, 0.01);
  assert.deepEqual(mixture.under(a, 0.01, 11), { index: 0, what: "a" });
  assert.deepEqual(mixture.under(b, 0.01, 11), { index: 0, what: "b" });
  assert.deepEqual(mixture.under([1, 0.5], 0.01, 11), { index: 1, what: "move" });
  assert.deepEqual(mixture.under([1.35, 0.6], 0.01, 11), { index: 1, what: "move" });
  assert.equal(mixture.under([5, 5], 0.01, 11), null);
  close(mixture.sigmas(mixture.components[0], -0.8, 0), 1, 1e-9);
});

const LINES = {
  phi: [1.5, 0.8, 0.1],
  points: [3, 1.5, 1].map((wide) => normals(400, 5).map((x) => wide * x)),
};

test("the window holds nearly all paths, never less than the data, nor more than four times that", () => {
  const data = normals(2000, 6);
  const own = fit(null, data).extent / 1.35;
  const wide = fit(LINES, data);
  assert.ok(wide.extent > own && wide.end === "noise" && wide.beyond === 1);
  const inside = LINES.points[0].filter((x) => Math.abs(x) <= wide.extent).length / 400;
  assert.ok(inside > 0.97);
  const narrow = fit({ ...LINES, points: LINES.points.map((row) => row.map((x) => x / 100)) }, data);
  close(narrow.extent, own, 1e-9);
  const huge = fit({ ...LINES, points: LINES.points.map((row) => row.map((x) => 100 * x)) }, data);
  close(huge.extent, 4 * own, 1e-9);
  assert.ok(huge.beyond > 10);
  assert.equal(fit(LINES, data, { coords: "x/sigma" }).end, "data");
  assert.equal(fit(null, null).extent, 1.35 * 1.12);
});

test("unrolled, only the component that is shown counts; NaN does not", () => {
  const flat = { phi: [1.5, 0.1], points: [0, 1].map(() => Float32Array.from([9, 1, -9, 1, 9, Number.NaN])) };
  const found = fit(flat, Float32Array.from([9, 1, -9, -1]), { coords: "unrolled", axis: 1 });
  close(found.extent, 1.12, 1e-6);
});

test("a morph's window stays where both ends are alike, and goes from one to the other where not", () => {
  const of = (extent, beyond = 1) => ({ extent, beyond, end: "noise" });
  assert.equal(between(of(1), of(1.2), 0.5).extent, 1.2);
  close(
    [0, 0.5, 1].map((amount) => between(of(1), of(4), amount).extent),
    [1, 2, 4],
    1e-12,
  );
  close(between(of(1, 2), of(1, 6), 0.25).beyond, 3, 1e-12);
});

test("a place zoomed about stays under the finger, panning moves by as much as the hand", () => {
  for (const unrolled of [false, true]) {
    const at = (zoom, px, py) => {
      const view = projection(400, 2, zoom, unrolled);
      return [(px - view.left) / view.sx, (view.top - py) / view.sy];
    };
    const near = zoomAbout(HOME, 3, 120, 300, 400, 2, unrolled);
    close(at(near, 120, 300), at(HOME, 120, 300), 1e-12);
    close(at(panBy(near, 30, -20, 400, 2, unrolled), 150, 280), at(near, 120, 300), 1e-12);
  }
  close([zoomAbout(HOME, 1e9, 0, 0, 400, 2).k, zoomAbout(HOME, 1e-9, 0, 0, 400, 2).k], [60, 1 / 40], 0);
});

test("a scale is 1, 2 or 5 times a power of ten, and at most a fifth of the window", () => {
  for (const extent of [0.013, 0.4, 1, 7, 260]) {
    const { length, pixels } = scaleBar(projection(400, extent, HOME));
    const digit = length / 10 ** Math.floor(Math.log10(length) + 1e-9);
    assert.ok([1, 2, 5].some((wanted) => Math.abs(digit - wanted) < 1e-6));
    assert.ok(pixels <= 80 && pixels > 30);
    close(pixels, (length * 400) / (2 * extent), 1e-9);
  }
});

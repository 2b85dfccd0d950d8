// Paths, their coordinates, and what is carried along them: identities that hold whatever the numbers are.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Carried, thinned } from "../../rdlab/static/math/carried.js";
import { conditionalAt, conditionalLines } from "../../rdlab/static/math/conditional.js";
import { mixtureOf } from "../../rdlab/static/math/denoiser.js";
import { arrows, FIELDS } from "../../rdlab/static/math/field.js";
import { projection } from "../../rdlab/static/math/fit.js";
import { FARTHEST, launched, noiseOf } from "../../rdlab/static/math/launch.js";
import { grid, SIDE } from "../../rdlab/static/math/mesh.js";
import { FORMS, factor, norm, tauOf, unroll } from "../../rdlab/static/math/norm.js";
import { atOneTime, crossings, pairLines } from "../../rdlab/static/math/pairs.js";
import { arcOverChord, mostBent, Paths } from "../../rdlab/static/math/paths.js";
import { normals, previewed } from "../../rdlab/static/math/preview.js";
import { close, even, TWO } from "./help.mjs";

const PHI = even(1.57, 0.002, 8);
const made = (curve, form = "vp") => {
  const data = normals(2 * 5 * PHI.length, 4);
  const header = { form, phi: PHI, curve, params: {}, solver: "ddim" };
  return {
    header,
    array: { data, shape: [PHI.length, 5, 2] },
    paths: new Paths(header, { data, shape: [PHI.length, 5, 2] }),
  };
};

for (const curve of ["first-order", "straight"])
  for (const form of FORMS)
    test(`${form}, ${curve}: a path passes its nodes, and stays still beyond its ends`, () => {
      const { paths } = made(curve, form);
      PHI.forEach((phi, k) =>
        close(paths.at(phi, { coords: "u" }, new Float32Array(10)), paths.nodes[k], 1e-4),
      );
      close(paths.at(1.6, { coords: "u" }, new Float32Array(10)), paths.nodes[0], 1e-4);
      close(paths.at(0, { coords: "u" }, new Float32Array(10)), paths.nodes[PHI.length - 1], 1e-4);
    });

test("a straight piece is straight in x, and a first-order one is alpha x0 + sigma eps of one pair", () => {
  const [a, b] = [PHI[3], PHI[4]];
  const straight = made("straight", "flow_matching").paths;
  const at = (paths, phi, coords = "x") => paths.at(phi, { coords }, new Float32Array(10));
  const [from, to] = [at(straight, a), at(straight, b)];
  const middle = at(straight, (a + b) / 2);
  close(
    middle,
    from.map((value, i) => (value + to[i]) / 2),
    0.6 * Math.abs(from[0] - to[0]) + 0.5,
  );
  for (let i = 0; i < 10; i += 2) {
    const turn =
      (to[i] - from[i]) * (middle[i + 1] - from[i + 1]) - (to[i + 1] - from[i + 1]) * (middle[i] - from[i]);
    close(turn, 0, 1e-4);
  }
  const [x0, eps] = [normals(10, 7), normals(10, 8)];
  const u = (phi) => x0.map((value, i) => Math.cos(phi) * value + Math.sin(phi) * eps[i]);
  const data = Float32Array.from([...u(1.5), ...u(0.1)]);
  const one = new Paths({ form: "vp", phi: [1.5, 0.1], curve: "first-order" }, { data, shape: [2, 5, 2] });
  for (const phi of [1.3, 0.8, 0.3]) close(at(one, phi, "u"), u(phi), 1e-5);
});

test("the first-order paths share both ends with the paths themselves", () => {
  const { header, array, paths } = made("straight", "ve");
  const ghosts = Paths.firstOrder(header, array);
  for (const end of [PHI[0], PHI.at(-1)])
    close(
      ghosts.at(end, { coords: "x" }, new Float32Array(10)),
      paths.at(end, { coords: "x" }, new Float32Array(10)),
      1e-3,
    );
});

test("lines go from noise to data, at least 50 points, and are the same object each time", () => {
  const { paths } = made("first-order");
  const lines = paths.lines({ coords: "x" });
  assert.ok(lines.phi.length > 50 && lines.phi.length === lines.points.length);
  assert.deepEqual([lines.phi[0], lines.phi.at(-1)], [PHI[0], PHI.at(-1)]);
  assert.ok(lines.phi.every((phi, i) => !i || phi < lines.phi[i - 1]));
  assert.equal(paths.lines({ coords: "u" }), lines);
});

test("straight lines have no bend; a half circle has pi / 2 - 1", () => {
  close(
    arcOverChord([
      [0, 0],
      [1, 1],
      [2, 2],
    ]),
    0,
    1e-12,
  );
  const half = even(0, Math.PI, 400).map((a) => [Math.cos(a), Math.sin(a)]);
  close(arcOverChord(half), Math.PI / 2 - 1, 1e-4);
  assert.equal(
    arcOverChord([
      [1, 1],
      [1, 1],
    ]),
    0,
  );
});

test("what u is multiplied by in each view; half a morph is the geometric mean", () => {
  const phi = 0.7;
  assert.equal(factor({ coords: "u" }, "ve", phi), 1);
  close(factor({ coords: "x" }, "ve", phi), 1 / Math.cos(phi), 1e-12);
  close(factor({ coords: "x/alpha" }, "vp", phi), 1 / Math.cos(phi), 1e-12);
  close(factor({ coords: "x/sigma" }, "vp", phi), 1 / Math.sin(phi), 1e-12);
  const morph = (amount) => factor({ coords: "x", morph: { form: "flow_matching", amount } }, "ve", phi);
  close([morph(0), morph(1)], [norm("ve", phi), norm("flow_matching", phi)], 1e-12);
  close(morph(0.5), Math.sqrt(norm("ve", phi) * norm("flow_matching", phi)), 1e-12);
  close([tauOf(0), tauOf(Math.PI / 2)], [1, 0], 1e-12);
});

test("every form is the data at the data's end, and known ones add up as they should", () => {
  for (const form of FORMS) close(norm(form, 0), 1, 1e-12);
  for (const phi of [0.2, 0.9, 1.4]) {
    const [alpha, sigma] = [Math.cos(phi), Math.sin(phi)].map((part) => part * norm("flow_matching", phi));
    close(alpha + sigma, 1, 1e-12);
    const sub = norm("sub_vp", phi);
    close(sub * Math.sin(phi), 1 - (sub * Math.cos(phi)) ** 2, 1e-12); // sigma = 1 - alpha^2
    close(
      [norm("ve", phi) * Math.cos(phi), norm("edm", phi) * Math.cos(phi), norm("vp", phi)],
      [1, 1, 1],
      1e-12,
    );
  }
});

test("unrolled: time across, the chosen component upwards; other views stay as they are", () => {
  assert.deepEqual(unroll({ coords: "unrolled", axis: 0 }, Math.PI / 2, [3, 4]), [-1, 3]);
  assert.deepEqual(unroll({ coords: "unrolled", axis: 1 }, 0, [3, 4]), [1, 4]);
  assert.deepEqual(unroll({ coords: "x" }, 1, [3, 4]), [3, 4]);
});

test("conditional paths go from one noise to each of fourteen data points at most", () => {
  const [z, data, about] = [
    [0.5, -1],
    [...normals(60, 2)],
    { header: { form: "vp" }, seen: { coords: "x" } },
  ];
  close(conditionalAt(z, data, Math.PI / 2, about, new Float64Array(4)), [...z, ...z], 1e-6);
  close(conditionalAt(z, data, 0, about, new Float64Array(4)), data.slice(0, 4), 1e-6);
  const { phi, points } = conditionalLines(z, data, PHI, about);
  assert.equal(phi, PHI);
  assert.deepEqual([points.length, points[0].length], [PHI.length, 28]);
  assert.equal(conditionalLines(z, data.slice(0, 6), PHI, about).points[0].length, 6);
});

test("crossings are counted once a pair; lines that touch or run beside each other do not cross", () => {
  assert.equal(crossings([0, 0, 0, 1], [1, 1, 1, 0]), 1);
  assert.equal(crossings([0, 0, 0, 1], [1, 0, 1, 1]), 0);
  assert.equal(crossings([0, 0, 0, 0], [1, 1, 1, 0]), 0);
  const fan = even(0, 5, 5);
  const [from, to] = [fan.flatMap((y) => [0, y]), fan.flatMap((y) => [1, 5 - y])];
  assert.equal(crossings(from, to), 15); // all of six lines with each other
  assert.equal(atOneTime(from, to), 15); // half way
  assert.equal(atOneTime([0, 0, 0, 1], [1, 1, 1, 0]), 1);
  assert.equal(crossings([0, 0, 0, 1], [1, 1, 3, -2]), 1);
  assert.equal(atOneTime([0, 0, 0, 1], [1, 1, 3, -2]), 0); // one is long gone when the other comes
  assert.equal(atOneTime([0, 0, 0, 0.01], [1, 0, 1, 0.01]), 0); // side by side all the way
});

test("the model's pairs are the ends of its paths, random ones take the data", () => {
  const { header, paths } = made("first-order");
  const seen = { coords: "x" };
  const lines = paths.lines(seen);
  const data = normals(10, 9);
  const own = pairLines("model", { paths, header, seen, data, lines });
  assert.deepEqual([own.from, own.to], [lines.points[0], lines.points.at(-1)]);
  const random = pairLines("random", { paths, header, seen, data, lines });
  assert.deepEqual(random.from, lines.points[0]);
  close(random.to, data, 1e-6);
});

test("the mesh is a square grid of noise", () => {
  const z = grid();
  assert.equal(z.length, 2 * SIDE * SIDE);
  assert.deepEqual([...z.slice(0, 2), ...z.slice(-2)], [-2.5, -2.5, 2.5, 2.5]);
  assert.equal(z[2 * SIDE + 1], z[2 * SIDE + 3]); // a row is level
});

test("of many angles a few are kept, both ends among them", () => {
  const many = even(1.57, 0.002, 500);
  const few = thinned(many, 60);
  assert.deepEqual([few.length, few[0], few.at(-1)], [61, many[0], many.at(-1)]);
  assert.equal(thinned(PHI, 60), PHI);
});

test("what is carried a little each time comes where it comes at once", () => {
  const denoiser = mixtureOf(TWO);
  for (const solver of ["ddim", "heun"]) {
    const header = { form: "vp", phi: even(1.57, 0.002, 40), solver };
    const [slow, fast] = [0, 1].map(() => new Carried(denoiser, header, normals(8)));
    let rounds = 0;
    while (!slow.advance(0.5, -1)) rounds++;
    assert.ok(rounds > 20 && slow.reached <= 0.5);
    slow.finish();
    assert.deepEqual(
      slow.at(0, { coords: "u" }, new Float32Array(8)),
      fast.finish().at(0, { coords: "u" }, new Float32Array(8)),
    );
  }
});

test("a point's noise leads back through that point", () => {
  const denoiser = mixtureOf(TWO);
  for (const solver of ["ddim", "rk4"])
    for (const [phi, by] of [
      [0.3, 0.02],
      [0.9, 1e-3],
      [1.4, 1e-3],
    ]) {
      const header = { form: "vp", phi: even(1.57, 0.002, 40), solver };
      const u = [0.7 * Math.cos(phi), 0.2];
      const path = launched(denoiser, header, noiseOf(denoiser, header, u, phi));
      const walked = new Carried(denoiser, header, Float32Array.from(path.paths.nodes[0]));
      walked.advance(phi);
      close(walked.at(phi, { coords: "u" }, new Float32Array(2)), u, by);
    }
  const header = { form: "vp", phi: PHI, solver: "ddim" };
  close(Math.hypot(...noiseOf(denoiser, header, [30, 40], 1.57)), FARTHEST, 1e-9);
  assert.deepEqual(noiseOf(denoiser, header, [Number.NaN, 0], 1.57), [0, 0]);
});

test("a launched path knows x0_hat and eps_hat at every node", () => {
  const header = { form: "vp", phi: PHI, solver: "ddim" };
  const { hats, paths, phi } = launched(mixtureOf(TWO), header, [0.4, 0.2]);
  hats.forEach(([x0, eps], k) =>
    close(
      x0.map((x, i) => Math.cos(phi[k]) * x + Math.sin(phi[k]) * eps[i]),
      paths.nodes[k],
      1e-5,
    ),
  );
});

test("fields: velocity is minus dx / dt, score is minus eps_hat / sigma, x0 points to x0_hat", () => {
  const denoiser = mixtureOf(TWO);
  const [phi, view] = [0.8, projection(400, 2, { k: 1, x: 0, y: 0 })];
  const header = { form: "flow_matching", phi: PHI, params: {} };
  const stage = { denoiser, header, seen: { coords: "x" }, view, phi, ratio: 1 };
  assert.deepEqual(FIELDS, ["velocity", "score", "epsilon", "x0"]);
  const found = Object.fromEntries(FIELDS.map((kind) => [kind, arrows(kind, stage)]));
  const f = norm("flow_matching", phi);
  const { at } = found.velocity;
  const u = Float64Array.from(at, (x) => x / f);
  const [x0, eps] = [new Float64Array(u.length), new Float64Array(u.length)];
  denoiser.predict(u, phi, x0, eps);
  close(found.epsilon.by, eps, 1e-4);
  close(
    found.velocity.by,
    x0.map((x, i) => x - eps[i]),
    2e-3,
  ); // x = (1 - t) x0 + t eps
  close(
    found.score.by,
    eps.map((e) => -e / (f * Math.sin(phi))),
    1e-3,
  );
  close(
    found.x0.by,
    x0.map((x, i) => factor(stage.seen, "flow_matching", PHI.at(-1)) * x - at[i]),
    1e-3,
  );
  for (const { long, by, at: places } of Object.values(found)) {
    assert.ok(long > 0 && by.length === places.length);
    assert.ok(places.every((x) => Math.abs(x) < 2));
  }
  assert.ok(arrows("x0", { ...stage, denoiser: { ...denoiser, cost: 1e9 } }).at.length === 2 * 7 * 7); // dear: few
});

test("normal numbers are the same each time, of variance one", () => {
  const [one, other] = [normals(20000, 3), normals(20000, 3)];
  assert.deepEqual(one, other);
  close(one.reduce((sum, x) => sum + x, 0) / 20000, 0, 0.03);
  close(one.reduce((sum, x) => sum + x * x, 0) / 20000, 1, 0.04);
});

test("a preview keeps the panel's form and noise, with the edited mixture's data in their shares", () => {
  const { header, array } = made("straight", "ve");
  const panel = { ...header, empty: null, scale: 2, center: [1, 1], arrays: {} };
  const found = previewed(TWO, panel, { u: array }, [1.5, 0.1]);
  assert.deepEqual(
    [found.header.form, found.header.scale, found.header.stage, found.header.preview],
    ["ve", 2, "exact", true],
  );
  close(found.arrays.u.data.slice(0, 10), array.data.slice(0, 10), 1e-12);
  const data = found.arrays.data.data;
  const left = data.filter((_, i) => i % 2 === 0).filter((x) => x < -0.2).length;
  close(left / (data.length / 2), 0.25, 0.01);
});

test("the most bent path is the one that leaves the line between its ends the most", () => {
  const phi = even(1.5, 0.1, 4);
  // in u, all three go from (1, 0) to (-1, 0): by the middle, by a little aside, by far aside
  const aside = [0.01, 1.5, 0.4];
  const data = new Float32Array(phi.length * 6);
  phi.forEach((_, k) =>
    aside.forEach((far, i) => {
      data[6 * k + 2 * i] = 1 - (2 * k) / (phi.length - 1);
      data[6 * k + 2 * i + 1] = far * Math.sin((Math.PI * k) / (phi.length - 1));
    }),
  );
  const array = { data, shape: [phi.length, 3, 2] };
  assert.equal(mostBent(new Paths({ form: "vp", phi, curve: "straight" }, array)), 2);
});

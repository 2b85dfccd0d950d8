// The page's mathematics against the library's: TOY_NUMBERS names the file that from_toy.py has written.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { unpack } from "../../rdlab/static/math/codec.js";
import { carry, denoiserOf, mixtureOf, walk } from "../../rdlab/static/math/denoiser.js";
import { norm, rate } from "../../rdlab/static/math/norm.js";
import { arcOverChord, Paths } from "../../rdlab/static/math/paths.js";
import { previewed } from "../../rdlab/static/math/preview.js";
import { alphaSigma, angleAt } from "../../rdlab/static/math/schedules.js";
import { TARGETS } from "../../rdlab/static/math/training.js";
import { close } from "./help.mjs";

const toy = JSON.parse(readFileSync(process.env.TOY_NUMBERS, "utf8"));

for (const { form, params, t, alpha, sigma, phi } of toy.forms)
  test(`${form} ${JSON.stringify(params)}: its alpha and sigma at t are toy's`, () => {
    t.forEach((time, i) => {
      close(alphaSigma(form, time, params), [alpha[i], sigma[i]], 1e-12 * (1 + sigma[i]));
      close(angleAt(form, time, params), phi[i], 1e-9);
    });
  });

for (const { form, params, phi, norm: norms, rate: rates } of toy.forms)
  test(`${form} ${JSON.stringify(params)}: its norm and its clock are toy's`, () => {
    phi.forEach((angle, i) => {
      close(norm(form, angle), norms[i], 1e-6 * norms[i]);
      close(rate(form, angle, params), rates[i], 1e-4 * rates[i]);
    });
  });

test("each prediction asks for what toy's does", () => {
  const { of, asked } = toy.targets;
  assert.deepEqual(Object.keys(TARGETS).sort(), Object.keys(asked).sort());
  for (const [key, value] of Object.entries(asked)) close(TARGETS[key](...of), value, 1e-12);
});

for (const [name, { payload, u, angles, pairs }] of Object.entries(toy.denoisers))
  test(`the denoiser "${name}" predicts what toy's does`, () => {
    const { header, arrays } = unpack(payload);
    const denoiser = denoiserOf(header, arrays);
    angles.forEach((phi, k) => {
      const [x0, eps] = [new Float32Array(u.length), new Float32Array(u.length)];
      denoiser.predict(Float32Array.from(u), phi, x0, eps);
      close(x0, pairs[k][0], 2e-3);
      close(eps, pairs[k][1], 2e-3);
      close(
        u.map((_, i) => Math.cos(phi) * x0[i] + Math.sin(phi) * eps[i]),
        u,
        1e-5,
      );
    });
  });

test("a denoiser may be asked in place: x0 is u itself", () => {
  const { payload, u, pairs } = toy.denoisers.v;
  const { header, arrays } = unpack(payload);
  const [x0, eps] = [Float32Array.from(u), new Float32Array(u.length)];
  denoiserOf(header, arrays).predict(x0, 0.8, x0, eps);
  close(x0, pairs[2][0], 2e-3);
  close(eps, pairs[2][1], 2e-3);
});

test("a panel without a model has no denoiser, and a network of other inputs is refused", () => {
  assert.equal(denoiserOf(null, null), null);
  assert.equal(denoiserOf({ model: null }, {}), null);
  const { header, arrays } = unpack(toy.denoisers.v.payload);
  const model = { ...header.model, sizes: [5, ...header.model.sizes.slice(1)] };
  assert.throws(() => denoiserOf({ model }, arrays), /5 inputs/);
});

test("a mixture given as lists is the same", () => {
  const { model, phi, u, x0, eps } = toy.mixture;
  const [found, noise] = [new Float64Array(u.length), new Float64Array(u.length)];
  mixtureOf(model).predict(u, phi, found, noise);
  close(found, x0, 1e-6);
  close(noise, eps, 1e-6);
});

test("carried along the ODE a point comes where toy's RK4 takes it, and back again", () => {
  const { from, to, steps, there } = toy.mixture.carry;
  const { header, arrays } = unpack(toy.denoisers.eight_gaussians.payload);
  const denoiser = denoiserOf(header, arrays);
  const z = toy.mixture.u.slice(0, there.length);
  const found = carry(denoiser, z, from, to, steps);
  close(found, there, 2e-3);
  close(carry(denoiser, found, to, from, steps), z, 1e-4);
});

test("what wire.py packs comes back, and NaN where there was nothing finite", () => {
  const { header, arrays } = unpack(toy.codec.payload);
  assert.equal(header.stage, "base");
  assert.equal(header.words, "ε̂");
  assert.deepEqual(Object.keys(arrays).sort(), Object.keys(toy.codec.arrays).sort());
  for (const [name, { shape, data }] of Object.entries(toy.codec.arrays)) {
    assert.deepEqual(arrays[name].shape, shape);
    assert.deepEqual(
      [...arrays[name].data].map((x) => (Number.isFinite(x) ? x : null)),
      data,
    );
  }
});

for (const { form, phi, u, x, count, arc_over_chord, model } of toy.paths)
  test(`${form}: DDIM's paths, their view in x and their arc over chord are toy's`, () => {
    const array = { data: Float32Array.from(u), shape: [phi.length, count, 2] };
    const paths = new Paths({ form, phi, curve: "first-order" }, array);
    const width = Math.max(...x.map(Math.abs));
    phi.forEach((angle, k) => {
      const at = paths.at(angle, { coords: "x" }, new Float32Array(2 * count));
      close(at, x.slice(2 * k * count, 2 * (k + 1) * count), 1e-5 * width);
    });
    const nodes = phi.map((_, k) => x.slice(2 * k * count, 2 * (k + 1) * count));
    close(arcOverChord(nodes), arc_over_chord, 1e-4);
    const walked = walk(mixtureOf(model), Float32Array.from(u.slice(0, 2 * count)), phi);
    const last = u.slice(2 * (phi.length - 1) * count);
    const away = last.map((value, i) => Math.abs(value - walked[phi.length - 1][i])).sort((a, b) => a - b);
    assert.ok(away[Math.floor(away.length / 2)] < 1e-3); // where paths part, the last digit can decide
  });

test("a preview without a panel begins and ends where every form does", () => {
  const { header } = previewed(toy.mixture.model, null, null, toy.angles);
  close([header.phi[0], header.phi.at(-1)], toy.angles, 1e-12);
});

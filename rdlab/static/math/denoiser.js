// The browser's half of models.py: a panel's denoiser, evaluated here. As toy.Denoiser and toy.ExactDenoiser.
//
// denoiser.predict(u, phi, x0, eps): u, x0, eps hold n points as 2 n numbers; x0_hat and eps_hat are written.
// denoiser.cost: multiplications a point, about; what draws a field chooses its points by it.
// @ts-check
import { mlp } from "./mlp.js";

/** The denoiser a panel carries, or null.
 *  @param {Pick<Header, "model"> | null | undefined} header  @param {Arrays | null} arrays
 *  @returns {Denoiser | null} */
export function denoiserOf(header, arrays) {
  const { model } = header ?? {};
  if (!model || !arrays) return null;
  if (model.kind === "mlp") return mlp(model, arrays);
  const [means, roots, logWeights] = ["means", "roots", "log_weights"].map((name) => arrays[name].data);
  const covariances = new Float64Array((4 * roots.length) / 3);
  for (let k = 0; k < logWeights.length; k++) {
    const [a, b, d] = roots.subarray(3 * k, 3 * k + 3);
    covariances.set([a * a, a * b, a * b, b * b + d * d], 4 * k);
  }
  return mixture(means, covariances, logWeights);
}

/** Of a mixture given as plain (nested) arrays: means (k, 2), covariances (k, 2, 2), weights (k,).
 *  @param {MixtureParameters} model */
export function mixtureOf({ means, covariances, weights }) {
  return mixture(means.flat(), covariances.flat(2), weights.map(Math.log));
}

// Each component is looked at along its own axes, where its covariance is diagonal:
// with d the offset there, C = cos^2 var + sin^2, x0_k = m + cos var d / C and eps_k = sin d / C.
/** @param {Numbers} means  @param {Numbers} covariances  @param {Numbers} logWeights  @returns {Denoiser} */
function mixture(means, covariances, logWeights) {
  const count = logWeights.length;
  const part = new Float64Array(6 * count); // mx, my, axis (ax, ay), two variances; the other axis is (-ay, ax)
  for (let k = 0; k < count; k++) {
    const [a, b, , d] = covariances.slice(4 * k, 4 * k + 4);
    const angle = 0.5 * Math.atan2(2 * b, a - d);
    const [half, spread] = [(a + d) / 2, Math.hypot((a - d) / 2, b)];
    const low = Math.max((a * d - b * b) / (half + spread), 1e-12); // not half - spread, which would cancel
    part.set([means[2 * k], means[2 * k + 1], Math.cos(angle), Math.sin(angle), half + spread, low], 6 * k);
  }
  const scale = new Float64Array(3 * count); // at one phi: 1 / C along both axes, log weight - log det / 2
  const share = new Float64Array(count);

  /** @param {Numbers} u  @param {number} phi  @param {Numbers} x0  @param {Numbers} eps */
  function predict(u, phi, x0, eps) {
    const [c, s] = [Math.cos(phi), Math.sin(phi)];
    for (let k = 0; k < count; k++) {
      const [one, two] = [c * c * part[6 * k + 4] + s * s, c * c * part[6 * k + 5] + s * s];
      scale[3 * k] = 1 / one;
      scale[3 * k + 1] = 1 / two;
      scale[3 * k + 2] = logWeights[k] - 0.5 * Math.log(one * two);
    }
    for (let i = 0; i + 1 < u.length; i += 2) {
      let top = -Infinity;
      for (let k = 0, p = 0, q = 0; k < count; k++, p += 6, q += 3) {
        const [x, y] = [u[i] - c * part[p], u[i + 1] - c * part[p + 1]];
        const [d1, d2] = [x * part[p + 2] + y * part[p + 3], y * part[p + 2] - x * part[p + 3]];
        const value = scale[q + 2] - 0.5 * (d1 * d1 * scale[q] + d2 * d2 * scale[q + 1]);
        share[k] = value;
        if (value > top) top = value;
      }
      let [total, x0x, x0y, ex, ey] = [0, 0, 0, 0, 0];
      for (let k = 0, p = 0, q = 0; k < count; k++, p += 6, q += 3) {
        if (!(share[k] > top - 40)) continue;
        const r = Math.exp(share[k] - top);
        const [x, y] = [u[i] - c * part[p], u[i + 1] - c * part[p + 1]];
        const [ax, ay] = [part[p + 2], part[p + 3]];
        const [e1, e2] = [(x * ax + y * ay) * scale[q], (y * ax - x * ay) * scale[q + 1]];
        const [p1, p2] = [c * part[p + 4] * e1, c * part[p + 5] * e2];
        total += r;
        x0x += r * (part[p] + p1 * ax - p2 * ay);
        x0y += r * (part[p + 1] + p1 * ay + p2 * ax);
        ex += r * (e1 * ax - e2 * ay);
        ey += r * (e1 * ay + e2 * ax);
      }
      x0[i] = x0x / total;
      x0[i + 1] = x0y / total;
      eps[i] = (s * ex) / total;
      eps[i + 1] = (s * ey) / total;
    }
  }
  return { kind: "mixture", cost: 60 * count, predict };
}

/** One DDIM step of u from phi to next, written into out; x0 and eps keep what was predicted at phi.
 *  @param {Denoiser} denoiser  @param {Numbers} u  @param {number} phi  @param {number} next
 *  @param {Numbers} x0  @param {Numbers} eps  @param {Numbers} out */
export function ddimStep(denoiser, u, phi, next, x0, eps, out) {
  denoiser.predict(u, phi, x0, eps);
  const [c, s] = [Math.cos(next), Math.sin(next)];
  for (let i = 0; i < u.length; i++) out[i] = c * x0[i] + s * eps[i];
}

/** DDIM from z at phis[0]: the nodes u, one Float32Array (2 n) for each of the angles phis.
 *  @param {Denoiser} denoiser  @param {Numbers} z  @param {number[]} phis */
export function walk(denoiser, z, phis) {
  const [x0, eps] = [new Float32Array(z.length), new Float32Array(z.length)];
  const nodes = [Float32Array.from(z)];
  for (let k = 0; k + 1 < phis.length; k++) {
    const next = new Float32Array(z.length);
    ddimStep(denoiser, nodes[k], phis[k], phis[k + 1], x0, eps, next);
    nodes.push(next);
  }
  return nodes;
}

/** u carried along the ODE du/dphi = cos eps_hat - sin x0_hat from angle `from` to `to`, either way (RK4).
 *  @param {Denoiser} denoiser  @param {Numbers} u  @param {number} from  @param {number} to
 *  @param {number} steps */
export function carry(denoiser, u, from, to, steps) {
  const at = Float64Array.from(u);
  const [x0, eps, point] = [0, 0, 0].map(() => new Float64Array(u.length));
  const slopes = [0, 0, 0, 0].map(() => new Float64Array(u.length));
  const h = (to - from) / steps;
  for (let k = 0; k < steps; k++) {
    [0, 0.5, 0.5, 1].forEach((share, stage) => {
      const phi = from + (k + share) * h;
      for (let i = 0; i < at.length; i++) point[i] = at[i] + (stage ? share * h * slopes[stage - 1][i] : 0);
      denoiser.predict(point, phi, x0, eps);
      const [c, s] = [Math.cos(phi), Math.sin(phi)];
      for (let i = 0; i < at.length; i++) slopes[stage][i] = c * eps[i] - s * x0[i];
    });
    const [k1, k2, k3, k4] = slopes;
    for (let i = 0; i < at.length; i++) at[i] += (h / 6) * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
  }
  return at;
}

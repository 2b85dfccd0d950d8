// From one noise point: the conditional paths alpha x0 + sigma eps to several data points, against the one path
// the model takes, the marginal one.
// @ts-check
import { factor, unroll } from "./norm.js";

const POINTS = 14; // of the data

/** {points (M rows of 2 m), phi}: the conditional paths of noise z (2,) as lines in view coordinates.
 *  @param {Numbers} z  @param {Numbers} data  @param {number[]} phis
 *  @param {{header: {form: string}, seen: View}} about */
export function conditionalLines(z, data, phis, { header, seen }) {
  const count = Math.min(POINTS, data.length / 2);
  const points = phis.map((phi) =>
    conditionalAt(z, data, phi, { header, seen }, new Float32Array(2 * count)),
  );
  return { phi: phis, points };
}

/** Where they are at phi.
 *  @template {Numbers} T  @param {Numbers} z  @param {Numbers} data  @param {number} phi
 *  @param {{header: {form: string}, seen: View}} about  @param {T} out */
export function conditionalAt(z, data, phi, { header, seen }, out) {
  const f = factor(seen, header.form, phi);
  const [c, s] = [f * Math.cos(phi), f * Math.sin(phi)];
  for (let i = 0; i < out.length; i++) out[i] = c * data[i] + s * z[i % 2];
  return unroll(seen, phi, out);
}

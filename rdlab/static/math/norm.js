// x = n(phi) u. A form is only this norm (and its two ends): the paths themselves are the same ODE in (u, phi).
// @ts-check
/** @type {Record<string, (c: number, s: number) => number>} */
const NORMS = {
  vp: () => 1,
  vp_cosine: () => 1,
  flow_matching: (c, s) => 1 / (c + s),
  ve: (c) => 1 / c,
  edm: (c) => 1 / c,
  sub_vp: (c, s) => 2 / (s + Math.sqrt(s * s + 4 * c * c)), // alpha / c with alpha = 2 / (tan + sqrt(tan^2 + 4))
};

// d phi / d t of each form's own clock, with its own numbers (toy.Form.params): (c, s, params)
/** @type {(alpha: number, params: Params) => number} */
const beta = (alpha, { beta_min, beta_max }) =>
  Math.sqrt(beta_min ** 2 - 4 * (beta_max - beta_min) * Math.log(alpha));
/** @type {Record<string, (c: number, s: number, params: Params) => number>} */
const RATES = {
  vp: (c, s, params) => (0.5 * beta(c, params) * c) / s,
  vp_cosine: () => Math.PI / 2,
  flow_matching: (c, s) => (c + s) ** 2,
  ve: (c, s, { sigma_min, sigma_max }) => Math.log(sigma_max / sigma_min) * c * s,
  edm: (c, s, { sigma_min, sigma_max, rho }) => {
    const span = sigma_max ** (1 / rho) - sigma_min ** (1 / rho);
    return c * c * rho * span * (s / c) ** ((rho - 1) / rho);
  },
  sub_vp: (c, s, params) => {
    const a = c * NORMS.sub_vp(c, s);
    return (0.5 * beta(a, params) * a * (1 + a * a)) / (a * a + (1 - a * a) ** 2);
  },
};

export const FORMS = Object.keys(NORMS);

/** @param {string} form  @param {number} phi */
export function norm(form, phi) {
  const known = NORMS[form] ?? NORMS.vp;
  return known(Math.cos(phi), Math.sin(phi));
}

/** d phi / d t of a form at phi: how fast its own clock passes there.
 *  @param {string} form  @param {number} phi  @param {Params} params */
export function rate(form, phi, params) {
  return RATES[form](Math.cos(phi), Math.sin(phi), params);
}

/** What u is multiplied by to be seen in a view: {coords: "x" | "x/alpha" | "x/sigma" | "u" | "unrolled", axis,
 *  morph: {form, amount} | null}. The unrolled view shows one component of x over time.
 *  @param {View} view  @param {string} form  @param {number} phi */
export function factor(view, form, phi) {
  if (view.coords === "u") return 1;
  if (view.coords === "x/alpha") return 1 / Math.cos(phi);
  if (view.coords === "x/sigma") return 1 / Math.sin(phi);
  const own = norm(form, phi);
  if (!view.morph) return own;
  return own ** (1 - view.morph.amount) * norm(view.morph.form, phi) ** view.morph.amount;
}

/** The clock's value at an angle: 0 is noise, 1 is data.
 *  @param {number} phi */
export function tauOf(phi) {
  return 1 - (2 * phi) / Math.PI;
}

/** Points (2 n) scaled already: in the unrolled view (time from -1 to 1, the chosen component), else as they are.
 *  @template {Numbers} T  @param {View} view  @param {number} phi  @param {T} xy */
export function unroll(view, phi, xy) {
  if (view.coords !== "unrolled") return xy;
  const time = 2 * tauOf(phi) - 1;
  for (let i = 0; i + 1 < xy.length; i += 2) {
    xy[i + 1] = xy[i + (view.axis ?? 0)];
    xy[i] = time;
  }
  return xy;
}

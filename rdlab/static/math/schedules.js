// alpha and sigma of every form at its own time t, from 0 (data) to 1 (noise): as toy/forms/families.py.
// @ts-check

/** Half the integral of beta(t), linear from beta_min to beta_max: -log(alpha) of VP.
 *  @param {number} t  @param {Params} params */
const minusLogAlpha = (t, { beta_min, beta_max }) =>
  0.5 * (beta_min * t + 0.5 * (beta_max - beta_min) * t * t);

/** @type {Record<string, (t: number, params: Params) => Pair>} */
const SCHEDULES = {
  vp: (t, params) => {
    const b = minusLogAlpha(t, params);
    return [Math.exp(-b), Math.sqrt(-Math.expm1(-2 * b))];
  },
  vp_cosine: (t) => [Math.cos((Math.PI * t) / 2), Math.sin((Math.PI * t) / 2)],
  sub_vp: (t, params) => {
    const b = minusLogAlpha(t, params);
    return [Math.exp(-b), -Math.expm1(-2 * b)];
  },
  ve: (t, { sigma_min, sigma_max }) => [1, sigma_min * (sigma_max / sigma_min) ** t],
  edm: (t, { sigma_min, sigma_max, rho }) => {
    const low = sigma_min ** (1 / rho);
    return [1, (low + t * (sigma_max ** (1 / rho) - low)) ** rho];
  },
  flow_matching: (t) => [1 - t, t],
};
const EXPLODING = ["ve", "edm"]; // alpha stays 1

/** The forms with alpha from 1 to 0 and sigma from 0 to 1. */
export const BOUNDED = Object.keys(SCHEDULES).filter((form) => !EXPLODING.includes(form));

/** [alpha, sigma] of a form with its own numbers (toy.Form.params).
 *  @param {string} form  @param {number} t  @param {Params} params */
export function alphaSigma(form, t, params) {
  return SCHEDULES[form](t, params);
}

/** The angle atan2(sigma, alpha) that a form has reached at t.
 *  @param {string} form  @param {number} t  @param {Params} params */
export function angleAt(form, t, params) {
  const [alpha, sigma] = alphaSigma(form, t, params);
  return Math.atan2(sigma, alpha);
}

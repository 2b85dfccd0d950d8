// alpha and sigma of a form over its own time, data at t = 0 and noise at t = 1: toy/forms/families.py.
// @ts-check

/** The exponent of the linear schedule: log alpha.
 *  @param {number} t  @param {Params} params */
const decay = (t, { beta_min, beta_max }) => -0.5 * t * (beta_min + 0.5 * t * (beta_max - beta_min));
/** @type {Record<string, (t: number, params: Params) => Pair>} */
const SCHEDULES = {
  flow_matching: (t) => [1 - t, t],
  vp: (t, params) => [Math.exp(decay(t, params)), Math.sqrt(-Math.expm1(2 * decay(t, params)))],
  vp_cosine: (t) => [Math.cos((Math.PI * t) / 2), Math.sin((Math.PI * t) / 2)],
  sub_vp: (t, params) => [Math.exp(decay(t, params)), -Math.expm1(2 * decay(t, params))],
};

/** The forms with alpha from 1 to 0 and sigma from 0 to 1. */
export const BOUNDED = Object.keys(SCHEDULES);

/** [alpha, sigma] of one of them at a time, with its own numbers (toy.Form.params).
 *  @param {string} form  @param {number} t  @param {Params} params */
export function alphaSigma(form, t, params) {
  return SCHEDULES[form](t, params);
}

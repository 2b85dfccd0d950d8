// x = n(phi) u. A form is only this norm (and its two ends): the paths themselves are the same ODE in (u, phi).
const NORMS = {
  vp: () => 1,
  vp_cosine: () => 1,
  flow_matching: (c, s) => 1 / (c + s),
  ve: (c) => 1 / c,
  edm: (c) => 1 / c,
  sub_vp: (c, s) => 2 / (s + Math.sqrt(s * s + 4 * c * c)), // alpha / c with alpha = 2 / (tan + sqrt(tan^2 + 4))
};

export function norm(form, phi) {
  const known = NORMS[form] ?? NORMS.vp;
  return known(Math.cos(phi), Math.sin(phi));
}

/** What u is multiplied by to be seen in a view: {coords: "x" | "x/alpha" | "u", morph: {form, amount} | null}. */
export function factor(view, form, phi) {
  if (view.coords === "u") return 1;
  if (view.coords === "x/alpha") return 1 / Math.cos(phi);
  const own = norm(form, phi);
  if (!view.morph) return own;
  return own ** (1 - view.morph.amount) * norm(view.morph.form, phi) ** view.morph.amount;
}

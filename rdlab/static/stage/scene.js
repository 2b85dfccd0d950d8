// A panel in the coordinates that are seen: its lines, its ends, and the window that holds them.
// @ts-check
import { between, fit } from "../math/fit.js";
import { arcOverChord } from "../math/paths.js";

/** What a stage shows from now on.
 *  @param {Stage} stage  @returns {Scene} */
export function sceneOf(stage) {
  const { header, arrays, paths } = stage;
  const seen = stage.seen();
  const data = seen.coords === "x/sigma" ? null : (arrays?.data?.data ?? null); // it would lie 500 times as wide
  const samples = data && (arrays?.samples?.data ?? null);
  const form = header?.form ?? null;
  const morphed = seen.morph && paths ? morphFit(stage, paths, seen, seen.morph, data) : null;
  const lines = paths?.lines(seen) ?? null;
  const key = `${form}/${seen.coords}${seen.coords === "unrolled" ? seen.axis : ""}`;
  const last = stage.scene;
  let fitted = morphed ?? fit(lines, data, seen);
  if ((header?.live || header?.preview) && last?.key === key) {
    const share = fitted.extent / last.fit.extent;
    if (share < 1.05 && share > 0.7) fitted = last.fit; // no trembling
  }
  return {
    form,
    key,
    seen,
    data,
    lines,
    ghost: stage.ghosts?.lines(seen) ?? null,
    fit: fitted,
    colour: stage.colours[header?.role ?? ""] ?? stage.colours.ink,
    samples,
    now: new Float32Array(paths ? 2 * paths.count : 0),
    ghostNow: new Float32Array(paths ? 2 * paths.count : 0),
  };
}

/** The group hears of a scene's window, and in a morph of its bend.
 *  @param {Stage} stage  @param {Scene} scene */
export function tellOf({ group, slot }, { seen, lines, key, fit: { extent } }) {
  if (seen.morph) group.set({ bend: { ...group.state.bend, [slot]: lines && arcOverChord(lines.points) } });
  const mine = group.state.fit[slot];
  if (mine?.key !== key || mine?.extent !== extent)
    group.set({ fit: { ...group.state.fit, [slot]: { key, extent } } });
}

/** The window of a morph, from those of its two ends, which are fitted once.
 *  @param {Stage} stage  @param {import("../math/paths.js").Paths} paths  @param {View} seen  @param {Morph} morph  @param {Float32Array | null} data */
function morphFit(stage, paths, seen, { form, amount }, data) {
  const known = stage.morph?.paths === paths && stage.morph.form === form ? stage.morph : null;
  const at = (/** @type {number} */ end) => {
    const view = { ...seen, morph: { form, amount: end } };
    return fit(paths.lines(view), data, view);
  };
  const morph = known ?? { paths, form, own: at(0), other: at(1) };
  stage.morph = morph;
  return between(morph.own, morph.other, amount);
}

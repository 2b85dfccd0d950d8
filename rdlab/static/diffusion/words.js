// Numbers of the Stable Diffusion tab in words.
// @ts-check
import { decimal, t } from "../kit/texts.js";

/** A duration as people read it: 12 ms, 1.3 s, 42 s, 3 min.
 *  @param {number} seconds */
export function lasting(seconds) {
  if (seconds < 1) return `${(1000 * seconds).toFixed(0)} ms`;
  if (seconds < 90)
    return t("sd.seconds", { count: seconds < 9.5 ? seconds.toFixed(1) : seconds.toFixed(0) });
  return t("sd.minutes", { count: (seconds / 60).toFixed(0) });
}

/** Cosines near 1 need their third decimal.
 *  @param {number} value */
export function cosine(value) {
  return value > 0.945 ? value.toFixed(3) : decimal(value);
}

/** How a picture was made, in one line.
 *  @param {RunAbout} run */
export function aboutRun({ name, steps, guidance, width, height }) {
  return t(steps === 1 ? "sd.about_one" : "sd.about_run", {
    name,
    steps: String(steps),
    guidance: String(guidance),
    width: String(width),
    height: String(height),
  });
}

/** A file's name: which model, how many steps, which seed.
 *  @param {string} model  @param {number} steps  @param {number} seed */
export function fileName(model, steps, seed) {
  return `rdlab-${model}-${steps}-seed${seed}.png`;
}

// The path alpha x0 + sigma eps of one pair, in every form and in the coordinates of the paper's figure 3.
// @ts-check
import { factor } from "./norm.js";
import { arcOverChord } from "./paths.js";
import { angleAt } from "./schedules.js";

export const PLANES = ["x", "x/alpha", "x/sigma", "u"];
const ROWS = 160; // of a drawn path
const NEAREST = 1e-4; // radians from an end at which a coordinate becomes infinite

/** What is infinite at an end of the path stops short of it.
 *  @param {string} plane  @param {number} phi */
function inside(plane, phi) {
  if (plane === "x/sigma") return Math.max(phi, NEAREST);
  return plane === "x" || plane === "u" ? phi : Math.min(phi, Math.PI / 2 - NEAREST);
}

/** Where the pair (x0, eps) is at t, by the form's own clock.
 *  @param {string} plane one of PLANES  @param {string} form  @param {Params} params  @param {number} t
 *  @param {Pair} x0  @param {Pair} eps  @returns {Pair} */
export function pairAt(plane, form, params, t, x0, eps) {
  return at(plane, form, inside(plane, angleAt(form, t, params)), x0, eps);
}

/** @param {string} plane  @param {string} form  @param {number} phi  @param {Pair} x0  @param {Pair} eps
 *  @returns {Pair} */
function at(plane, form, phi, x0, eps) {
  const by = factor({ coords: plane }, form, phi);
  const [c, s] = [by * Math.cos(phi), by * Math.sin(phi)];
  return [c * x0[0] + s * eps[0], c * x0[1] + s * eps[1]];
}

/** The pair's path from t = 0 to t = 1, as points that are close together in angle.
 *  @param {string} plane  @param {string} form  @param {Params} params  @param {Pair} x0  @param {Pair} eps */
export function pairPath(plane, form, params, x0, eps) {
  const [from, to] = [0, 1].map((t) => inside(plane, angleAt(form, t, params)));
  return Array.from({ length: ROWS + 1 }, (_, k) =>
    at(plane, form, from + ((to - from) * k) / ROWS, x0, eps),
  );
}

/** By how much a path is longer than its chord, as a share of the chord.
 *  @param {Pair[]} path */
export function extraLength(path) {
  return arcOverChord(path);
}

// How the forms look in a drawing: a colour, a dash and a mark each, so that no colour is needed to tell them apart.
// @ts-check
import { shape } from "./plane.js";

/** @type {Record<string, {role: string, dash: string, mark: string}>} */
const LOOKS = {
  vp: { role: "base", dash: "", mark: "M0-5A5 5 0 1 1 0 5A5 5 0 1 1 0-5Z" },
  vp_cosine: { role: "ink", dash: "2 4", mark: "M-5-1.6H-1.6V-5H1.6V-1.6H5V1.6H1.6V5H-1.6V1.6H-5Z" },
  sub_vp: { role: "first-order", dash: "9 4", mark: "M0-6 6 0 0 6-6 0Z" },
  ve: { role: "data", dash: "2 3", mark: "M0-6 5.6 4.4H-5.6Z" },
  edm: { role: "muted", dash: "9 3 2 3", mark: "M0 6-5.6-4.4H5.6Z" },
  flow_matching: { role: "rectified", dash: "14 5", mark: "M-4.6-4.6H4.6V4.6H-4.6Z" },
};

/** @param {string} form */
export function colourOf(form) {
  return `var(--rd-${LOOKS[form].role})`;
}

/** The line of a form.
 *  @param {string} form  @param {string} d */
export function stroke(form, d) {
  const style = `stroke: ${colourOf(form)}`;
  return shape("path", { d, style, fill: "none", "stroke-width": 2, "stroke-dasharray": LOOKS[form].dash });
}

/** Its mark at a place in pixels; hollow where it stands for one that is beyond the frame.
 *  @param {string} form  @param {Pair} at  @param {boolean} [hollow] */
export function mark(form, [x, y], hollow = false) {
  const style = `stroke: ${hollow ? colourOf(form) : "var(--rd-card)"}; fill: ${hollow ? "var(--rd-card)" : colourOf(form)}`;
  return shape("path", {
    d: LOOKS[form].mark,
    style,
    transform: `translate(${x} ${y})`,
    "stroke-width": 1.5,
  });
}

/** A piece of its line with its mark, for a legend.
 *  @param {string} form */
export function swatch(form) {
  const svg = shape("svg", { width: 30, height: 14, viewBox: "0 0 30 14", "aria-hidden": "true" });
  svg.append(stroke(form, "M0 7H30"), mark(form, [15, 7]));
  return svg;
}

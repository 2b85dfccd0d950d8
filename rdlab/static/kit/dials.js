// Two dials, side by side: how far from first order, and how far from straight; a hand for each stage.
// @ts-check
import { make } from "./part.js";
import { decimal, t } from "./texts.js";

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT, RADIUS, CX, CY] = [112, 66, 46, 56, 58];

/** @param {string} tag  @param {Record<string, string | number>} attributes  @param {string} [className] */
function shape(tag, attributes, className = "") {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  if (className) node.setAttribute("class", className);
  return node;
}

/** @type {(share: number, radius: number) => [number, number]} */
const at = (share, radius) => {
  const angle = Math.PI * (1 - share);
  return [CX + radius * Math.cos(angle), CY - radius * Math.sin(angle)];
};

/** The drawing of one metric. hands: [{role, number}], the last one on top; `end` is the right end of the scale.
 *  @param {string} metric  @param {Hand[]} hands  @param {number} end */
export function dial(metric, hands, end) {
  const svg = shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" }, "rd-dial");
  const words = hands.map(({ number }) => decimal(number)).join(" → ") || "–";
  svg.setAttribute("aria-label", `${t(`meter.${metric}`)}: ${words}`);
  const [from, to] = [at(0, RADIUS), at(1, RADIUS)];
  svg.append(
    shape("path", { d: `M${from} A${RADIUS} ${RADIUS} 0 0 1 ${to}`, fill: "none" }, "rd-dial-track"),
  );
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    const [[x1, y1], [x2, y2]] = [at(share, RADIUS - 4), at(share, RADIUS + 1)];
    svg.append(shape("line", { x1, y1, x2, y2 }, "rd-dial-tick"));
  }
  for (const { role, number } of hands) {
    const share = Math.min(1, Math.max(0, number) / end);
    const hand = shape(
      "line",
      { x1: CX, y1: CY, x2: CX - RADIUS + 7, y2: CY },
      `rd-dial-hand rd-hand-${role}`,
    );
    hand.style.transform = `rotate(${180 * share}deg)`;
    hand.style.transformOrigin = `${CX}px ${CY}px`;
    svg.append(hand);
  }
  svg.append(shape("circle", { cx: CX, cy: CY, r: 3.5 }, "rd-dial-pin"));
  return svg;
}

/** A pair of boxes to fill: the dials' row.
 *  @param {Node[]} boxes */
export function dialRow(boxes) {
  const row = make("div", "rd-dials");
  row.append(...boxes);
  return row;
}

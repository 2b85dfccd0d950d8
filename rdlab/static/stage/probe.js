// x0_hat and eps_hat along the launched path, over the clock: constant lines are a first-order path.
// @ts-check

import { find, make, onWidth, sized } from "../kit/part.js";
import { decimal, onLanguage, t } from "../kit/texts.js";
import { colours, onTheme } from "../kit/theme.js";
import { tauOf } from "../math/norm.js";
import { group as groupOf, stageAt } from "./bus.js";

/** @typedef {{role: string, phi: number[], values: number[][]}} Curve */

const HEIGHT = 66; // CSS pixels
/** @type {Record<string, number>} */
const KINDS = { x0: 0, eps: 1 }; // which of a node's two predictions

/** @param {Mount<null, {group: string}>} part */
export function mount({ element, props }) {
  const box = find(element, ".rd-probe");
  const group = groupOf(props.group);
  let due = 0;
  /** @type {Colours | null} */
  let inks = null;
  const title = make("h3", "rd-title");
  const hint = make("p", "rd-muted rd-probe-hint");
  const figures = make("div", "rd-probe-figures");
  const legend = make("p", "rd-muted rd-probe-axes");
  /** @type {Record<string, HTMLCanvasElement>} */
  const canvases = {};
  /** @type {Record<string, HTMLElement>} */
  const captions = {};
  for (const name of Object.keys(KINDS)) {
    const figure = make("figure");
    canvases[name] = make("canvas");
    canvases[name].setAttribute("role", "img");
    captions[name] = make("figcaption");
    figure.append(captions[name], canvases[name]);
    figures.append(figure);
  }
  const head = make("div", "rd-probe-head");
  head.append(title, legend);
  box.append(head, hint, figures);

  /** [{role, phi, values (K+1, 2)}] of the stages on which the launched path is drawn.
   *  @param {string} kind  @returns {Curve[]} */
  function curves(kind) {
    return ["before", "after"]
      .map((slot) => stageAt(group, slot))
      .flatMap((stage) => {
        if (!stage?.header || stage.unread) return [];
        const path = stage.views.launched();
        return path
          ? [
              {
                role: stage.header.role,
                phi: path.phi,
                values: (path.hats ?? []).map((pair) => [...pair[KINDS[kind]]]),
              },
            ]
          : [];
      });
  }

  function draw() {
    due = 0;
    const shown = Boolean(group.state.launch);
    hint.hidden = shown;
    figures.hidden = legend.hidden = !shown;
    if (!shown || !box.clientWidth) return;
    inks ??= colours(element);
    for (const [name, canvas] of Object.entries(canvases)) {
      const found = curves(name);
      plot(canvas, found, group.state.tau, inks);
      const moves = found.map(({ values }) => decimal(travel(values))).join(", ");
      canvas.setAttribute("aria-label", t("probe.summary", { name: t(`probe.${name}`), moves }));
    }
  }
  const soon = () => (due ||= requestAnimationFrame(draw));
  function words() {
    title.textContent = t("probe.title");
    title.title = t("probe.help");
    hint.textContent = t("probe.empty");
    legend.textContent = t("probe.axes");
    legend.title = t("probe.help");
    for (const name of Object.keys(KINDS)) captions[name].textContent = t(`probe.${name}`);
    soon();
  }
  group.on((changed) => ["launch", "tau", "roles", "nodes"].some((name) => changed.has(name)) && soon());
  onLanguage(words);
  onTheme(() => {
    inks = null;
    soon();
  });
  onWidth(box, soon);
  element.rdlab = { curves };
  words();
}

/** How far the prediction strays from where it begins, at most.
 *  @param {number[][]} values */
function travel(values) {
  return Math.max(...values.map(([x, y]) => Math.hypot(x - values[0][0], y - values[0][1])));
}

/** @param {HTMLCanvasElement} canvas  @param {Curve[]} found  @param {number} tau  @param {Colours} inks */
function plot(canvas, found, tau, inks) {
  const width = canvas.clientWidth || 120;
  const context = sized(canvas, width, HEIGHT);
  const all = found.flatMap(({ values }) => values.flat()).filter(Number.isFinite);
  const reach = Math.max(1, ...all.map(Math.abs)) * 1.08;
  /** @type {(time: number) => number} */
  const x = (time) => 3 + (width - 6) * time;
  /** @type {(value: number) => number} */
  const y = (value) => HEIGHT / 2 - (value / reach) * (HEIGHT / 2 - 2);
  /** @type {(draw: () => void, colour: string, alpha?: number) => void} */
  const rule = (draw, colour, alpha = 1) => {
    context.globalAlpha = alpha;
    context.strokeStyle = colour;
    context.beginPath();
    draw();
    context.stroke();
    context.globalAlpha = 1;
  };
  const straight = (/** @type {number[]} */ ...[x0, y0, x1, y1]) => {
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
  };
  context.lineWidth = 1;
  rule(() => straight(0, y(0), width, y(0)), inks.line);
  rule(() => straight(x(tau), 0, x(tau), HEIGHT), inks.muted, 0.7);
  context.lineWidth = 1.6;
  context.lineJoin = "round";
  for (const { role, phi, values } of found)
    for (const axis of [0, 1]) {
      context.setLineDash(axis ? [3, 3] : []);
      rule(
        () => values.forEach((pair, k) => context[k ? "lineTo" : "moveTo"](x(tauOf(phi[k])), y(pair[axis]))),
        inks[role],
      );
    }
  context.setLineDash([]);
  context.fillStyle = inks.muted;
  context.font = `10px ${inks.font}`;
  context.fillText(decimal(reach / 1.08), 2, 9);
}

// The views of one stage beyond samples, paths and data: each is computed here, from what its panel carries.
// @ts-check

import { show } from "../kit/texts.js";
import { Carried } from "../math/carried.js";
import { conditionalAt, conditionalLines } from "../math/conditional.js";
import { arrows } from "../math/field.js";
import { launched } from "../math/launch.js";
import { grid } from "../math/mesh.js";
import { pairLines } from "../math/pairs.js";
import { mostBent, Paths } from "../math/paths.js";
import { cloud } from "./density.js";
import { drawBorders, drawCloud, drawEstimates } from "./lesson_views.js";
import { arrow, drawArrows, drawMesh } from "./overlays.js";
import { dot, stamp, strokeLines } from "./paint.js";
import { drawTime, heatOverTime } from "./unrolled.js";

/** @typedef {{launch: {z: number[]}, carried: Carried, ghost?: Paths}} Launched */

const BUDGET = 7; // ms a frame for walking the mesh
/** @type {Record<string, number>} */
const UNITS = { velocity: 1, score: -1, epsilon: 0, x0: 1 }; // powers of the data's scale
/** @type {Record<string, string>} */
const SYMBOLS = { velocity: "|v|", score: "|∇ log p|", epsilon: "|ε̂|", x0: "|x̂₀ − x|" };

/** What a group shows, and what a panel asks to be drawn over it.
 *  @param {Record<string, boolean>} shown  @param {string} overlay  @returns {Record<string, boolean>} */
export function overlaid(shown, overlay) {
  const alone = overlay.startsWith("lines"); // the pairs, without what the model makes of them
  return {
    ...shown,
    paths: shown.paths && !alone,
    firstOrder: shown.firstOrder || overlay === "ghost",
    beneath: overlay === "ghost",
    pairs: shown.pairs || alone || overlay.startsWith("pairs"),
    conditional: shown.conditional || overlay === "conditional",
    estimates: overlay === "estimates",
    borders: overlay.startsWith("phases"),
    clouds: overlay === "clouds",
  };
}

export class Views {
  /** @param {Stage} stage */
  constructor(stage) {
    this.stage = stage;
    /** @type {import("./density.js").Kept} */
    this.heat = {};
    /** @type {Carried | null} */
    this.mesh = null;
    /** @type {Float32Array | undefined} */
    this.meshNow = undefined;
    /** @type {Launched | null} */
    this.path = null;
    /** @type {Arrows | null} */
    this.field = null;
    /** @type {ReturnType<typeof pairLines> | null} */
    this.pairs = null;
    /** @type {{z: number[], now: number[]} | null} */
    this.conditional = null;
    /** @type {number | null} */
    this.bent = null; // which path is shown as an example
    /** @type {Carried | null} */
    this.example = null; // that path with its estimates
    /** @type {Record<string, number[]>} */
    this.lesson = {}; // what a lesson's overlay has drawn, by kind, in view coordinates
    this.waiting = false;
  }

  /** Another panel: nothing that was computed holds any more. */
  reset() {
    this.mesh = this.path = this.field = this.pairs = this.example = this.bent = null;
    this.waiting = false;
  }

  /** What may be drawn now: {name: whether}.
   *  @returns {Record<string, boolean>} */
  shown() {
    const shown = this.stage.shown();
    const plain = Boolean(this.stage.denoiser) && !this.stage.unrolled();
    return {
      ...shown,
      field: shown.field && plain,
      mesh: shown.mesh && plain,
      pairs: shown.pairs && this.stage.seen().coords !== "x/sigma",
    };
  }

  /** The launched path on this stage, with x0_hat and eps_hat, or null. */
  launched() {
    const { group, denoiser, header } = this.stage;
    const { launch } = group.state;
    if (!launch || !denoiser || !header) return (this.path = null);
    const known = this.path?.launch === launch ? this.path : null;
    this.path = known ?? { launch, carried: launched(denoiser, header, launch.z) };
    return this.path.carried;
  }

  /** Layers that stand still while the clock moves; the scene's lines are there.
   *  @param {Context} context  @param {Projection} view */
  still(context, view) {
    const { stage } = this;
    const { header, paths, scene } = stage.whole();
    const { ratio } = stage;
    const shown = this.shown();
    if (shown.heat && stage.unrolled()) {
      const image = heatOverTime(paths, scene.seen, view, scene.colour, ratio);
      context.globalCompositeOperation = "destination-over";
      context.drawImage(image, 0, 0, view.size, view.size);
      context.globalCompositeOperation = "source-over";
    }
    this.pairs = null;
    if (!shown.pairs) return;
    const pairing = stage.overlay().split("_")[1] ?? stage.group.state.pairing;
    this.pairs = pairLines(pairing, { paths, header, ...scene });
    context.strokeStyle = pairing === "model" ? scene.colour : stage.colours.ink;
    context.globalAlpha = pairing === "model" ? 0.8 : 0.4;
    context.lineWidth = ratio;
    strokeLines(context, [this.pairs.from, this.pairs.to], 0, 1, view);
    context.globalAlpha = 1;
  }

  /** Beneath everything else.
   *  @param {Context} context  @param {Projection} view  @param {number} phi */
  under(context, view, phi) {
    const { stage } = this;
    if (!this.shown().heat || stage.unrolled()) return;
    const { paths, scene } = stage.whole();
    const { ratio } = stage;
    const sharp = Math.min(14, Math.max(5, (0.15 * view.scale) / ratio));
    const options = { strongest: 0.85, sharp, cell: 3, into: this.heat };
    const image = cloud(paths.at(phi, scene.seen, scene.now), view, scene.colour, ratio, options);
    context.drawImage(image, 0, 0, view.size, view.size);
  }

  /** Above the paths, beneath the dots.
   *  @param {Context} context  @param {Projection} view  @param {number} phi */
  over(context, view, phi) {
    const { stage } = this;
    const { header, scene } = stage.whole();
    const { ratio, denoiser, group, colours } = stage;
    const shown = this.shown();
    this.waiting = false;
    this.conditional = null;
    if (shown.mesh && denoiser) {
      this.mesh ??= new Carried(denoiser, header, grid());
      this.waiting = !this.mesh.advance(phi, BUDGET);
      this.meshNow = this.mesh.at(phi, scene.seen, (this.meshNow ??= grid()));
      drawMesh(context, this.meshNow, view, colours.ink, ratio);
    }
    this.field = null;
    if (shown.field && denoiser) {
      this.field = arrows(group.state.field, { denoiser, header, seen: scene.seen, view, phi, ratio });
      drawArrows(context, this.field, view, colours.ink, ratio);
      this.legend(context, view, this.field, header.scale);
    }
    if (stage.unrolled()) drawTime(context, group.state.tau, view, colours, ratio);
    if (shown.conditional && scene.data) this.drawConditional(context, view, phi, scene.data);
    this.lesson = {};
    if (stage.unrolled()) return;
    if (shown.clouds && scene.data) this.lesson.cloud = drawCloud(context, stage, view, phi);
    if (shown.borders) this.lesson.borders = drawBorders(context, stage, view);
    if (shown.estimates && denoiser && scene.seen.coords === "x")
      this.lesson.estimates = drawEstimates(context, stage, view, phi, this.exampled(denoiser));
  }

  /** The noise of the path that turns most.
   *  @returns {Pair} */
  bentNoise() {
    const { paths } = this.stage.whole();
    this.bent ??= mostBent(paths);
    const [z] = paths.nodes;
    return [z[this.bent], z[this.bent + 1]];
  }

  /** The launched path, else an example, with x0_hat and eps_hat.
   *  @param {Denoiser} denoiser */
  exampled(denoiser) {
    const own = this.launched();
    if (own) return own;
    const { header, paths } = this.stage.whole();
    this.example ??= launched(denoiser, header, middling(paths.nodes[0]));
    return this.example;
  }

  /** The longest arrow and what it measures, in the data's own units.
   *  @param {Context} context  @param {Projection} view  @param {Arrows} arrows  @param {number} scale */
  legend(context, view, { kind, long, cell }, scale) {
    const { ratio, colours } = this.stage;
    const [x, y] = [0.5 * view.size, view.size - 13 * ratio];
    context.beginPath();
    arrow(context, x - 0.5 * cell - 4 * ratio, y, 0.86 * cell, 0);
    context.stroke();
    context.fillStyle = colours.muted;
    context.font = `${11 * ratio}px ${colours.font}`;
    context.fillText(`${SYMBOLS[kind]} ${show(long * scale ** UNITS[kind])}`, x, y + 4 * ratio);
  }

  /** @param {Context} context  @param {Projection} view  @param {number} phi  @param {Float32Array} data */
  drawConditional(context, view, phi, data) {
    const { stage } = this;
    const { header, paths, scene } = stage.whole();
    const { ratio, colours } = stage;
    const own = this.launched();
    const z = own ? own.paths.nodes[0] : this.bentNoise();
    const first = this.bent ?? 0;
    const about = { header, seen: scene.seen };
    const { phi: rows, points } = conditionalLines(z, data, scene.lines.phi, about);
    context.lineWidth = 1.3 * ratio;
    context.strokeStyle = colours.data;
    context.globalAlpha = 0.75;
    strokeLines(context, points, 0, rows.length - 1, view);
    context.globalAlpha = 1;
    const now = conditionalAt(z, data, phi, about, new Float32Array(points[0].length));
    stamp(context, dot(2.4 * ratio, colours.data, colours.panel), now, view);
    this.conditional = { z: [...z], now: [...now] };
    if (own) return;
    context.lineWidth = 2.6 * ratio;
    context.strokeStyle = scene.colour;
    strokeLines(
      context,
      scene.lines.points.map((row) => row.subarray(first, first + 2)),
      0,
      scene.lines.points.length - 1,
      view,
    );
    stamp(
      context,
      dot(4 * ratio, scene.colour, colours.panel),
      paths.at(phi, scene.seen, scene.now).subarray(first, first + 2),
      view,
    );
  }

  /** The launched path, above the dots; its handle is put in its place.
   *  @param {Context} context  @param {Projection} view  @param {number} phi */
  top(context, view, phi) {
    const { stage } = this;
    const { header, scene } = stage.whole();
    const { ratio, colours } = stage;
    const own = this.launched();
    if (!own || !this.path) return stage.frame.handle(null);
    const { points } = own.paths.lines(scene.seen);
    if (stage.shown().firstOrder) {
      this.path.ghost ??= new Paths(
        { ...header, phi: [own.phi[0], own.phi[own.phi.length - 1]], curve: "first-order" },
        { data: Float32Array.from([...own.paths.nodes[0], ...own.paths.nodes[own.done]]), shape: [2, 1, 2] },
      );
      context.setLineDash([5 * ratio, 4 * ratio]);
      line(context, this.path.ghost.lines(scene.seen).points, view, colours["first-order"], 2 * ratio);
      context.setLineDash([]);
    }
    line(context, points, view, colours.panel, 5.5 * ratio);
    line(context, points, view, colours.ink, 2.4 * ratio);
    const now = own.at(phi, scene.seen, new Float32Array(2));
    stamp(context, dot(5 * ratio, colours.ink, colours.panel), now, view);
    stage.frame.handle(points[0], now, view, ratio);
  }
}

/** Of the noises, which all stages share, one that is neither in the very middle nor far out: from there many ways
 *  seem open.
 *  @param {Float32Array} noise  @returns {Pair} */
function middling(noise) {
  const far = (/** @type {number} */ i) => Math.abs(Math.hypot(noise[i], noise[i + 1]) - 0.6);
  let best = 0;
  for (let i = 0; i < Math.min(noise.length, 80); i += 2) if (far(i) < far(best)) best = i;
  return [noise[best], noise[best + 1]];
}

/** @param {Context} context  @param {Numbers[]} points  @param {Projection} view  @param {string} colour
 *  @param {number} width */
function line(context, points, view, colour, width) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineJoin = context.lineCap = "round";
  strokeLines(context, points, 0, points.length - 1, view);
}

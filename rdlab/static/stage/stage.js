// One stage: a canvas that draws a panel (wire.py) at the group's clock, in the group's coordinates.
// @ts-check

import { constants } from "../kit/constants.js";
import { pen } from "../kit/pen.js";
import { onLanguage, show } from "../kit/texts.js";
import { colours, onTheme } from "../kit/theme.js";
import { unpack } from "../math/codec.js";
import { denoiserOf } from "../math/denoiser.js";
import { HOME, projection, scaleBar } from "../math/fit.js";
import { tauOf } from "../math/norm.js";
import { Paths } from "../math/paths.js";
import { previewed } from "../math/preview.js";
import { group as groupOf, registry } from "./bus.js";
import { announce, onKey } from "./clock.js";
import { readBack } from "./debug.js";
import { frameOf } from "./frame.js";
import { gestures } from "./gestures.js";
import { launchOn } from "./launching.js";
import { dot, drawData, drawScale, drawStill, drawTrails, layer, stamp } from "./paint.js";
import { sceneOf, tellOf } from "./scene.js";
import { overlaid, Views } from "./views.js";

const SHARPEST = 2; // device pixels per CSS pixel, at most
const UNSEEN = ["bend", "nodes", "roles", "speed", "loop", "busy"]; // of the group's state: nothing of it is drawn here

/** @param {Mount<Packed | null, {group: string, slot: string}>} part */
export function mount({ element, props, watch }) {
  const stage = new Stage(element, groupOf(props.group), props.slot);
  stage.take(props.value);
  watch("value", () => stage.take(props.value));
  return stage;
}

export class Stage {
  /** @type {Packed | null | undefined} */
  payload;
  /** @type {MixtureParameters | null} */
  model = null; // shown instead of the payload
  /** @type {Header | null} */
  header = null;
  /** @type {Arrays | null} */
  arrays = null;
  /** @type {Denoiser | null} */
  denoiser = null;
  /** @type {Paths | null} */
  paths = null;
  /** @type {Paths | null} */
  ghosts = null; // the first-order paths
  /** @type {Scene | null} */
  scene = null;
  /** @type {{paths: Paths, form: string, own: Fit, other: Fit} | null} */
  morph = null;
  unread = false;
  hidden = false;
  due = 0; // the frame in which it is drawn next
  size = 0; // device pixels
  ratio = 1; // of them, a CSS pixel
  draws = 0;
  dirty = { scene: true, still: true };
  /** @type {Record<string, HTMLCanvasElement>} */
  layers = {};
  /** @type {Record<string, {points: Numbers | null, place: string}>} */
  drawn = {}; // by layer: what it shows
  // set by gestures.js and launching.js
  /** @type {(by: number) => void} */
  zoomBy = () => {};
  /** @type {(event: MouseEvent) => Pair} */
  place = () => [0, 0];
  /** @type {(place: Pair) => void} */
  launchAt = () => {};
  unlaunch = () => {};

  /** @param {Element} element  @param {Group} group  @param {string} slot */
  constructor(element, group, slot) {
    this.element = element;
    this.group = group;
    this.slot = slot;
    this.frame = frameOf(element, this);
    this.canvas = this.frame.canvas;
    this.context = pen(this.canvas);
    this.colours = colours(element);
    this.views = new Views(this);
    group.on((changed) => this.hear(changed));
    onTheme(() => this.refresh({ colours: true }));
    onLanguage(() => this.refresh({ words: true }));
    new ResizeObserver(() => this.resize()).observe(this.frame.box);
    gestures(this.frame.box, this);
    launchOn(this);
    this.frame.box.addEventListener(
      "keydown",
      (event) => event.target === this.frame.box && onKey(group, event),
    );
    this.resize();
    registry.stages.push(this);
  }

  // ---- what comes in -------------------------------------------------------------------------------------

  /** A new payload; drawing happens once per screen frame, so of several in a row only the newest is seen.
   *  @param {Packed | null} payload */
  take(payload) {
    if (payload && payload.b === this.payload?.b && payload.h === this.payload?.h) return;
    this.payload = payload;
    this.unread = true;
    this.refresh({});
  }

  read() {
    this.unread = false;
    const before = this.header;
    const data = this.arrays?.data;
    const given = this.payload ? unpack(this.payload) : { header: null, arrays: null };
    const { header, arrays, denoiser } = this.model
      ? previewed(this.model, given.header, given.arrays, constants().angles)
      : { ...given, denoiser: denoiserOf(given.header, given.arrays) };
    if (arrays?.data && data && same(arrays.data.data, data.data)) arrays.data = data; // what is drawn of them stands
    Object.assign(this, { header, arrays, denoiser, paths: null, ghosts: null });
    this.views.reset();
    if (header && arrays && !header.empty && arrays.u.shape[1] > 0) {
      this.paths = new Paths(header, arrays.u);
      this.ghosts = Paths.firstOrder(header, arrays.u);
    }
    this.dirty.scene = true;
    this.frame.words(header);
    const { roles, nodes } = this.group.state;
    if (header?.role !== roles[this.slot]) this.group.set({ roles: { ...roles, [this.slot]: header?.role } });
    this.group.set({ nodes: { ...nodes, [this.slot]: header && this.paths && header.phi.map(tauOf) } });
    if (this.model) return;
    const story = (/** @type {Header | null} */ h) => h && !h.empty && [h.stage, h.form, h.live].join();
    if (header && !header.empty && !header.live && story(header) !== story(before)) announce(this.group);
  }

  /** Show the exact paths of this mixture {means, covariances, weights} (plain arrays) instead of the payload;
   *  null goes back to it. The noise is the payload's own.
   *  @param {MixtureParameters | null} model */
  preview(model) {
    this.model = model;
    this.unread = true;
    this.refresh({});
  }

  /** @param {Set<string>} changed */
  hear(changed) {
    if (changed.size && [...changed].every((name) => UNSEEN.includes(name))) return;
    if (["coords", "axis", "morph", "unscaled", "tool"].some((name) => changed.has(name)))
      this.dirty.scene = true;
    if (changed.has("tool")) this.frame.tool(this.tool());
    if (["shown", "zoom", "fit", "pairing"].some((name) => changed.has(name))) this.dirty.still = true;
    if (changed.has("playing") && !this.group.state.playing) this.frame.words(this.header);
    this.refresh({});
  }

  resize() {
    const width = this.frame.box.clientWidth;
    const appears = this.hidden && width > 0;
    this.hidden = !width; // in a tab that is not open: what is there is kept, and nothing is drawn
    if (appears) this.draw();
    if (!width) return;
    const ratio = Math.min(SHARPEST, window.devicePixelRatio || 1);
    const size = Math.round(width * ratio);
    if (size === this.size) return;
    Object.assign(this, { size, ratio });
    this.canvas.width = this.canvas.height = size;
    for (const name of ["still", "ends", "data"]) this.layers[name] = layer(size);
    this.drawn = {};
    this.dirty.still = true;
    this.draw(); // at once: setting the size has cleared the canvas
  }

  /** @param {{colours?: boolean, words?: boolean}} news */
  refresh({ colours: recolour, words }) {
    if (recolour) {
      this.colours = colours(this.element);
      this.dirty.scene = true;
    }
    if (words) {
      this.frame.words(this.header);
      this.dirty.still = true;
    }
    this.due ||= requestAnimationFrame(() => this.draw());
  }

  // ---- what is shown -------------------------------------------------------------------------------------

  /** The tool that takes this stage's pointer now, or null.
   *  @returns {Tool | null} */
  tool() {
    const { tool } = this.group.state;
    return tool && (!tool.slot || tool.slot === this.slot) ? tool : null;
  }

  /** The coordinates seen; a tool works on the data, so it sees x. "own": those that the panel asks for.
   *  @returns {View} */
  seen() {
    const { axis, morph, coords: chosen, unscaled } = this.group.state;
    const coords = chosen === "own" ? this.header?.coords || "x" : chosen;
    if (this.tool()) return { coords: "x", axis, morph: null };
    if (coords === "x-u") return { coords: "x", axis, morph: { form: "vp", amount: unscaled } }; // VP's scale is 1
    return { coords, axis, morph: coords === "x" ? morph : null };
  }

  /** What the panel asks to be drawn over it, as wire.panel says. */
  overlay() {
    return (this.group.state.coords === "own" && this.header?.overlay) || "";
  }

  shown() {
    return overlaid(this.group.state.shown, this.overlay());
  }

  unrolled() {
    return this.seen().coords === "unrolled";
  }

  /** Standardised data coordinates of a place in device pixels.
   *  @param {Pair} place  @returns {Pair} */
  dataAt([px, py]) {
    const view = this.view();
    return [(px - view.left) / view.sx, (view.top - py) / view.sy];
  }

  /** Half the width of the window: the widest fit among the group's stages that show the same thing. */
  extent() {
    const fits = Object.values(this.group.state.fit).filter((f) => f.key === this.scene?.key);
    return Math.max(...fits.map((f) => f.extent), this.scene?.fit.extent ?? 1);
  }

  zoom() {
    return this.group.state.zoom[this.scene?.key ?? ""] ?? HOME;
  }

  /** @param {Zoom} zoom */
  setZoom(zoom) {
    this.group.set({ zoom: { ...this.group.state.zoom, [this.scene?.key ?? ""]: zoom } });
  }

  view() {
    return projection(this.size, this.extent(), this.zoom(), this.unrolled());
  }

  phi() {
    const phi = ((1 - this.group.state.tau) * Math.PI) / 2;
    return this.paths ? this.paths.clamp(phi) : phi;
  }

  rebuild() {
    const scene = sceneOf(this);
    this.scene = scene;
    this.dirty.scene = false;
    this.dirty.still = true;
    tellOf(this, scene);
    return scene;
  }

  /** What there is to draw of a panel with paths, whose scene has been built.
   *  @returns {Whole} */
  whole() {
    const { header, paths, ghosts, scene } = this;
    if (!header || !paths || !ghosts || !scene?.lines) throw new Error("a panel without paths");
    return { header, paths, ghosts, scene: /** @type {Whole["scene"]} */ (scene) };
  }

  /** @param {Scene} scene */
  drawLayers(scene) {
    const { colours: inks, ratio } = this;
    const view = this.view();
    const shown = this.shown();
    const data = shown.density && !this.unrolled() ? scene.data : null;
    this.redrawn("data", data, inks.data, view, (context, points) =>
      drawData(context, points, view, inks, ratio),
    );
    const still = pen(this.layers.still);
    drawStill(still, scene, view, inks, shown, ratio, this.layers.data);
    if (scene.lines) {
      this.views.still(still, view);
      const bar = scaleBar({ ...view, scale: view.sy / this.whole().header.scale });
      drawScale(still, bar, show(bar.length), view, inks, ratio, this.unrolled());
    }
    const ends = shown.samples && !this.unrolled() ? scene.samples : null;
    const end = () => dot(1.4 * ratio, scene.colour, null, 0.6);
    this.redrawn("ends", ends, scene.colour, view, (context, points) => stamp(context, end(), points, view));
    this.frame.beyond(scene.fit.beyond / this.zoom().k, scene.fit.end, this.zoom() !== HOME);
    this.dirty.still = false;
  }

  /** Draws points on a layer of their own, unless it shows the same ones in the same place and colour already.
   *  @param {string} name  @param {Numbers | null} points  @param {string} colour  @param {Projection} view
   *  @param {(context: Context, points: Numbers) => void} draw */
  redrawn(name, points, colour, { left, top, sx, sy }, draw) {
    const [last, place] = [this.drawn[name], [left, top, sx, sy, colour].join()];
    if (last?.points === points && last.place === place) return;
    this.drawn[name] = { points, place };
    const context = pen(this.layers[name]);
    context.clearRect(0, 0, this.size, this.size);
    if (points) draw(context, points);
  }

  draw() {
    cancelAnimationFrame(this.due);
    this.due = 0;
    if (!this.size) return;
    if (this.unread) this.read();
    if (this.hidden) return;
    const scene = this.dirty.scene || !this.scene ? this.rebuild() : this.scene;
    if (this.dirty.still) this.drawLayers(scene);
    const { context, ratio } = this;
    const view = this.view();
    context.globalAlpha = 1;
    context.clearRect(0, 0, this.size, this.size);
    if (scene.lines) this.views.under(context, view, this.phi());
    context.drawImage(this.layers.still, 0, 0);
    this.draws++;
    if (scene.lines) this.drawMoving(context, view);
    else this.frame.handle(null);
    this.tool()?.draw?.(context, view, this.colours, ratio);
    if (this.views.waiting) this.refresh({});
  }

  /** @param {Context} context  @param {Projection} view */
  drawMoving(context, view) {
    const { header, paths, ghosts, scene } = this.whole();
    const { ratio, colours: inks } = this;
    const { tau } = this.group.state;
    const shown = this.shown();
    const arriving = Math.min(1, Math.max(0, (tau - 0.7) / 0.3)); // end samples come up as the clock reaches the data
    context.globalAlpha = header.live ? 1 : 0.12 + 0.88 * arriving * arriving;
    context.drawImage(this.layers.ends, 0, 0);
    context.globalAlpha = 1;
    const phi = this.phi();
    this.views.over(context, view, phi);
    paths.at(phi, scene.seen, scene.now);
    if (shown.paths && !this.unrolled()) drawTrails(context, scene, phi, scene.now, view, ratio);
    const grain = ratio * Math.min(1.3, Math.max(0.55, this.size / ratio / 380)); // small stages, small dots
    const ghost = dot(1.4 * grain, inks["first-order"], null);
    if (shown.firstOrder) stamp(context, ghost, ghosts.at(phi, scene.seen, scene.ghostNow), view);
    if (shown.samples) stamp(context, dot(2.8 * grain, scene.colour, inks.panel), scene.now, view);
    this.views.top(context, view, phi);
  }

  debug() {
    return readBack(this);
  }
}

/** @param {Float32Array} one  @param {Float32Array} other */
function same(one, other) {
  return one.length === other.length && one.every((value, i) => value === other[i]);
}

// One stage: a canvas that draws a panel (wire.py) at the group's clock, in the group's coordinates.
// @ts-check

import { onLanguage, show } from "../kit/texts.js";
import { colours, onTheme } from "../kit/theme.js";
import { unpack } from "../math/codec.js";
import { denoiserOf } from "../math/denoiser.js";
import { between, fit, HOME, projection, scaleBar } from "../math/fit.js";
import { tauOf } from "../math/norm.js";
import { arcOverChord, Paths } from "../math/paths.js";
import { previewed } from "../math/preview.js";
import { group as groupOf, registry } from "./bus.js";
import { announce, onKey } from "./clock.js";
import { readBack } from "./debug.js";
import { frameOf } from "./frame.js";
import { gestures } from "./gestures.js";
import { launchOn } from "./launching.js";
import { dot, drawData, drawScale, drawStill, drawTrails, layer, stamp } from "./paint.js";
import { overlaid, Views } from "./views.js";

const SHARPEST = 2; // device pixels per CSS pixel, at most
const UNSEEN = ["bend", "nodes", "roles", "speed", "loop", "busy"]; // of the group's state: nothing of it is drawn here

export function mount({ element, props, watch }) {
  const stage = new Stage(element, groupOf(props.group), props.slot);
  stage.take(props.value);
  watch("value", () => stage.take(props.value));
  return stage;
}

class Stage {
  constructor(element, group, slot) {
    Object.assign(this, { element, group, slot, header: null, arrays: null, paths: null, scene: null });
    this.frame = frameOf(element, this);
    this.canvas = this.frame.canvas;
    this.context = this.canvas.getContext("2d");
    this.size = 0;
    this.draws = 0;
    this.dirty = { scene: true, still: true };
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

  /** A new payload; drawing happens once per screen frame, so of several in a row only the newest is seen. */
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
      ? previewed(this.model, given.header, given.arrays)
      : { ...given, denoiser: denoiserOf(given.header, given.arrays) };
    if (arrays?.data && same(arrays.data.data, data?.data)) arrays.data = data; // what is drawn of them stands
    Object.assign(this, { header, arrays, denoiser, paths: null, ghosts: null });
    this.views.reset();
    if (header && !header.empty && arrays.u.shape[1] > 0) {
      this.paths = new Paths(header, arrays.u);
      this.ghosts = Paths.firstOrder(header, arrays.u);
    }
    this.dirty.scene = true;
    this.frame.words(header);
    const { roles, nodes } = this.group.state;
    if (header?.role !== roles[this.slot]) this.group.set({ roles: { ...roles, [this.slot]: header?.role } });
    this.group.set({ nodes: { ...nodes, [this.slot]: this.paths && header.phi.map(tauOf) } });
    if (this.model) return;
    const story = (h) => h && !h.empty && [h.stage, h.form, h.live].join();
    if (header && !header.empty && !header.live && story(header) !== story(before)) announce(this.group);
  }

  /** Show the exact paths of this mixture {means, covariances, weights} (plain arrays) instead of the payload;
   *  null goes back to it. The noise is the payload's own. */
  preview(model) {
    this.model = model;
    this.unread = true;
    this.refresh({});
  }

  hear(changed) {
    if (changed.size && [...changed].every((name) => UNSEEN.includes(name))) return;
    if (["coords", "axis", "morph", "tool"].some((name) => changed.has(name))) this.dirty.scene = true;
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
    for (const name of ["still", "ends", "data"]) this[name] = layer(size);
    this.drawn = {}; // by layer: what it shows
    this.dirty.still = true;
    this.draw(); // at once: setting the size has cleared the canvas
  }

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

  /** The tool that takes this stage's pointer now, or null: {slot: "before" | "after" | null for both, cursor,
   *  down, move, up, hover: (p, event), draw: (context, view, colours, ratio)}, each of them optional; p is
   *  [x, y] in standardised data coordinates. Pixel = left + scale x, top - scale y in the `view` it is given. */
  tool() {
    const { tool } = this.group.state;
    return tool && (!tool.slot || tool.slot === this.slot) ? tool : null;
  }

  /** The coordinates seen; a tool works on the data, so it sees x. "own": those that the panel asks for. */
  seen() {
    const { axis, morph, coords: chosen } = this.group.state;
    const coords = chosen === "own" ? this.header?.coords || "x" : chosen;
    return this.tool()
      ? { coords: "x", axis, morph: null }
      : { coords, axis, morph: coords === "x" ? morph : null };
  }

  /** What the panel asks to be drawn over it: "", "ghost", "conditional", "pairs_random" or "pairs_model". */
  overlay() {
    return (this.group.state.coords === "own" && this.header?.overlay) || "";
  }

  shown() {
    return overlaid(this.group.state.shown, this.overlay());
  }

  unrolled() {
    return this.seen().coords === "unrolled";
  }

  /** Standardised data coordinates of a place in device pixels. */
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
    return this.group.state.zoom[this.scene?.key] ?? HOME;
  }

  setZoom(zoom) {
    this.group.set({ zoom: { ...this.group.state.zoom, [this.scene?.key]: zoom } });
  }

  view() {
    return projection(this.size, this.extent(), this.zoom(), this.unrolled());
  }

  phi() {
    const phi = ((1 - this.group.state.tau) * Math.PI) / 2;
    return this.paths ? this.paths.clamp(phi) : phi;
  }

  rebuild() {
    const { header, arrays, paths, group } = this;
    const seen = this.seen();
    const data = seen.coords === "x/sigma" ? null : (arrays?.data?.data ?? null); // it would lie 500 times as wide
    const samples = data && (arrays?.samples?.data ?? null);
    const form = header?.form ?? null;
    const morphed = seen.morph && paths ? this.morphFit(seen, data) : null;
    const lines = paths?.lines(seen) ?? null;
    const key = `${form}/${seen.coords}${seen.coords === "unrolled" ? seen.axis : ""}`;
    const last = this.scene?.fit;
    let fitted = morphed ?? fit(lines, data, seen);
    const steady = (header?.live || header?.preview) && last && this.scene.key === key;
    if (steady && fitted.extent < 1.05 * last.extent && fitted.extent > 0.7 * last.extent) fitted = last; // no trembling
    const ink = this.colours[header?.role] ?? this.colours.ink;
    this.scene = {
      form,
      key,
      seen,
      data,
      lines,
      ghost: this.ghosts?.lines(seen) ?? null,
      fit: fitted,
      colour: ink,
      samples,
      now: new Float32Array(paths ? 2 * paths.count : 0),
      ghostNow: new Float32Array(paths ? 2 * paths.count : 0),
    };
    this.dirty.scene = false;
    this.dirty.still = true;
    if (seen.morph)
      group.set({ bend: { ...group.state.bend, [this.slot]: lines && arcOverChord(lines.points) } });
    const mine = group.state.fit[this.slot];
    if (mine?.key !== key || mine?.extent !== fitted.extent)
      group.set({ fit: { ...group.state.fit, [this.slot]: { key, extent: fitted.extent } } });
  }

  /** The window of a morph, from those of its two ends, which are fitted once. */
  morphFit(seen, data) {
    const { form, amount } = seen.morph;
    if (this.morph?.paths !== this.paths || this.morph.form !== form) {
      const [own, other] = [0, 1].map((end) => {
        const at = { ...seen, morph: { form, amount: end } };
        return fit(this.paths.lines(at), data, at);
      });
      this.morph = { paths: this.paths, form, own, other };
    }
    return between(this.morph.own, this.morph.other, amount);
  }

  drawLayers() {
    const { scene, colours: inks, ratio } = this;
    const view = this.view();
    const shown = this.shown();
    const data = shown.density && !this.unrolled() ? scene.data : null;
    this.redrawn("data", data, inks.data, view, (context) => drawData(context, data, view, inks, ratio));
    const still = this.still.getContext("2d");
    drawStill(still, scene, view, inks, shown, ratio, this.data);
    if (scene.lines) {
      this.views.still(still, view);
      const bar = scaleBar({ ...view, scale: view.sy / this.header.scale });
      drawScale(still, bar, show(bar.length), view, inks, ratio, this.unrolled());
    }
    const ends = shown.samples && !this.unrolled() ? scene.samples : null;
    const end = () => dot(1.4 * ratio, scene.colour, null, 0.6);
    this.redrawn("ends", ends, scene.colour, view, (context) => stamp(context, end(), ends, view));
    const grain = ratio * Math.min(1.3, Math.max(0.55, this.size / ratio / 380)); // small stages, small dots
    this.sprites = {
      now: dot(2.8 * grain, scene.colour, inks.panel),
      ghost: dot(1.4 * grain, inks["first-order"], null),
    };
    this.frame.beyond(scene.fit.beyond / this.zoom().k, scene.fit.end, this.zoom() !== HOME);
    this.dirty.still = false;
  }

  /** Draws points on a layer of their own, unless it shows the same ones in the same place and colour already. */
  redrawn(name, points, colour, { left, top, sx, sy }, draw) {
    const [last, place] = [this.drawn[name], [left, top, sx, sy, colour].join()];
    if (last?.points === points && last.place === place) return;
    this.drawn[name] = { points, place };
    const context = this[name].getContext("2d");
    context.clearRect(0, 0, this.size, this.size);
    if (points) draw(context);
  }

  draw() {
    this.due = cancelAnimationFrame(this.due);
    if (!this.size) return;
    if (this.unread) this.read();
    if (this.hidden) return;
    if (this.dirty.scene) this.rebuild();
    if (this.dirty.still) this.drawLayers();
    const { context, scene, group, ratio } = this;
    const { tau } = group.state;
    const shown = this.shown();
    const view = this.view();
    context.globalAlpha = 1;
    context.clearRect(0, 0, this.size, this.size);
    if (scene.lines) this.views.under(context, view, this.phi());
    context.drawImage(this.still, 0, 0);
    this.draws++;
    if (scene.lines) this.drawMoving(context, scene, view, shown, tau, ratio);
    else this.frame.handle(null);
    this.tool()?.draw?.(context, view, this.colours, ratio);
    if (this.views.waiting) this.refresh({});
  }

  drawMoving(context, scene, view, shown, tau, ratio) {
    const arriving = Math.min(1, Math.max(0, (tau - 0.7) / 0.3)); // end samples come up as the clock reaches the data
    context.globalAlpha = this.header.live ? 1 : 0.12 + 0.88 * arriving * arriving;
    context.drawImage(this.ends, 0, 0);
    context.globalAlpha = 1;
    const phi = this.phi();
    this.views.over(context, view, phi);
    this.paths.at(phi, scene.seen, scene.now);
    if (shown.paths && !this.unrolled()) drawTrails(context, scene, phi, scene.now, view, ratio);
    if (shown.firstOrder)
      stamp(context, this.sprites.ghost, this.ghosts.at(phi, scene.seen, scene.ghostNow), view);
    if (shown.samples) stamp(context, this.sprites.now, scene.now, view);
    this.views.top(context, view, phi);
  }

  debug() {
    return readBack(this);
  }
}

function same(one, other) {
  return one.length === other?.length && one.every((value, i) => value === other[i]);
}

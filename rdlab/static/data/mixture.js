// Editing a mixture on the left stage: ellipses to drag, stretch, turn, weigh, add and delete, while the exact
// paths follow in the browser. "Done" sends the mixture, in the data's own units.
// @ts-check
import { constants } from "../kit/constants.js";

import { t } from "../kit/texts.js";
import { Mixture } from "../math/gauss.js";
import { group as groupOf, stageAt } from "../stage/bus.js";
import { editBar } from "./mixture_bar.js";

/** @typedef {{what: "a" | "b" | "move", offset: Pair}} Drag */
/** @typedef {{stage: Stage, mixture: Mixture, place: MixturePlace, bar: ReturnType<typeof editBar>,
 *             drag: Drag | null, last: {time: number, x: number, y: number} | null}} Editing */

const TWICE = { ms: 350, pixels: 12 }; // a double click or tap
const STEP = 0.05; // of an arrow key

/** {begin, end, fail, active}: the editor of a group's stage; send(payload) gets the mixture.
 *  @param {string} name  @param {Send} send  @param {(on: boolean) => void} onChange */
export function mixtureEditor(name, send, onChange) {
  const group = groupOf(name);
  /** @type {Editing | null} */
  let now = null;

  /** place: {means, covariances, weights} standardised, and center and scale of the data they stand for.
   *  @param {MixturePlace} place */
  function begin(place) {
    end();
    const stage = stageAt(group, "before");
    if (!stage) return;
    const mixture = new Mixture(place, constants().own.components);
    const bar = editBar(stage.frame.root, { add, remove, weigh, done, cancel });
    now = { stage, mixture, place, bar, drag: null, last: null };
    mark(stage, true);
    document.addEventListener("keydown", onKey, true);
    group.set({ tool: { slot: "before", cursor: "crosshair", mixture, down, move, up, draw } });
    stage.frame.box.setAttribute("aria-label", t("own.mix_keys"));
    stage.frame.box.focus({ preventScroll: true });
    stage.frame.root.scrollIntoView({ block: "nearest" });
    changed();
    onChange(true);
  }

  /** Put the editor away; `keep` leaves the paths of the mixture until the server's picture of it is there. */
  function end(keep = false) {
    if (!now) return;
    const { stage, bar } = now;
    now = null;
    document.removeEventListener("keydown", onKey, true);
    bar.remove();
    mark(stage, false);
    stage.frame.words(stage.header);
    group.set({ tool: null });
    if (keep) untilNew(stage);
    else stage.preview(null);
    onChange(false);
  }

  /** @param {Stage} stage */
  function untilNew(stage) {
    const [old, began] = [stage.payload, performance.now()];
    const look = () => {
      if (now) return; // edited again
      if (stage.payload === old && performance.now() - began < 3000) setTimeout(look, 30);
      else stage.preview(null);
    };
    look();
  }

  function changed() {
    if (!now) return;
    const { mixture, bar, stage } = now;
    const { components, selected, share } = mixture;
    bar.fail("");
    bar.show({ number: selected + 1, count: components.length, share, full: mixture.full });
    stage.preview({ kind: "mixture", ...mixture.parameters() });
  }

  /** Data units of a CSS pixel.
   *  @param {Stage} stage */
  const unit = (stage) => stage.ratio / stage.view().sx;
  /** @type {(event: PointerEvent) => number} */
  const reach = (event) => (event.pointerType === "touch" ? 24 : 11);

  /** @param {Pair} p  @param {PointerEvent} event */
  function down(p, event) {
    if (!now) return;
    const { mixture, stage, last } = now;
    const again =
      last &&
      event.timeStamp - last.time < TWICE.ms &&
      Math.hypot(event.clientX - last.x, event.clientY - last.y) < TWICE.pixels;
    const hit = mixture.under(p, unit(stage), reach(event));
    now.last = again || hit ? null : { time: event.timeStamp, x: event.clientX, y: event.clientY };
    if (hit) {
      mixture.selected = hit.index;
      const one = mixture.chosen;
      now.drag = { what: hit.what, offset: [one.x - p[0], one.y - p[1]] };
    } else if (again) mixture.add(...p);
    changed();
  }

  /** @param {Pair} p */
  function move(p) {
    if (!now?.drag) return;
    const { drag, mixture, stage } = now;
    if (drag.what === "move") mixture.move(p[0] + drag.offset[0], p[1] + drag.offset[1]);
    else mixture.pull(drag.what, p, unit(stage));
    changed();
  }

  function up() {
    if (now) now.drag = null;
  }

  function add() {
    if (!now) return;
    const { mixture } = now;
    const taken = (/** @type {number[]} */ [x, y]) =>
      mixture.components.some((one) => mixture.sigmas(one, x, y) < 2.5);
    const ring = [0, 1, 2, 3, 4, 5, 6, 7].map((k) => [
      0.8 * Math.cos((k * Math.PI) / 4),
      0.8 * Math.sin((k * Math.PI) / 4),
    ]);
    const [x, y] = [[0, 0], ...ring].find((place) => !taken(place)) ?? [0, 0];
    mixture.add(x, y);
    changed();
  }

  function remove() {
    now?.mixture.remove();
    changed();
  }

  /** @param {number} share */
  function weigh(share) {
    now?.mixture.weigh(share);
    changed();
  }

  function done() {
    if (!now) return;
    const { mixture, place } = now;
    send({ kind: "mixture", ...mixture.parameters(place.center, place.scale) });
  }

  function cancel() {
    end();
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (!now) return;
    const { mixture, stage, bar } = now;
    const target = /** @type {Node} */ (event.target);
    const inBar = bar.root.contains(target);
    if (
      event.altKey ||
      event.ctrlKey ||
      event.metaKey ||
      !(inBar || [stage.frame.box, document.body].some((each) => each === target))
    )
      return;
    const { x, y } = mixture.chosen;
    /** @type {Record<string, () => void>} */
    const acts = { Escape: cancel };
    if (!inBar)
      Object.assign(acts, {
        ArrowLeft: () => mixture.move(x - STEP, y),
        ArrowRight: () => mixture.move(x + STEP, y),
        ArrowUp: () => mixture.move(x, y + STEP),
        ArrowDown: () => mixture.move(x, y - STEP),
        PageDown: () => mixture.select(1),
        PageUp: () => mixture.select(-1),
        Delete: () => mixture.remove(),
        Backspace: () => mixture.remove(),
        Insert: add,
        "+": add,
        Enter: done,
        a: () => mixture.stretch("a", 1.1),
        A: () => mixture.stretch("a", 1 / 1.1),
        b: () => mixture.stretch("b", 1.1),
        B: () => mixture.stretch("b", 1 / 1.1),
        r: () => (mixture.chosen.angle += Math.PI / 24),
        R: () => (mixture.chosen.angle -= Math.PI / 24),
      });
    event.stopImmediatePropagation(); // the clock's keys rest
    if (!acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
    if (now) changed();
  }

  /** @param {Context} context  @param {Projection} view  @param {Colours} colours  @param {number} ratio */
  function draw(context, view, colours, ratio) {
    if (!now) return;
    const { mixture } = now;
    /** @type {(p: Pair) => Pair} */
    const px = ([x, y]) => [view.left + view.sx * x, view.top - view.sy * y];
    context.save();
    mixture.components.forEach((one, index) => {
      const chosen = index === mixture.selected;
      const [x, y] = px([one.x, one.y]);
      context.strokeStyle = context.fillStyle = chosen ? colours.ink : colours.data;
      context.lineWidth = (chosen ? 1.6 : 1.1) * ratio;
      [2, 1].forEach((sigmas) => {
        context.globalAlpha = sigmas === 1 ? 0.9 : 0.55;
        context.beginPath();
        context.ellipse(x, y, sigmas * one.a * view.sx, sigmas * one.b * view.sx, -one.angle, 0, 2 * Math.PI);
        context.stroke();
      });
      context.globalAlpha = 1;
      knob(context, x, y, (chosen ? 4.5 : 3.5) * ratio, colours, ratio);
    });
    const { a, b } = mixture.handles(mixture.chosen, ratio / view.sx);
    context.strokeStyle = context.fillStyle = colours.ink;
    for (const handle of [a, b]) {
      context.beginPath();
      context.moveTo(...px([mixture.chosen.x, mixture.chosen.y]));
      context.lineTo(...px(handle));
      context.stroke();
    }
    knob(context, ...px(a), 6 * ratio, colours, ratio);
    const [x, y] = px(b);
    context.fillRect(x - 4.5 * ratio, y - 4.5 * ratio, 9 * ratio, 9 * ratio);
    context.restore();
  }

  return {
    begin,
    end,
    fail: (/** @type {string} */ words) => now?.bar.fail(words),
    active: () => Boolean(now),
  };
}

/** @param {Context} context  @param {number} x  @param {number} y  @param {number} radius
 *  @param {Colours} colours  @param {number} ratio */
function knob(context, x, y, radius, colours, ratio) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
  context.save();
  context.lineWidth = ratio;
  context.strokeStyle = colours.panel;
  context.stroke();
  context.restore();
}

/** On a narrow screen the stage that is edited takes the whole row.
 *  @param {Stage} stage  @param {boolean} on */
function mark(stage, on) {
  const row = stage.element.closest(".rd-stages");
  row?.classList.toggle("rd-editing", on);
  for (const child of row?.children ?? [])
    child.classList.toggle("rd-edited", on && child.contains(stage.element));
}

// Drawing, without state: everything gets a context, data in view coordinates and a projection.
// @ts-check
import { pen } from "../kit/pen.js";
import { cloud } from "./density.js";
import { drawProfile } from "./unrolled.js";

/** @typedef {HTMLCanvasElement | ImageBitmap} Sprite */

/** @param {number} size */
export function layer(size) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  return canvas;
}

/** @type {Map<string, Sprite>} */
const dots = new Map(); // made once: a morph asks for the same ones at every frame
const MANY = 200;

/** A dot with a thin rim, as an image that is stamped hundreds of times a frame.
 *  @param {number} radius  @param {string} colour  @param {string | null} rim  @param {number} [alpha]
 *  @returns {Sprite} */
export function dot(radius, colour, rim, alpha = 1) {
  const key = [radius, colour, rim, alpha].join();
  const known = dots.get(key);
  if (known) return known;
  if (dots.size > MANY) dots.clear();
  const made = drawnDot(radius, colour, rim, alpha);
  dots.set(key, made);
  return made;
}

/** @param {number} radius  @param {string} colour  @param {string | null} rim  @param {number} alpha
 *  @returns {Sprite} */
function drawnDot(radius, colour, rim, alpha) {
  const half = Math.ceil(radius + 2);
  // a bitmap is stamped as it is, where a canvas would be copied anew each time
  if (typeof OffscreenCanvas !== "undefined") {
    const canvas = new OffscreenCanvas(2 * half, 2 * half);
    const context = canvas.getContext("2d");
    if (context) {
      paintDot(context, half, radius, colour, rim, alpha);
      return canvas.transferToImageBitmap();
    }
  }
  const canvas = layer(2 * half);
  paintDot(pen(canvas), half, radius, colour, rim, alpha);
  return canvas;
}

/** @param {Context | OffscreenCanvasRenderingContext2D} context  @param {number} half  @param {number} radius
 *  @param {string} colour  @param {string | null} rim  @param {number} alpha */
function paintDot(context, half, radius, colour, rim, alpha) {
  context.globalAlpha = alpha;
  context.beginPath();
  context.arc(half, half, radius, 0, 2 * Math.PI);
  if (rim) {
    context.lineWidth = Math.max(1, radius * 0.5);
    context.strokeStyle = rim;
    context.stroke();
  }
  context.fillStyle = colour;
  context.fill();
}

/** @param {Context} context  @param {Sprite} sprite  @param {Numbers} xy  @param {Projection} view */
export function stamp(context, sprite, xy, view) {
  const half = sprite.width / 2;
  const end = view.size + half;
  let drawn = 0;
  for (let i = 0; i + 1 < xy.length; i += 2) {
    const x = view.left + view.sx * xy[i];
    const y = view.top - view.sy * xy[i + 1];
    if (!(x > -half && y > -half && x < end && y < end)) continue; // NaN fails too
    context.drawImage(sprite, x - half, y - half);
    drawn++;
  }
  return drawn;
}

const SHORTEST = 3; // pixels: a shorter piece of a line is joined to the next one, which nobody sees

/** The lines between rows [from, to] of {points}, as one path; `last` may close the last gap to the clock.
 *  @param {Context} context  @param {Numbers[]} points  @param {number} from  @param {number} to
 *  @param {Projection} view  @param {Numbers | null} [last] */
export function strokeLines(context, points, from, to, view, last = null) {
  const far = 40 * view.size; // beyond this a line's end only costs time
  const { left, top, sx, sy } = view;
  const count = points[from].length;
  context.beginPath();
  for (let i = 0; i < count; i += 2) {
    let x = left + sx * points[from][i];
    let y = top - sy * points[from][i + 1];
    x = x < -far ? -far : x > far ? far : x;
    y = y < -far ? -far : y > far ? far : y;
    context.moveTo(x, y);
    for (let row = from + 1; row <= to; row++) {
      const xy = points[row];
      const nx = left + sx * xy[i];
      const ny = top - sy * xy[i + 1];
      const [dx, dy] = [nx - x, ny - y];
      if (dx * dx + dy * dy < SHORTEST * SHORTEST && row < to) continue;
      x = nx < -far ? -far : nx > far ? far : nx;
      y = ny < -far ? -far : ny > far ? far : ny;
      context.lineTo(x, y);
    }
    if (last) {
      const [lx, ly] = [left + sx * last[i], top - sy * last[i + 1]];
      context.lineTo(lx < -far ? -far : lx > far ? far : lx, ly < -far ? -far : ly > far ? far : ly);
    }
  }
  context.stroke();
}

/** @param {Context} context  @param {Numbers} data  @param {Projection} view  @param {Colours} colours
 *  @param {number} ratio */
export function drawData(context, data, view, colours, ratio) {
  context.imageSmoothingEnabled = true;
  context.drawImage(cloud(data, view, colours.data, ratio), 0, 0, view.size, view.size);
  context.globalAlpha = 0.5;
  context.fillStyle = colours.data;
  const side = 1.2 * ratio;
  for (let i = 0; i + 1 < data.length; i += 2)
    context.fillRect(
      view.left + view.scale * data[i] - side / 2,
      view.top - view.scale * data[i + 1] - side / 2,
      side,
      side,
    );
  context.globalAlpha = 1;
}

/** Everything that stands still while the clock moves, except the end samples. data: a layer, drawn beneath.
 *  @param {Context} context  @param {Scene} scene  @param {Projection} view  @param {Colours} colours
 *  @param {Record<string, boolean>} shown  @param {number} ratio  @param {HTMLCanvasElement} data */
export function drawStill(context, scene, view, colours, shown, ratio, data) {
  context.clearRect(0, 0, view.size, view.size);
  const { seen } = scene;
  if (seen.coords === "unrolled") {
    if (shown.density && scene.data)
      drawProfile(context, scene.data, seen.axis ?? 0, view, colours.data, 0.5);
    if (shown.samples && scene.samples)
      drawProfile(context, scene.samples, seen.axis ?? 0, view, scene.colour, 0.35);
  } else context.drawImage(data, 0, 0);
  context.lineJoin = "round";
  context.lineWidth = ratio;
  if (shown.firstOrder && scene.ghost) {
    context.globalAlpha = shown.beneath ? 0.5 : 0.42;
    context.lineWidth = shown.beneath ? 4 * ratio : ratio; // what lies beneath is seen on both sides
    context.strokeStyle = colours["first-order"];
    strokeLines(context, scene.ghost.points, 0, scene.ghost.points.length - 1, view);
  }
  if (shown.paths && scene.lines) {
    context.lineWidth = ratio;
    context.globalAlpha = 0.42;
    context.strokeStyle = scene.colour;
    strokeLines(context, scene.lines.points, 0, scene.lines.points.length - 1, view);
  }
  context.globalAlpha = 1;
  if (scene.lines && (shown.paths || shown.samples || shown.pairs))
    stamp(context, dot(1.5 * ratio, colours.noise, null, 0.9), scene.lines.points[0], view);
}

const TAIL = 0.2; // radians of phi a trail reaches back
const BANDS = [0.22, 0.5, 0.85]; // oldest to newest

/** The trails behind the dots: the last stretch of each path, fading backwards.
 *  @param {Context} context  @param {Whole["scene"]} scene  @param {number} phi  @param {Numbers} now
 *  @param {Projection} view  @param {number} ratio */
export function drawTrails(context, scene, phi, now, view, ratio) {
  const { lines } = scene;
  const rows = lines.phi;
  let newest = 0; // the last row at or before the clock
  while (newest + 1 < rows.length && rows[newest + 1] >= phi) newest++;
  let oldest = newest;
  while (oldest > 0 && rows[oldest] < phi + TAIL) oldest--;
  context.strokeStyle = scene.colour;
  context.lineWidth = 1.6 * ratio;
  let from = oldest;
  BANDS.forEach((alpha, band) => {
    const final = band === BANDS.length - 1;
    const to = final ? newest : oldest + Math.round(((newest - oldest) * (band + 1)) / BANDS.length);
    if (to > from || final) {
      context.globalAlpha = alpha;
      strokeLines(context, lines.points, from, to, view, final ? now : null);
    }
    from = to;
  });
  context.globalAlpha = 1;
}

/** A bar of a round length; upright where only upwards is a length.
 *  @param {Context} context  @param {{pixels: number}} bar  @param {string} text
 *  @param {Projection} view  @param {Colours} colours  @param {number} ratio  @param {boolean} [upright] */
export function drawScale(context, bar, text, view, colours, ratio, upright = false) {
  const y = view.size - 12 * ratio;
  const x = 12 * ratio;
  const end = upright ? [x, y - bar.pixels] : [x + bar.pixels, y];
  const tick = upright ? [3 * ratio, 0] : [0, -3 * ratio];
  context.strokeStyle = colours.muted;
  context.fillStyle = colours.muted;
  context.lineWidth = ratio;
  context.beginPath();
  context.moveTo(x + tick[0], y + tick[1]);
  context.lineTo(x, y);
  context.lineTo(end[0], end[1]);
  context.lineTo(end[0] + tick[0], end[1] + tick[1]);
  context.stroke();
  context.font = `${11 * ratio}px ${colours.font}`;
  context.fillText(text, x + (upright ? 0 : bar.pixels) + 6 * ratio, y);
}

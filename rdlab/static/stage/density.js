// Points as a soft cloud: counted on a grid of half the pixels, blurred by three box passes (nearly a Gaussian).
// @ts-check
import { pen } from "../kit/pen.js";
import { rgb } from "../kit/theme.js";

/** @typedef {{canvas?: HTMLCanvasElement, grid?: Float32Array}} Kept */

const CELL = 2; // pixels
const BLUR = 0.065; // standard deviation, in units of the data's
const STRONGEST = 0.42; // alpha of the densest places

/** Points as an image of the window. strongest: alpha of the densest place; sharp: the blur in CSS pixels, if not the
 *  data's own; cell: CSS pixels of a cell; into: a canvas to draw in, and a grid to count on, kept by the caller.
 *  @param {Numbers} points  @param {Projection} view  @param {string} colour  @param {number} [ratio]
 *  @param {{strongest?: number, sharp?: number, cell?: number, into?: Kept | null}} [options] */
export function cloud(
  points,
  view,
  colour,
  ratio = 1,
  { strongest = STRONGEST, sharp, cell = CELL, into = null } = {},
) {
  const size = Math.max(1, Math.ceil(view.size / (cell * ratio)));
  const grid = into?.grid?.length === size * size ? into.grid.fill(0) : new Float32Array(size * size);
  if (into) into.grid = grid;
  const shrink = size / view.size;
  for (let i = 0; i + 1 < points.length; i += 2) {
    const x = (view.left + view.sx * points[i]) * shrink - 0.5;
    const y = (view.top - view.sy * points[i + 1]) * shrink - 0.5;
    const [column, row] = [Math.floor(x), Math.floor(y)];
    if (!(column >= 0 && row >= 0 && column + 1 < size && row + 1 < size)) continue;
    const [a, b] = [x - column, y - row];
    const at = row * size + column;
    grid[at] += (1 - a) * (1 - b);
    grid[at + 1] += a * (1 - b);
    grid[at + size] += (1 - a) * b;
    grid[at + size + 1] += a * b;
  }
  const soft = sharp ?? Math.min(8, Math.max(2, (BLUR * view.scale) / ratio)); // pixels: soft, but never a fog
  const radius = Math.max(1, Math.round((soft / cell) * 0.9));
  for (let pass = 0; pass < 3; pass++) {
    box(grid, size, radius, 1, size);
    box(grid, size, radius, size, 1);
  }
  return image(grid, size, rgb(colour), strongest, into);
}

/** @param {Float32Array} grid  @param {number} size  @param {number} radius  @param {number} step
 *  @param {number} jump */
function box(grid, size, radius, step, jump) {
  const line = new Float32Array(size);
  const share = 1 / (2 * radius + 1);
  for (let l = 0; l < size; l++) {
    const start = l * jump;
    let sum = 0;
    for (let i = 0; i < size; i++) line[i] = grid[start + i * step];
    for (let i = 0; i < radius; i++) sum += line[i];
    for (let i = 0; i < size; i++) {
      sum += (i + radius < size ? line[i + radius] : 0) - (i > radius ? line[i - radius - 1] : 0);
      grid[start + i * step] = Math.max(0, sum * share);
    }
  }
}

/** @param {Float32Array} grid  @param {number} size  @param {number[]} colour  @param {number} strongest
 *  @param {Kept | null} into */
function image(grid, size, [red, green, blue], strongest, into) {
  let top = 0;
  for (let i = 0; i < grid.length; i++) if (grid[i] > top) top = grid[i];
  const canvas = into?.canvas ?? document.createElement("canvas");
  if (into) into.canvas = canvas;
  if (canvas.width !== size) canvas.width = canvas.height = size;
  const context = pen(canvas);
  const pixels = context.createImageData(size, size);
  for (let i = 0; i < grid.length && top > 0; i++) {
    pixels.data[4 * i] = red;
    pixels.data[4 * i + 1] = green;
    pixels.data[4 * i + 2] = blue;
    pixels.data[4 * i + 3] = 255 * strongest * Math.sqrt(grid[i] / top); // the root shows thin places as well
  }
  context.putImageData(pixels, 0, 0);
  return canvas;
}

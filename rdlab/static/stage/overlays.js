// The vector field's arrows and the warped mesh, drawn on a stage.
// @ts-check
import { SIDE } from "../math/mesh.js";

const LEGEND = 0.72; // of the width: up to there the lowest row is left to the scales

/** Arrows of at most one cell: the tenth longest is one, longer ones are drawn no longer.
 *  @param {Context} context  @param {Arrows} arrows  @param {Projection} view  @param {string} colour
 *  @param {number} ratio */
export function drawArrows(context, { at, by, cell, long }, view, colour, ratio) {
  context.strokeStyle = colour;
  context.lineWidth = 1.15 * ratio;
  context.lineCap = "butt"; // round ones would cost three times as much
  context.beginPath();
  for (let i = 0; i + 1 < at.length; i += 2) {
    const length = Math.hypot(by[i], by[i + 1]);
    if (!(length > 0.03 * long)) continue;
    const drawn = (0.86 * cell * Math.min(1, length / long)) / length;
    const [x, y] = [view.left + view.sx * at[i], view.top - view.sy * at[i + 1]];
    if (y > view.size - 26 * ratio && x < LEGEND * view.size) continue; // there the scales stand,
    if (y < 26 * ratio && Math.abs(x / view.size - 0.5) > 0.2) continue; // and there the stage's name and note
    arrow(context, x, y, drawn * by[i], -drawn * by[i + 1]);
  }
  context.stroke();
}

/** An arrow with its middle at (x, y), added to the path.
 *  @param {Context} context  @param {number} x  @param {number} y  @param {number} dx  @param {number} dy */
export function arrow(context, x, y, dx, dy) {
  const [tipX, tipY] = [x + dx / 2, y + dy / 2];
  context.moveTo(x - dx / 2, y - dy / 2);
  context.lineTo(tipX, tipY);
  context.moveTo(tipX - 0.3 * dx + 0.17 * dy, tipY - 0.3 * dy - 0.17 * dx);
  context.lineTo(tipX, tipY);
  context.lineTo(tipX - 0.3 * dx - 0.17 * dy, tipY - 0.3 * dy + 0.17 * dx);
}

/** @param {Context} context  @param {Float32Array} xy  @param {Projection} view  @param {string} colour
 *  @param {number} ratio */
export function drawMesh(context, xy, view, colour, ratio) {
  /** @type {(i: number) => number} */
  const x = (i) => view.left + view.sx * xy[2 * i];
  /** @type {(i: number) => number} */
  const y = (i) => view.top - view.sy * xy[2 * i + 1];
  context.strokeStyle = colour;
  context.lineWidth = ratio;
  context.lineJoin = "round";
  context.globalAlpha = 0.55;
  context.beginPath();
  for (let line = 0; line < SIDE; line++) {
    context.moveTo(x(line * SIDE), y(line * SIDE));
    for (let k = 1; k < SIDE; k++) context.lineTo(x(line * SIDE + k), y(line * SIDE + k));
    context.moveTo(x(line), y(line));
    for (let k = 1; k < SIDE; k++) context.lineTo(x(k * SIDE + line), y(k * SIDE + line));
  }
  context.stroke();
  context.globalAlpha = 1;
}

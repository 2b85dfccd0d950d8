// A regular grid of noise, carried by the model: its lines tear where noise parts, and fold where it piles up.
const SIDE = 21; // lines each way
const REACH = 2.5; // standard deviations of noise

/** The grid's points (2 SIDE^2), row by row. */
export function grid() {
  const z = new Float32Array(2 * SIDE * SIDE);
  for (let row = 0, i = 0; row < SIDE; row++)
    for (let column = 0; column < SIDE; column++, i += 2) {
      z[i] = REACH * ((2 * column) / (SIDE - 1) - 1);
      z[i + 1] = REACH * ((2 * row) / (SIDE - 1) - 1);
    }
  return z;
}

export function drawMesh(context, xy, view, colour, ratio) {
  const x = (i) => view.left + view.sx * xy[2 * i];
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

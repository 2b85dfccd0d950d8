// A regular grid of noise, carried by the model: its lines tear where noise parts, and fold where it piles up.
// @ts-check
export const SIDE = 21; // lines each way
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

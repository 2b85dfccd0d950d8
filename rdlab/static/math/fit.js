// Which part of the plane a stage shows: a robust fit of its own paths, then the visitor's zoom.
// @ts-check
const QUANTILE = 0.98;
const WIDEST = 4; // the data keeps at least a quarter of the window; wider noise is left to zooming out
const TIME_SHARE = 0.43; // of the width, from the middle to either end of the unrolled view's time
const NEAREST = 0.5; // x / sigma grows without bound towards the data: the window fits sigma / alpha above this

/** @param {number[]} values  @param {number} share */
function quantile(values, share) {
  const sorted = Float64Array.from(values.filter(Number.isFinite)).sort();
  return sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] : 0;
}

/** @typedef {0 | 1 | "both"} Axis */

/** @type {WeakMap<Numbers, Record<string, number>>} */
const owns = new WeakMap(); // data -> {axis or "both": extent}

/** @param {Numbers | null | undefined} data  @param {Axis} axis */
function ownExtent(data, axis) {
  if (!data?.length) return 1.12;
  const known = owns.get(data) ?? {};
  owns.set(data, known);
  return (known[axis] ??= 1.12 * quantile(halves(data, axis), 0.995));
}

/** {extent, beyond, end}: half the width that shows the paths, and how much wider they are than that at one end
 *  ("noise" or "data"; 1: they are not). view: as norm.factor takes it.
 *  @param {Lines | null} lines  @param {Numbers | null | undefined} data  @param {View} [view]
 *  @returns {Fit} */
export function fit(lines, data, view = { coords: "x" }) {
  const axis = /** @type {Axis} */ (view.coords === "unrolled" ? view.axis : "both");
  const end = view.coords === "x/sigma" ? "data" : "noise";
  const own = ownExtent(data, axis);
  if (!lines) return { extent: 1.35 * own, beyond: 1, end };
  const count = lines.points[0].length / 2;
  const far = new Float64Array(count);
  lines.points.forEach((xy, row) => {
    if (end === "data" && Math.tan(lines.phi[row]) < NEAREST) return;
    for (let i = 0; i < count; i++) {
      const value =
        axis === "both" ? Math.max(Math.abs(xy[2 * i]), Math.abs(xy[2 * i + 1])) : Math.abs(xy[2 * i + 1]);
      if (value > far[i]) far[i] = value;
    }
  });
  const wanted = 1.03 * quantile([...far], QUANTILE);
  if (end === "data")
    return { extent: wanted, beyond: own / Math.sin(lines.phi[lines.phi.length - 1]) / wanted, end };
  const extent = Math.min(Math.max(wanted, own), WIDEST * own);
  return { extent, beyond: Math.max(1, wanted / extent), end };
}

/** The window of a morph: one for the whole way where both forms need about the same, else from one to the other.
 *  @param {Fit} own  @param {Fit} other  @param {number} amount  @returns {Fit} */
export function between(own, other, amount) {
  const ratio = other.extent / own.extent;
  const near = ratio < 1.6 && ratio > 1 / 1.6;
  const extent = near ? Math.max(own.extent, other.extent) : own.extent * ratio ** amount;
  return { ...own, extent, beyond: own.beyond + (other.beyond - own.beyond) * amount };
}

/** @param {Numbers} xy  @param {Axis} axis */
function halves(xy, axis) {
  const out = [];
  for (let i = 0; i + 1 < xy.length; i += 2)
    out.push(axis === "both" ? Math.max(Math.abs(xy[i]), Math.abs(xy[i + 1])) : Math.abs(xy[i + axis]));
  return out;
}

/** @type {Readonly<Zoom>} */
export const HOME = Object.freeze({ k: 1, x: 0, y: 0 });

/** Pixel = left + sx x, top - sy y, for a square of `size` pixels; `scale` is sx, which is sy but for unrolled time.
 *  @param {number} size  @param {number} extent  @param {Zoom} zoom  @param {boolean} [unrolled]
 *  @returns {Projection} */
export function projection(size, extent, zoom, unrolled = false) {
  const sy = (zoom.k * size) / (2 * extent);
  const sx = unrolled ? zoom.k * size * TIME_SHARE : sy;
  return { scale: sx, sx, sy, left: size / 2 - sx * zoom.x, top: size / 2 + sy * zoom.y, size };
}

/** Zoom by `by` about the point (px, py) of the square, which stays under the finger.
 *  @param {Zoom} zoom  @param {number} by  @param {number} px  @param {number} py  @param {number} size
 *  @param {number} extent  @param {boolean} [unrolled]  @returns {Zoom} */
export function zoomAbout(zoom, by, px, py, size, extent, unrolled) {
  const k = Math.min(60, Math.max(1 / 40, zoom.k * by));
  const before = projection(size, extent, zoom, unrolled);
  const [x, y] = [(px - before.left) / before.sx, (before.top - py) / before.sy];
  const { sx, sy } = projection(size, extent, { k, x: 0, y: 0 }, unrolled);
  return { k, x: x - (px - size / 2) / sx, y: y + (py - size / 2) / sy };
}

/** @param {Zoom} zoom  @param {number} dx  @param {number} dy  @param {number} size
 *  @param {number} extent  @param {boolean} [unrolled]  @returns {Zoom} */
export function panBy(zoom, dx, dy, size, extent, unrolled) {
  const { sx, sy } = projection(size, extent, zoom, unrolled);
  return { ...zoom, x: zoom.x - dx / sx, y: zoom.y + dy / sy };
}

/** A round length (1, 2 or 5 times a power of ten) of about `share` of the window, in data units.
 *  @param {{size: number, scale: number}} view  @param {number} [share] */
export function scaleBar(view, share = 0.2) {
  const wanted = (share * view.size) / view.scale;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const length = [5, 2, 1].map((m) => m * power).find((m) => m <= wanted) ?? power;
  return { length, pixels: length * view.scale };
}

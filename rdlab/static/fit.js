// Which part of the plane a stage shows: a robust fit of its own paths, then the visitor's zoom.
const QUANTILE = 0.98;
const WIDEST = 4; // the data keeps at least a quarter of the window; wider noise is left to zooming out


function quantile(values, share) {
  const sorted = Float64Array.from(values.filter(Number.isFinite)).sort();
  return sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] : 0;
}

/** {extent, beyond}: half the width that shows the paths, and how much wider the noise is than that (1: not). */
export function fit(lines, data) {
  const own = 1.12 * (data && data.length ? quantile(halves(data), 0.995) : 1);
  if (!lines) return { extent: 1.35 * own, beyond: 1 };
  const count = lines.points[0].length / 2;
  const far = new Float64Array(count);
  for (const xy of lines.points)
    for (let i = 0; i < count; i++) {
      const value = Math.max(Math.abs(xy[2 * i]), Math.abs(xy[2 * i + 1]));
      if (value > far[i]) far[i] = value;
    }
  const wanted = 1.03 * quantile([...far], QUANTILE);
  const extent = Math.min(Math.max(wanted, own), WIDEST * own);
  return { extent, beyond: Math.max(1, wanted / extent) };
}

function halves(xy) {
  const out = [];
  for (let i = 0; i + 1 < xy.length; i += 2) out.push(Math.max(Math.abs(xy[i]), Math.abs(xy[i + 1])));
  return out;
}

export const HOME = Object.freeze({ k: 1, x: 0, y: 0 });

/** Pixel = left + scale x, top - scale y, for a square of `size` pixels. */
export function projection(size, extent, zoom) {
  const scale = (zoom.k * size) / (2 * extent);
  return { scale, left: size / 2 - scale * zoom.x, top: size / 2 + scale * zoom.y, size };
}

/** Zoom by `by` about the point (px, py) of the square, which stays under the finger. */
export function zoomAbout(zoom, by, px, py, size, extent) {
  const k = Math.min(60, Math.max(1 / 40, zoom.k * by));
  const before = projection(size, extent, zoom);
  const [x, y] = [(px - before.left) / before.scale, (before.top - py) / before.scale];
  const scale = (k * size) / (2 * extent);
  return { k, x: x - (px - size / 2) / scale, y: y + (py - size / 2) / scale };
}

export function panBy(zoom, dx, dy, size, extent) {
  const { scale } = projection(size, extent, zoom);
  return { ...zoom, x: zoom.x - dx / scale, y: zoom.y + dy / scale };
}

/** A round length (1, 2 or 5 times a power of ten) of about `share` of the window, in data units. */
export function scaleBar(view, share = 0.2) {
  const wanted = (share * view.size) / view.scale;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const length = [5, 2, 1].map((m) => m * power).find((m) => m <= wanted);
  return { length, pixels: length * view.scale };
}


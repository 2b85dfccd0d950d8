// A drawing as data: strokes of a brush and an eraser, and the points they stand for. No canvas in here.
// Coordinates: the drawing is the square from -1 to 1, y upwards.
// @ts-check
export const LEAST = 300; // points of a drawing, unless the eraser has left none
export const MOST = 3000;
const SPACING = 0.004; // of two points along a stroke: 500 from edge to edge
const STILL = 0.005; // a stroke's corners are further apart than this

export class Strokes {
  /** @param {Stroke[]} [actions] */
  constructor(actions = []) {
    this.actions = actions; // {kind: "draw" | "erase" | "clear", radius, path: [x, y, ...]}
  }

  copy() {
    return new Strokes(this.actions.map((action) => ({ ...action, path: [...action.path] })));
  }

  /** @param {string} kind  @param {number} radius  @param {number} x  @param {number} y */
  begin(kind, radius, x, y) {
    this.actions.push({ kind, radius, path: [x, y] });
  }

  /** Lead the newest stroke on to (x, y); false where that is too near to matter.
   *  @param {number} x  @param {number} y */
  lead(x, y) {
    const { path } = this.actions[this.actions.length - 1];
    const [a, b] = path.slice(-2);
    if (Math.hypot(x - a, y - b) < STILL) return false;
    path.push(x, y);
    return true;
  }

  clear() {
    if (this.points().length) this.actions.push({ kind: "clear", radius: 0, path: [] });
  }

  undo() {
    this.actions.pop();
  }

  /** x, y, x, y, ... evenly along the strokes, as wide as their brush. */
  points() {
    const actions = this.actions.slice(this.actions.findLastIndex(({ kind }) => kind === "clear") + 1);
    const whole = actions.reduce((sum, action) => sum + (action.kind === "draw" ? extent(action) : 0), 0);
    let spacing = Math.max(whole / MOST, Math.min(SPACING, whole / LEAST));
    let points = made(actions, spacing);
    for (let round = 0; round < 6 && points.length && points.length < 2 * LEAST; round++) {
      spacing *= (0.98 * points.length) / (2 * LEAST); // an eraser has left little: closer together
      points = made(actions, spacing);
    }
    return points.length > 2 * MOST ? thinned(points) : points;
  }
}

/** @param {number[]} points */
function thinned(points) {
  const kept = [];
  for (let i = 0; i < MOST; i++) {
    const at = 2 * Math.floor((i * points.length) / 2 / MOST);
    kept.push(points[at], points[at + 1]);
  }
  return kept;
}

/** How long a stroke counts as: a mere dot as a little line.
 *  @param {Stroke} stroke  @returns {number} */
function extent({ path, radius }) {
  return Math.max(lengths(path)[path.length / 2 - 1], 4 * radius);
}

/** @param {number[]} path */
function lengths(path) {
  const sums = [0];
  for (let i = 2; i < path.length; i += 2)
    sums.push(sums[sums.length - 1] + Math.hypot(path[i] - path[i - 2], path[i + 1] - path[i - 1]));
  return sums;
}

/** @param {Stroke[]} actions  @param {number} spacing */
function made(actions, spacing) {
  /** @type {number[]} */
  let points = [];
  actions.forEach((action, number) => {
    if (action.kind === "erase") points = left(points, action);
    else sprinkle(points, action, number, spacing);
  });
  return points;
}

/** @param {number[]} points  @param {Stroke} action  @param {number} number  @param {number} spacing */
function sprinkle(points, action, number, spacing) {
  const { path, radius } = action;
  const sums = lengths(path);
  const count = Math.max(1, Math.round(extent(action) / spacing));
  let corner = 0;
  for (let j = 0; j < count; j++) {
    const along = ((j + 0.5) / count) * sums[sums.length - 1];
    while (corner + 2 < sums.length && sums[corner + 1] < along) corner++;
    const step = sums[corner + 1] - sums[corner] || 1;
    const share = sums.length > 1 ? (along - sums[corner]) / step : 0;
    const [x, y, nextX = x, nextY = y] = path.slice(2 * corner, 2 * corner + 4);
    // the R2 sequence: spread evenly over the brush's disc, the same points each time
    const away = radius * Math.sqrt((0.5 + j * 0.7548776662466927) % 1);
    const angle = 2 * Math.PI * ((0.5 + j * 0.5698402909980532 + number * 0.618) % 1);
    points.push(
      x + share * (nextX - x) + away * Math.cos(angle),
      y + share * (nextY - y) + away * Math.sin(angle),
    );
  }
}

/** The points that an eraser's stroke does not touch.
 *  @param {number[]} points  @param {Stroke} eraser */
function left(points, { path, radius }) {
  const corners = path.length > 2 ? path : [...path, ...path];
  const kept = [];
  for (let i = 0; i < points.length; i += 2)
    if (!touched(points[i], points[i + 1], corners, radius)) kept.push(points[i], points[i + 1]);
  return kept;
}

/** @param {number} x  @param {number} y  @param {number[]} path  @param {number} radius */
function touched(x, y, path, radius) {
  for (let i = 0; i + 3 < path.length; i += 2) {
    const [ax, ay, bx, by] = [path[i], path[i + 1], path[i + 2], path[i + 3]];
    if (x < Math.min(ax, bx) - radius || x > Math.max(ax, bx) + radius) continue;
    const square = (bx - ax) ** 2 + (by - ay) ** 2;
    const share = square
      ? Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / square))
      : 0;
    if (Math.hypot(x - ax - share * (bx - ax), y - ay - share * (by - ay)) <= radius) return true;
  }
  return false;
}

/** Little-endian float32 as base64, in the order given.
 *  @param {number[]} points */
export function encoded(points) {
  const bytes = new Uint8Array(Float32Array.from(points).buffer);
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

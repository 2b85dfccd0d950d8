// A mixture of Gaussians as a visitor edits it: ellipses with handles. No canvas and no page in here.
// @ts-check
const NARROWEST = 0.02; // standard deviation, in units of the data's
const WIDEST = 5;
const FARTHEST = 12;
export const BEYOND = 12; // CSS pixels from the 2-sigma ellipse out to a handle

/** @type {(value: number, low: number, high: number) => number} */
const within = (value, low, high) => Math.min(high, Math.max(low, value));

/** @typedef {{index: number, what: "a" | "b" | "move"}} Hit */

/** {x, y, a, b, angle, weight}: centre, standard deviations along both axes, the first one's angle.
 *  @param {number[]} mean  @param {number[][]} covariance  @param {number} weight  @returns {Component} */
function component([x, y], [[p, q], [, r]], weight) {
  const [middle, away] = [(p + r) / 2, Math.hypot((p - r) / 2, q)];
  const a = Math.sqrt(middle + away);
  const b = Math.sqrt(Math.max(middle - away, 0));
  return { x, y, a, b: Math.max(b, 1e-3 * a), angle: 0.5 * Math.atan2(2 * q, p - r), weight };
}

export class Mixture {
  /** @param {MixtureParameters} parameters  @param {number} most */
  constructor({ means, covariances, weights }, most) {
    this.most = most; // components
    this.components = means.map((mean, k) => component(mean, covariances[k], weights[k]));
    this.selected = 0;
  }

  get full() {
    return this.components.length >= this.most;
  }

  get chosen() {
    return this.components[this.selected];
  }

  get total() {
    return this.components.reduce((sum, { weight }) => sum + weight, 0);
  }

  /** Share of the selected component, 0 to 1. */
  get share() {
    return this.chosen.weight / this.total;
  }

  /** Give the selected component this share; the others keep their proportions.
   *  @param {number} share */
  weigh(share) {
    const others = this.total - this.chosen.weight;
    if (others > 0)
      this.chosen.weight = (others * within(share, 0.01, 0.95)) / (1 - within(share, 0.01, 0.95));
  }

  /** {means, covariances, weights}, plain arrays; scale and center carry them into other units.
   *  @param {number[]} [center]  @param {number} [scale]  @returns {MixtureParameters} */
  parameters(center = [0, 0], scale = 1) {
    const { components, total } = this;
    return {
      means: components.map(({ x, y }) => [center[0] + scale * x, center[1] + scale * y]),
      covariances: components.map(({ a, b, angle }) => {
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        const [p, r] = [(scale * a) ** 2, (scale * b) ** 2];
        const q = c * s * (p - r);
        return [
          [c * c * p + s * s * r, q],
          [q, s * s * p + c * c * r],
        ];
      }),
      weights: components.map(({ weight }) => weight / total),
    };
  }

  /** @param {number} x  @param {number} y */
  add(x, y) {
    if (this.full) return false;
    const { a, b } = this.chosen;
    const round = within(Math.sqrt(a * b), 0.06, 0.5);
    const weight = this.total / this.components.length;
    this.components.push({
      x: within(x, -FARTHEST, FARTHEST),
      y: within(y, -FARTHEST, FARTHEST),
      a: round,
      b: round,
      angle: 0,
      weight,
    });
    this.selected = this.components.length - 1;
    return true;
  }

  remove() {
    if (this.components.length < 2) return false;
    this.components.splice(this.selected, 1);
    this.selected = Math.min(this.selected, this.components.length - 1);
    return true;
  }

  /** @param {number} step */
  select(step) {
    const count = this.components.length;
    this.selected = (this.selected + step + count) % count;
  }

  /** @param {number} x  @param {number} y */
  move(x, y) {
    this.chosen.x = within(x, -FARTHEST, FARTHEST);
    this.chosen.y = within(y, -FARTHEST, FARTHEST);
  }

  /** @param {"a" | "b"} axis  @param {number} by */
  stretch(axis, by) {
    this.chosen[axis] = within(this.chosen[axis] * by, NARROWEST, WIDEST);
  }

  /** The handles of a component; unit: data units of one CSS pixel.
   *  @param {Component} component  @param {number} unit  @returns {{a: Pair, b: Pair}} */
  handles({ x, y, a, b, angle }, unit) {
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const [along, across] = [2 * a + BEYOND * unit, 2 * b + BEYOND * unit];
    return { a: [x + along * c, y + along * s], b: [x - across * s, y + across * c] };
  }

  /** What lies under a point: {index, what: "a" | "b" | "move"}, or null; reach in CSS pixels.
   *  @param {Pair} point  @param {number} unit  @param {number} reach  @returns {Hit | null} */
  under([x, y], unit, reach) {
    const near = (/** @type {Pair} */ [px, py]) => Math.hypot(x - px, y - py) / unit;
    const { components, selected } = this;
    const { a, b } = this.handles(components[selected], unit);
    /** @type {[number, Hit][]} */
    const found = [
      [near(a), { index: selected, what: "a" }],
      [near(b), { index: selected, what: "b" }],
    ];
    components.forEach((one, index) => found.push([near([one.x, one.y]), { index, what: "move" }]));
    const [distance, hit] = found.reduce((best, each) => (each[0] < best[0] ? each : best));
    if (distance <= reach) return hit;
    const inside = components
      .map((one, index) => [this.sigmas(one, x, y), index])
      .sort((p, q) => p[0] - q[0])[0];
    return inside[0] < 2 ? { index: inside[1], what: "move" } : null;
  }

  /** How many standard deviations a point is from a component's centre.
   *  @param {Component} component  @param {number} px  @param {number} py */
  sigmas({ x, y, a, b, angle }, px, py) {
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    return Math.hypot(((px - x) * c + (py - y) * s) / a, ((py - y) * c - (px - x) * s) / b);
  }

  /** Take the selected component's handle to a point: along the first axis it also turns.
   *  @param {"a" | "b"} axis  @param {Pair} point  @param {number} unit */
  pull(axis, [px, py], unit) {
    const one = this.chosen;
    const [dx, dy] = [px - one.x, py - one.y];
    const sigma = (/** @type {number} */ length) => within((length - BEYOND * unit) / 2, NARROWEST, WIDEST);
    if (axis === "a") {
      one.a = sigma(Math.hypot(dx, dy));
      one.angle = Math.atan2(dy, dx);
    } else {
      one.b = sigma(dy * Math.cos(one.angle) - dx * Math.sin(one.angle));
    }
  }
}

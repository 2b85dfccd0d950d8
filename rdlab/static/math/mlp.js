// A trained network, four points at a time: toy.models.network.features, MLP and the heads of toy.predictions.
// @ts-check

// x0_hat = x0_u u + x0_r r and eps_hat = eps_u u + eps_r r, with r the network's output
/** @type {Record<string, (c: number, s: number, skip: number) => number[]>} */
const HEADS = {
  epsilon: (c, s, skip) => {
    const q = c * c + skip * skip;
    return [(c * (1 + (skip * skip) / (1 + s))) / q, -s / Math.sqrt(q), (skip * skip) / q, c / Math.sqrt(q)];
  },
  x0: (c, s, skip) => {
    const q = s * s + skip * skip;
    return [(skip * skip) / q, s / Math.sqrt(q), (s * (1 + (skip * skip) / (1 + c))) / q, -c / Math.sqrt(q)];
  },
  v: (c, s) => [c, -s, s, c],
  flow: (c, s) => [c, -s / (c + s), s, c / (c + s)],
};
const LANES = 4; // points that are computed together: each weight is read once for them

/** @param {NetworkHeader} header  @param {Arrays} arrays  @returns {Denoiser} */
export function mlp({ prediction, sizes, features, skips }, arrays) {
  const [head, skip] = [HEADS[prediction], skips[prediction] ?? 0];
  const timed = 1 + 2 * features.time.length; // inputs that depend on phi alone
  /** @type {Pair[]} */
  const waves = [];
  for (const w of features.position)
    for (let j = 0; j < features.directions; j++) {
      const angle = (Math.PI * j) / features.directions;
      waves.push([w * Math.cos(angle), w * Math.sin(angle)]);
    }
  if (sizes[0] !== 2 + timed + 2 * waves.length) throw new Error(`a network of ${sizes[0]} inputs`);

  // the first layer in two: what comes from the point, and what comes from phi, which is one bias for all points
  const whole = Float64Array.from(arrays.w0.data);
  const [inputs, width] = [sizes[0], sizes[1]];
  const own = inputs - timed;
  const first = new Float64Array(width * own);
  for (let o = 0; o < width; o++) {
    for (let i = 0; i < 2; i++) first[o * own + i] = whole[o * inputs + i];
    for (let i = 2; i < own; i++) first[o * own + i] = whole[o * inputs + i + timed];
  }
  const layers = sizes.slice(1).map((out, l) => ({
    out,
    fanIn: l ? sizes[l] : own,
    weight: l ? Float64Array.from(arrays[`w${l}`].data) : first,
    bias: Float64Array.from(arrays[`b${l}`].data),
    values: new Float64Array(LANES * out),
  }));
  const given = new Float64Array(LANES * own);
  const bias = new Float64Array(width);

  /** @param {number} phi */
  function setTime(phi) {
    const tau = (2 * phi) / Math.PI;
    const clock = [
      2 * tau - 1,
      ...features.time.map((k) => Math.sin(k * Math.PI * tau)),
      ...features.time.map((k) => Math.cos(k * Math.PI * tau)),
    ];
    for (let o = 0; o < width; o++) {
      let sum = layers[0].bias[o];
      for (let i = 0; i < timed; i++) sum += whole[o * inputs + 2 + i] * clock[i];
      bias[o] = sum;
    }
  }

  /** @param {Numbers} u  @param {number} phi  @param {Numbers} x0  @param {Numbers} eps */
  function predict(u, phi, x0, eps) {
    setTime(phi);
    const [xu, xr, eu, er] = head(Math.cos(phi), Math.sin(phi), skip);
    const last = layers[layers.length - 1].values;
    for (let start = 0; start + 1 < u.length; start += 2 * LANES) {
      const lanes = Math.min(LANES, (u.length - start) >> 1);
      for (let p = 0; p < LANES; p++) {
        const i = start + 2 * Math.min(p, lanes - 1);
        const [x, y] = [u[i], u[i + 1]];
        given[p] = x;
        given[LANES + p] = y;
        for (let j = 0; j < waves.length; j++) {
          const wave = x * waves[j][0] + y * waves[j][1];
          given[LANES * (2 + j) + p] = Math.sin(wave);
          given[LANES * (2 + waves.length + j) + p] = Math.cos(wave);
        }
      }
      let values = given;
      for (let l = 0; l < layers.length; l++) {
        const layer = layers[l];
        dense(
          layer.weight,
          l ? layer.bias : bias,
          values,
          layer.values,
          layer.fanIn,
          layer.out,
          l + 1 < layers.length,
        );
        values = layer.values;
      }
      for (let p = 0; p < lanes; p++)
        for (let d = 0; d < 2; d++) {
          const i = start + 2 * p + d;
          const r = last[LANES * d + p];
          const at = u[i]; // x0 may be u itself
          x0[i] = xu * at + xr * r;
          eps[i] = eu * at + er * r;
        }
    }
  }
  const cost = layers.reduce((sum, { fanIn, out }) => sum + fanIn * out, 0);
  return { kind: "mlp", cost, predict };
}

/** out = weight (m, n) values (n, 4) + bias, with ReLU between layers; two rows at once keep the values at hand.
 *  @param {Float64Array} weight  @param {Float64Array} bias  @param {Float64Array} values
 *  @param {Float64Array} out  @param {number} n  @param {number} m  @param {boolean} relu */
function dense(weight, bias, values, out, n, m, relu) {
  for (let o = 0; o < m; o += 2) {
    const two = o + 1 < m ? n : 0; // an odd last row is computed twice
    let a0 = bias[o],
      a1 = a0,
      a2 = a0,
      a3 = a0;
    let b0 = two ? bias[o + 1] : 0,
      b1 = b0,
      b2 = b0,
      b3 = b0;
    for (let i = 0, w = o * n, v = 0; i < n; i++, w++, v += 4) {
      const wa = weight[w],
        wb = weight[w + two];
      const v0 = values[v],
        v1 = values[v + 1],
        v2 = values[v + 2],
        v3 = values[v + 3];
      a0 += wa * v0;
      a1 += wa * v1;
      a2 += wa * v2;
      a3 += wa * v3;
      b0 += wb * v0;
      b1 += wb * v1;
      b2 += wb * v2;
      b3 += wb * v3;
    }
    const at = 4 * o;
    if (relu) {
      out[at] = a0 > 0 ? a0 : 0;
      out[at + 1] = a1 > 0 ? a1 : 0;
      out[at + 2] = a2 > 0 ? a2 : 0;
      out[at + 3] = a3 > 0 ? a3 : 0;
      if (two) {
        out[at + 4] = b0 > 0 ? b0 : 0;
        out[at + 5] = b1 > 0 ? b1 : 0;
        out[at + 6] = b2 > 0 ? b2 : 0;
        out[at + 7] = b3 > 0 ? b3 : 0;
      }
    } else {
      out[at] = a0;
      out[at + 1] = a1;
      out[at + 2] = a2;
      out[at + 3] = a3;
      if (two) {
        out[at + 4] = b0;
        out[at + 5] = b1;
        out[at + 6] = b2;
        out[at + 7] = b3;
      }
    }
  }
}

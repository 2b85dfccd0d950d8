// The browser's half of wire.py: {h: JSON header, b: base64 little-endian Int16} -> header and Float32Arrays.
// @ts-check
/** @param {Packed} payload  @returns {{header: Header, arrays: Arrays}} */
export function unpack(payload) {
  /** @type {any} */
  const header = JSON.parse(payload.h);
  const bytes = Uint8Array.from(atob(payload.b), (c) => c.charCodeAt(0));
  const whole = new Int16Array(bytes.buffer); // every browser's machine is little-endian
  /** @type {Arrays} */
  const arrays = {};
  for (const [name, { shape, scale, offset, missing }] of Object.entries(header.arrays)) {
    const size = shape.reduce((/** @type {number} */ a, /** @type {number} */ b) => a * b, 1);
    const data = new Float32Array(size);
    for (let i = 0; i < size; i++) {
      const q = whole[offset + i];
      data[i] = q === missing ? NaN : q * scale;
    }
    arrays[name] = { data, shape };
  }
  return { header, arrays };
}

// The browser's half of wire.py: {h: JSON header, b: base64 little-endian Int16} -> header and Float32Arrays.
const MISSING = -32768;

export function unpack(payload) {
  const header = JSON.parse(payload.h);
  const bytes = Uint8Array.from(atob(payload.b), (c) => c.charCodeAt(0));
  const whole = new Int16Array(bytes.buffer); // every browser's machine is little-endian
  const arrays = {};
  for (const [name, { shape, scale, offset }] of Object.entries(header.arrays)) {
    const size = shape.reduce((a, b) => a * b, 1);
    const data = new Float32Array(size);
    for (let i = 0; i < size; i++) {
      const q = whole[offset + i];
      data[i] = q === MISSING ? NaN : q * scale;
    }
    arrays[name] = { data, shape };
  }
  return { header, arrays };
}

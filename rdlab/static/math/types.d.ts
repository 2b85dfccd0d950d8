// The shapes that the mathematics speaks of; known in every module without an import.

/** Points as x, y, x, y, ..., or plain numbers. */
type Numbers = Float32Array | Float64Array | number[];
type Pair = [number, number];

/** What wire.py packs: a JSON header and base64 of Int16. */
interface Packed {
  h: string;
  b: string;
}

interface Unpacked {
  data: Float32Array;
  shape: number[];
}

type Arrays = Record<string, Unpacked>;

/** A network's header as rdlab/stage/denoisers.py writes it. */
interface NetworkHeader {
  kind: "mlp";
  prediction: string;
  sizes: number[];
  features: { time: number[]; position: number[]; directions: number };
  /** By prediction: how much of u passes by the network at its singular end. */
  skips: Record<string, number>;
}

type ModelHeader = NetworkHeader | { kind: "mixture" };

/** A panel's header as wire.panel writes it; where `empty` is the key of a hint, only `empty`, `args` and `arrays`
 *  are there. */
interface Header {
  stage: string;
  role: string;
  form: string;
  prediction?: string | null;
  solver: string;
  steps: number;
  phi: number[];
  curve: string;
  live: boolean;
  train: { step: number; steps: number; loss: number | null } | null;
  center: number[];
  scale: number;
  empty: string | null;
  args?: Record<string, unknown>;
  params: Params;
  model?: ModelHeader | null;
  coords?: string;
  overlay?: string;
  preview?: boolean;
  arrays: Record<string, { shape: number[]; scale?: number; offset?: number; missing?: number }>;
}

/** A form's own numbers (toy.Form.params). */
type Params = Record<string, number>;

/** What paths need to know of a panel, and what carrying points along them needs. */
type PathHeader = Pick<Header, "form" | "phi" | "curve"> & { live?: boolean };
type StepHeader = Pick<Header, "form" | "phi" | "solver">;

interface Denoiser {
  kind: string;
  /** Multiplications a point, about. */
  cost: number;
  /** u, x0, eps hold n points as 2 n numbers; x0_hat and eps_hat are written. */
  predict(u: Numbers, phi: number, x0: Numbers, eps: Numbers): void;
}

interface Morph {
  form: string;
  amount: number;
}

/** Coordinates: "x", "x/alpha", "x/sigma", "u" or "unrolled"; axis is that of "unrolled". */
interface View {
  coords: string;
  axis?: number;
  morph?: Morph | null;
}

/** Pixel = left + sx x, top - sy y. */
interface Projection {
  scale: number;
  sx: number;
  sy: number;
  left: number;
  top: number;
  size: number;
}

interface Zoom {
  k: number;
  x: number;
  y: number;
}

/** Drawn lines: a row of all points for each angle. */
interface Lines {
  phi: number[];
  points: Float32Array[];
}

interface Fit {
  extent: number;
  beyond: number;
  end: string;
}

interface MixtureParameters {
  kind?: string;
  means: number[][];
  covariances: number[][][];
  weights: number[];
}

interface Component {
  x: number;
  y: number;
  a: number;
  b: number;
  angle: number;
  weight: number;
}

interface Stroke {
  kind: string;
  radius: number;
  path: number[];
}

/** A field's arrows: places and directions in view coordinates; `long` is drawn as one cell of `cell` pixels. */
interface Arrows {
  kind: string;
  at: Float32Array;
  by: Float32Array;
  cell: number;
  long: number;
}

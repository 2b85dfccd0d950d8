// What the stages of a group share; known in every module without an import.

type Group = import("./bus.js").Group;
type Stage = import("./stage.js").Stage;
type Context = CanvasRenderingContext2D;

/** What takes the pointer on the stages instead of zoom and launch; p is in standardised data coordinates. */
interface Tool {
  /** Null: on both. */
  slot?: string | null;
  cursor?: string;
  mixture?: unknown;
  down?(p: Pair, event: PointerEvent): void;
  move?(p: Pair, event: PointerEvent): void;
  up?(p: Pair, event: PointerEvent): void;
  hover?(p: Pair, event: PointerEvent): void;
  draw?(context: Context, view: Projection, colours: Colours, ratio: number): void;
}

interface GroupState {
  /** The clock: 0 is noise, 1 is data; phi = (1 - tau) pi / 2 for every form. */
  tau: number;
  playing: boolean;
  speed: number;
  loop: boolean;
  /** Networks are trained for these stages: the clock runs when that is over, or slowly. */
  busy: boolean;
  /** By slot: the clock's values at the solver's steps. */
  nodes: Record<string, number[] | null>;
  shown: Record<string, boolean>;
  /** Of shown.field: velocity, score, epsilon, x0. */
  field: string;
  /** Of shown.pairs: random, model. */
  pairing: string;
  /** x, x/alpha, x/sigma, u, unrolled; own: each panel as it asks for. */
  coords: string;
  /** Of unrolled: 0 horizontal, 1 vertical. */
  axis: number;
  /** x in part carried over into another form. */
  morph: Morph | null;
  /** How far panels that ask for "x-u" have gone: 0 is x, 1 is u. */
  unscaled: number;
  /** The noise of a path that a visitor has launched. */
  launch: { z: number[] } | null;
  tool: Tool | null;
  /** By form and coordinates: stages of the same form look at the same window. */
  zoom: Record<string, Zoom>;
  /** By slot. */
  fit: Record<string, { key: string; extent: number }>;
  /** By slot: arc over chord - 1 of the paths as a morph draws them. */
  bend: Record<string, number | null>;
  /** By slot: the role of the stage shown there. */
  roles: Record<string, string | undefined>;
}

/** A panel in the coordinates that are seen. */
interface Scene {
  form: string | null;
  key: string;
  seen: View;
  data: Float32Array | null;
  samples: Float32Array | null;
  lines: Lines | null;
  ghost: Lines | null;
  fit: Fit;
  colour: string;
  now: Float32Array;
  ghostNow: Float32Array;
}

/** A panel that has paths, drawn. */
interface Whole {
  header: Header;
  paths: import("../math/paths.js").Paths;
  ghosts: import("../math/paths.js").Paths;
  scene: Scene & { lines: Lines };
}

interface Window {
  __rdlab?: { groups: Map<string, Group>; stages: Stage[] };
}

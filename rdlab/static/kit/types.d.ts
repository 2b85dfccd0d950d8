// What every part of the page speaks of; known in every module without an import.

/** What Gradio hands to a part's mount: its element, its props (`value` and those its Python class names), and how to
 *  tell the server. `watch` calls when a prop comes from the server. */
interface Mount<Value, Extra = object> {
  element: PartElement;
  props: { value: Value } & Extra;
  trigger(event: string, data?: unknown): void;
  server: Record<string, (...args: unknown[]) => Promise<string>>;
  watch(name: string, call: () => void): void;
}

/** `rdlab` is for tests and the curious at the console. */
type PartElement = HTMLElement & { rdlab?: Record<string, unknown> };

type Drawn<Value> = { props: { value: Value }; watch(name: string, call: () => void): void };

/** Key of a text with what stands in its {names}; roles: slot -> role, where another than usual is on the stages. */
interface Sentence {
  key: string;
  args?: Record<string, unknown>;
  roles?: Record<string, string>;
}

/** key -> [english, chinese] */
type Words = Record<string, [string, string]>;

/** The colours of base.css by role, and the element's font. */
type Colours = Record<string, string>;

/** A hand of a dial. */
interface Hand {
  role: string;
  number: number;
}

interface Window {
  rdlab?: { switchLanguage(): void };
}

/** As rdlab/constants.py writes them. */
interface Constants {
  /** Of the paths, where no panel says so: noise and data. */
  angles: [number, number];
  /** Messages a second of a run, at most. */
  frames: number;
  /** Of the visitor's own data. */
  own: { rows: number; bytes: number; components: number };
  /** By stage, where it is not "rectified": the role that colours it. */
  roles: Record<string, string>;
  images: { count: number; side: { least: number; most: number; step: number }; guidance: number };
}

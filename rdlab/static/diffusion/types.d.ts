// What the parts of the Stable Diffusion tab share; known in every module without an import.

/** The facts of a model on offer. */
interface SdModel {
  key: string;
  name: string;
  rectified: boolean;
  family?: string;
  steps: number[];
  first: number;
  guidance: number;
  size: number;
  base: string;
  licence?: string | null;
  base_licence: string;
  link: string;
}

interface Offer {
  kind: string | null;
  models: SdModel[];
}

/** What the form holds (rdlab/diffusion/parts.py, START). */
interface FormValue {
  mode: string;
  prompt: string;
  negative: string;
  model: string;
  steps: number;
  guidance: number;
  width: number;
  height: number;
  count: number;
  seed: number;
  measure: boolean;
  rows: string[];
  columns: number[];
}

/** How a picture was made. */
interface RunAbout {
  name: string;
  steps: number;
  guidance: number;
  width: number;
  height: number;
}

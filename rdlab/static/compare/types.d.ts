// What the parts of the Compare tab share; known in every module without an import.

type Metric = "first_order_defect" | "arc_over_chord" | "straightness" | "step_gap" | "one_step";

/** What was measured of one stage of a column. */
type Found = Record<Metric, number> & {
  floor: number;
  steps: number[];
  quality: number[];
  nfe: number[];
  ms: number[];
  marks?: Record<string, string>;
};

interface ComparedColumn {
  title: string;
  before: Found | null;
  after: Found | null;
}

interface Compared {
  columns: ComparedColumn[];
  kind: string;
  data: string;
  seed: number;
}

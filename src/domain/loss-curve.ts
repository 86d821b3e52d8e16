/** The error of a model after one pass over what it learned from. Null where it was no number. */
export interface LossPoint {
  /** From 1. */
  pass: number;
  /** On the rows that it learned from. */
  training: number | null;
  /** On rows that came later and that it did not learn from. */
  later: number | null;
}

/** How the error of a model fell while it learned, as it is stored, shown and drawn. Plain JSON of a bounded size. */
export interface LossCurve {
  /** What the numbers are, for people: "weighted absolute error of the median". */
  name: string;
  /** How many passes there were. */
  passes: number;
  /** The pass whose model was kept, from 1. */
  kept: number;
  /** In the order of the passes: the first, the kept and the last one, and of the others as many as there is room for. */
  points: readonly LossPoint[];
}

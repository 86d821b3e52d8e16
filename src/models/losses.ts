/** How the error of a model fell while it learned, a number for each pass over what it learned from. */
export interface Losses {
  /** What a number is, for people: "weighted absolute error of the median". */
  name: string;
  /** On the rows that it learned from. */
  training: readonly number[];
  /** On rows that came later and that it did not learn from, as long as `training`. */
  later: readonly number[];
  /** Which pass was kept, from 0. */
  kept: number;
}

import { NocturneError } from '../errors.ts';
import { type IsolationForestJson, packTrees, unpackTrees } from './isolation-forest-json.ts';
import { scoreRow, scoreRows } from './isolation-scores.ts';
import { allocateTrees, growTrees, type IsolationTrees } from './isolation-trees.ts';
import { quantile } from './quantile.ts';

export interface IsolationForestOptions {
  /** Default 100, after the paper: path lengths converge well before that. */
  trees?: number;
  /** Rows per tree, default 256, after the paper. Smaller than that when there are fewer rows. */
  subsample?: number;
  /** Share of the training rows that counts as anomalous and so sets `threshold`; default 0.03. */
  contamination?: number;
  seed: number;
}

/**
 * An isolation forest (Liu, Ting, Zhou: Isolation Forest, ICDM 2008): rows that a few random cuts separate from the rest are anomalous.
 *
 * Missing metrics are NaN. In training they take a side by chance, in proportion to the others; in scoring the path length is averaged
 * over both sides in that proportion. A row without any value scores NaN: unknown, which is neither above nor below the threshold.
 * Infinite values are allowed and lie beyond every cut.
 *
 * Not good for: anomalies in order or rhythm (it sees one row at a time), metrics that drift slowly, and latency series, where a rolling
 * deviation finds more (see rolling-deviation.ts).
 */
export interface IsolationForest {
  /** Metrics per row. */
  readonly width: number;
  readonly trees: number;
  readonly subsample: number;
  readonly contamination: number;
  /** The 1 − contamination quantile of the scores of the training rows; a row is anomalous when it scores above. */
  readonly threshold: number;
  /** Scores row-major `rows` (`count` × `width`) into `out`: (0, 1], 0.5 is ordinary, 1 is isolated at once, NaN is unknown. */
  score(rows: Float64Array, count: number, out?: Float64Array): Float64Array;
  /** The score of one row, equal to the last bit to what `score` gives. `offset` is where the row starts. */
  scoreOne(row: Float64Array, offset?: number): number;
  /** For each metric, how much lower the row would score if that metric were missing. Positive: it made the row look anomalous. */
  blame(row: Float64Array, out?: Float64Array): Float64Array;
  toJSON(): IsolationForestJson;
}

/**
 * Fits a forest on row-major `rows` (`count` × `width`). The same rows and seed give the same forest.
 * Throws `too-few-rows` below two rows, because path lengths can't be compared then.
 */
export function fitIsolationForest(
  rows: Float64Array,
  count: number,
  width: number,
  options: IsolationForestOptions,
): IsolationForest {
  const { trees: treeCount = 100, subsample = 256, contamination = 0.03, seed } = options;
  if (count < 2) {
    throw new NocturneError('too-few-rows', `An isolation forest needs at least 2 rows and got ${count}`, {
      hint: 'wait for more samples',
    });
  }
  const trees = allocateTrees(width, treeCount, Math.min(subsample, count));
  growTrees(trees, rows, count, seed);
  const scores = new Float64Array(count);
  scoreRows(trees, rows, count, scores);
  return createForest(trees, contamination, quantile(scores, 1 - contamination));
}

/** Restores a forest from its JSON; it scores exactly as before. */
export function isolationForestFromJSON(json: IsolationForestJson): IsolationForest {
  return createForest(unpackTrees(json), json.contamination, json.threshold);
}

function createForest(trees: IsolationTrees, contamination: number, threshold: number): IsolationForest {
  const { width } = trees;
  const masked = new Float64Array(width);
  return {
    width,
    trees: trees.trees,
    subsample: trees.subsample,
    contamination,
    threshold,
    score(rows, count, out = new Float64Array(count)) {
      scoreRows(trees, rows, count, out);
      return out;
    },
    scoreOne: (row, offset = 0) => scoreRow(trees, row, offset),
    blame(row, out = new Float64Array(width)) {
      const score = scoreRow(trees, row, 0);
      for (let f = 0; f < width; f++) masked[f] = row[f]!;
      for (let f = 0; f < width; f++) {
        masked[f] = Number.NaN;
        const without = scoreRow(trees, masked, 0);
        // Without its only metric the row would be unknown; an ordinary row is what it is compared with then.
        out[f] = Number.isNaN(row[f]!) ? 0 : score - (Number.isNaN(without) ? 0.5 : without);
        masked[f] = row[f]!;
      }
      return out;
    },
    toJSON: () => packTrees(trees, contamination, threshold),
  };
}

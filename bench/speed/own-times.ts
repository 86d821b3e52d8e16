import { fitIsolationForest } from '../../src/models/isolation-forest.ts';
import { createRandom, randomNormal } from '../../src/models/random.ts';
import { fitRandomForest } from '../../src/models/random-forest.ts';

/** Seconds, the best of several runs. */
export interface ForestTimes {
  isolationBatch: number;
  isolationOne: number;
  forestTraining: number;
  forestBatch: number;
  forestOne: number;
}

export interface SpeedRows {
  rows: Float64Array;
  labels: Int32Array;
  count: number;
  width: number;
  classes: number;
}

/** Rows like those of a device: five classes that need two metrics each, with noise. */
export function makeSpeedRows(count: number, width: number, seed: number): SpeedRows {
  const random = createRandom(seed);
  const rows = Float64Array.from({ length: count * width }, () => randomNormal(random));
  const labels = Int32Array.from({ length: count }, (_, i) => {
    for (let k = 1; k < 5; k++) if (rows[i * width + k]! + rows[i * width + k + 1]! > 2.5) return k;
    return 0;
  });
  return { rows, labels, count, width, classes: 5 };
}

/** Runs `work` and gives the shortest time in seconds. Short work is repeated within a run. */
export function timeBest(runs: number, work: () => void, repeats = 1): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < repeats; i++) work();
    best = Math.min(best, Number(process.hrtime.bigint() - start) / 1e9 / repeats);
  }
  return best;
}

/** Times the product's forests with the settings that the peer is given. */
export function timeForests({ rows, labels, count, width, classes }: SpeedRows, trees = 100): ForestTimes {
  const isolation = fitIsolationForest(rows, count, width, { trees, seed: 1 });
  const train = () => fitRandomForest(rows, labels, count, width, classes, { trees, maxDepth: 10, seed: 1 });
  const forest = train();
  const scores = new Float64Array(count);
  const probabilities = new Float64Array(count * classes);
  return {
    isolationBatch: timeBest(4, () => isolation.score(rows, count, scores)),
    isolationOne: timeBest(10, () => isolation.scoreOne(rows), 200),
    forestTraining: timeBest(2, train),
    forestBatch: timeBest(4, () => forest.probabilities(rows, count, probabilities)),
    forestOne: timeBest(10, () => forest.probabilitiesOne(rows, probabilities), 200),
  };
}

/** `1.7 µs`, `48.6 ms`, `3.63 s`. */
export function formatTime(seconds: number): string {
  if (seconds < 1e-3) return `${(seconds * 1e6).toFixed(1)} µs`;
  return seconds < 1 ? `${(seconds * 1e3).toFixed(1)} ms` : `${seconds.toFixed(2)} s`;
}

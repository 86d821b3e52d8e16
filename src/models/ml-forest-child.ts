import { json } from 'node:stream/consumers';
import type { MlForestOrder } from './ml-forest-training.ts';

/**
 * A process of its own, because ml-random-forest trains in one go that nothing can interrupt but a signal: it reads an order from its standard input, and
 * writes the forests as JSON to its standard output. Out-of-bag predictions are left out, which take most of the time and say nothing that later labels
 * don't.
 */
const parent = process.ppid;
const { parts, trees, seed, maxDepth } = (await json(process.stdin)) as MlForestOrder;
const { RandomForestClassifier } = await import('ml-random-forest');
const forests = parts.map(({ rows, labels }) => {
  // Nobody waits for it any more.
  if (process.ppid !== parent) process.exit(1);
  const forest = new RandomForestClassifier({
    ...{ seed, nEstimators: trees, maxFeatures: 0.5, replacement: false, useSampleBagging: true, noOOB: true },
    ...{ isClassifier: true, treeOptions: { maxDepth, minNumSamples: 3 } },
  } as never);
  forest.train(rows, labels);
  return (forest.toJSON() as unknown as { baseModel: object }).baseModel;
});
process.stdout.write(JSON.stringify(forests));

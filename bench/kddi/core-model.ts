import { NocturneError } from '../../src/errors.ts';
import { createRandom } from '../../src/models/random.ts';
import { type CoreLabel, type CoreLayout, type CoreMinute, findLabelled } from '../datasets/kddi-ipcore.ts';
import { calibrate, pickCause } from './core-causes.ts';
import { type CoreContext, completeMinute, fitCoreContext } from './core-context.ts';
import { type Described, fitPlaces } from './core-places.ts';
import { fitTrees, stack } from './core-trees.ts';
import { moveLevels } from './level-shifts.ts';
import { createLevelTracker } from './level-tracker.ts';
import { describeNetwork } from './network-features.ts';
import { measurePorts } from './port-balances.ts';
import { describePorts } from './port-features.ts';

export interface CoreVerdict {
  /** A class of the labels, or `unknown` when the minute reports too little. */
  cause: string;
  /** 0..1, calibrated on held-out parts of the training span. */
  confidence: number;
  /** The likeliest place, given also when the cause is `normal`: where one would look first. Empty for causes that have none. */
  device: string;
  interface: string;
}

export interface CoreModel {
  /** Judges minutes in time order, from the first one of an input on. */
  start(): CoreStream;
}

export interface CoreStream {
  /** The verdict on one minute, from its values, the levels of the two hours before it, and what was fitted. */
  judge(minute: CoreMinute): CoreVerdict;
}

export interface CoreModelOptions {
  seed: number;
  /** Default 200. */
  trees?: number;
  log?: (line: string) => void;
}

/** Fits causes and places on the stable minutes of a span. Throws `no-labels` when none of them is labelled. */
export function fitCoreModel(
  minutes: CoreMinute[],
  labels: Map<string, CoreLabel>,
  layout: CoreLayout,
  options: CoreModelOptions,
): CoreModel {
  const { seed, trees = 200, log = () => {} } = options;
  const labelled = findLabelled(minutes, labels);
  const normal = labelled.filter(({ label }) => label.cause === 'normal').map(({ minute }) => minute);
  if (normal.length === 0 || normal.length === labelled.length) {
    throw new NocturneError('no-labels', 'Stable minutes with and without a fault are needed to learn causes');
  }
  const context = fitCoreContext(normal, layout);
  const random = createRandom(seed, 7);
  const levels = createLevelTracker(context.typical);
  const learned = labelled.flatMap(({ minute, label }) => {
    const described = describeMinute(moveLevels(levels.push(minute), random), context);
    return described ? [{ ...described, label }] : [];
  });
  const causes = [...new Set(learned.map(({ label }) => label.cause))].sort();
  const causeOf = learned.map(({ label }) => causes.indexOf(label.cause));
  const rows = stack(learned.map(({ features }) => features));
  log(`causes: ${learned.length} minutes, ${rows.width} features`);
  const calibration = calibrate(rows, causeOf, causes.length, { seed, trees: Math.ceil(trees / 4) });
  const forest = fitTrees(rows, causeOf, causes.length, trees, seed);
  log('places');
  const places = fitPlaces(learned, layout, trees, seed);
  return {
    start() {
      const levels = createLevelTracker(context.typical);
      const probabilities = new Float64Array(causes.length);
      return {
        judge(minute) {
          const described = describeMinute(levels.push(minute), context);
          if (!described) return { cause: 'unknown', confidence: 0, device: '', interface: '' };
          forest.probabilitiesOne(described.features, probabilities);
          calibration.apply(probabilities, 1, causes.length);
          const { cause, confidence } = pickCause(causes, probabilities);
          return { cause, confidence, ...places.pick(described, cause) };
        },
      };
    },
  };
}

function describeMinute(minute: CoreMinute, context: CoreContext): Described | undefined {
  const complete = completeMinute(minute, context);
  if (!complete) return undefined;
  const balances = measurePorts(complete, context);
  return {
    features: Float64Array.from(describeNetwork(complete, balances, context)),
    ports: describePorts(complete, balances, context),
  };
}

import { NocturneError } from '../../src/errors.ts';
import { fitExtraTrees } from '../../src/models/extra-trees.ts';
import { fitCalibration } from '../../src/models/probability-calibration.ts';
import type { RandomForest } from '../../src/models/random-forest.ts';
import type { CoreLabel, CoreLayout, CoreMinute } from '../datasets/kddi-ipcore.ts';
import { type CoreContext, completeMinute, fitCoreContext } from './core-context.ts';
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
  /** The verdict on one minute, from its values and what was fitted. */
  judge(minute: CoreMinute): CoreVerdict;
}

export interface CoreModelOptions {
  seed: number;
  /** Default 200. */
  trees?: number;
  log?: (line: string) => void;
}

/** Part of the metrics that a split looks at; between .1 and .6 it makes little difference on time splits of the training week. */
const featureShare = 0.3;

/** Loss and delay look the same when a queue overflows: which of the two it is, is decided after whether it is one of them. */
const merged = ['packet-loss', 'packet-delay'];

interface Described {
  features: Float64Array;
  ports: number[][];
}

/** Fits causes and places on the stable minutes of a span. Throws `no-labels` when none of them is labelled. */
export function fitCoreModel(
  minutes: CoreMinute[],
  labels: Map<string, CoreLabel>,
  layout: CoreLayout,
  options: CoreModelOptions,
): CoreModel {
  const { seed, trees = 200, log = () => {} } = options;
  const labelled = minutes.flatMap((minute) => {
    const label = labels.get(minute.time);
    return label?.stable && label.cause ? [{ minute, label }] : [];
  });
  const normal = labelled.filter(({ label }) => label.cause === 'normal').map(({ minute }) => minute);
  if (normal.length === 0 || normal.length === labelled.length) {
    throw new NocturneError('no-labels', 'Stable minutes with and without a fault are needed to learn causes');
  }
  const context = fitCoreContext(normal, layout);
  const learned = labelled.flatMap(({ minute, label }) => {
    const described = describeMinute(minute, context);
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
  const probabilities = new Float64Array(causes.length);

  return {
    judge(minute) {
      const described = describeMinute(minute, context);
      if (!described) return { cause: 'unknown', confidence: 0, device: '', interface: '' };
      forest.probabilitiesOne(described.features, probabilities);
      calibration.apply(probabilities, 1, causes.length);
      const { cause, confidence } = pickCause(causes, probabilities);
      return { cause, confidence, ...places.pick(described, cause) };
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

interface Rows {
  values: Float64Array;
  count: number;
  width: number;
}

function stack(rows: ArrayLike<number>[]): Rows {
  const width = rows[0]?.length ?? 0;
  const values = new Float64Array(rows.length * width);
  for (const [i, row] of rows.entries()) values.set(row, i * width);
  return { values, count: rows.length, width };
}

function fitTrees(rows: Rows, labels: number[], classes: number, trees: number, seed: number, minLeaf = 1) {
  const maxFeatures = Math.ceil(featureShare * rows.width);
  return fitExtraTrees(rows.values, labels, rows.count, rows.width, classes, { trees, maxFeatures, minLeaf, seed });
}

/** Temperature from three contiguous parts of the span, each judged by trees that saw the other two. */
function calibrate(rows: Rows, labels: number[], classes: number, { seed, trees }: { seed: number; trees: number }) {
  const parts = 3;
  const held = new Float64Array(rows.count * classes);
  for (let part = 0; part < parts; part++) {
    const from = Math.floor((part * rows.count) / parts);
    const to = Math.floor(((part + 1) * rows.count) / parts);
    const kept = [...labels.keys()].filter((i) => i < from || i >= to);
    const seen = stack(kept.map((i) => rows.values.subarray(i * rows.width, (i + 1) * rows.width)));
    const forest = fitTrees(
      seen,
      kept.map((i) => labels[i]!),
      classes,
      trees,
      seed + 1 + part,
    );
    const judged = forest.probabilities(rows.values.subarray(from * rows.width, to * rows.width), to - from);
    held.set(judged, from * classes);
  }
  return fitCalibration(held, labels, rows.count, classes);
}

/** The likeliest cause, loss and delay taken together first. */
function pickCause(causes: string[], probabilities: Float64Array): { cause: string; confidence: number } {
  const either = causes.reduce((sum, cause, k) => sum + (merged.includes(cause) ? probabilities[k]! : 0), 0);
  let best = -1;
  let confidence = -1;
  for (const [k, cause] of causes.entries()) {
    const isMerged = merged.includes(cause);
    const belief = isMerged ? either : probabilities[k]!;
    const likelierTwin =
      isMerged && best >= 0 && merged.includes(causes[best]!) && probabilities[k]! > probabilities[best]!;
    if (belief > confidence || likelierTwin) {
      best = k;
      confidence = belief;
    }
  }
  return { cause: causes[best]!, confidence };
}

interface Places {
  pick(described: Described, cause: string): { device: string; interface: string };
}

/**
 * Two views of the place, averaged: one model over all places of the network, and one that asks every port the same question and has seen as
 * many normal minutes as faulty ones. Causes whose labels name a device only are placed on a device, causes whose labels name nothing nowhere.
 */
function fitPlaces(
  learned: (Described & { label: CoreLabel })[],
  layout: CoreLayout,
  trees: number,
  seed: number,
): Places {
  const { ports, devices } = layout;
  const placeOf = ({ label }: { label: CoreLabel }) => {
    if (label.interface === '') return label.device === '' ? -1 : ports.length + devices.indexOf(label.device);
    return ports.findIndex((port) => port.device === label.device && port.interface === label.interface);
  };
  const placed = learned.filter((minute) => placeOf(minute) >= 0);
  const onPort = placed.filter((minute) => placeOf(minute) < ports.length);
  const innocent = learned.filter(({ label }) => label.cause === 'normal');
  const kindOf = new Map<string, 'port' | 'device' | 'none'>();
  for (const { label } of learned) {
    kindOf.set(label.cause, label.interface !== '' ? 'port' : label.device !== '' ? 'device' : 'none');
  }
  kindOf.set('normal', 'port');
  if (onPort.length === 0) return { pick: () => ({ device: '', interface: '' }) };

  const places = ports.length + devices.length;
  const whole = fitTrees(stack(placed.map(({ features }) => features)), placed.map(placeOf), places, trees, seed + 10);
  const asked = [...onPort, ...pickEvenly(innocent, onPort.length)];
  const candidates = stack(asked.flatMap((minute) => minute.ports));
  const guilty = asked.flatMap((minute) => ports.map((_, p) => Number(placeOf(minute) === p)));
  const single = fitTrees(candidates, guilty, 2, Math.ceil(trees / 3), seed + 11, 2);

  return {
    pick({ features, ports: rows }, cause) {
      const kind = kindOf.get(cause) ?? 'none';
      if (kind === 'none') return { device: '', interface: '' };
      const belief = whole.probabilitiesOne(features);
      if (kind === 'device') {
        return { device: devices[findLargest(belief.subarray(ports.length))]!, interface: '' };
      }
      const suspicion = askPorts(single, rows);
      const port = ports[findLargest(suspicion.map((value, p) => value + belief[p]!))]!;
      return { device: port.device, interface: port.interface };
    },
  };
}

/** Probability of each port to be the one, sum 1. */
function askPorts(model: RandomForest, rows: number[][]): Float64Array {
  const { values, count } = stack(rows);
  const both = model.probabilities(values, count);
  const guilty = Float64Array.from({ length: count }, (_, p) => both[2 * p + 1]!);
  const sum = guilty.reduce((total, value) => total + value, 0) || 1;
  return guilty.map((value) => value / sum);
}

/** At most `count` of the values, evenly spaced. */
function pickEvenly<T>(values: T[], count: number): T[] {
  const step = Math.max(1, values.length / Math.max(1, count));
  return values.filter((_, i) => Math.floor(i / step) > Math.floor((i - 1) / step));
}

function findLargest(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

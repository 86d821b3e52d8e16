import { createRandom, type Random } from '../../src/models/random.ts';
import type { DetectionEntity } from '../datasets/detection-entity.ts';

/** A change that a network may bring, and that tells nothing of its faults: what is found should be found all the same. */
export interface Perturbation {
  name: string;
  /** Undefined where it makes no sense. */
  change(entity: DetectionEntity): DetectionEntity | undefined;
}

/** Makes every row anew; `i` counts from the first training row. */
function mapRows(entity: DetectionEntity, make: (row: Float64Array, i: number) => ArrayLike<number>): DetectionEntity {
  const { width, train, test, labels } = entity;
  const remake = (values: Float64Array, before: number) => {
    const rows = Array.from({ length: values.length / width }, (_, i) =>
      make(values.subarray(i * width, (i + 1) * width), before + i),
    );
    const own = rows[0]?.length ?? width;
    const made = new Float64Array(rows.length * own);
    for (const [i, row] of rows.entries()) made.set(row, i * own);
    return made;
  };
  const made = remake(test, train.length / width);
  return { ...entity, train: remake(train, 0), test: made, width: made.length / labels.length };
}

const withRandom =
  (seed: number, make: (row: Float64Array, random: Random) => ArrayLike<number>) => (entity: DetectionEntity) => {
    const random = createRandom(seed);
    return mapRows(entity, (row) => make(row, random));
  };

/** Every other row is left out; a row is anomalous when it or the one after it was. */
function halveRate(entity: DetectionEntity): DetectionEntity {
  const { width, labels } = entity;
  const take = (values: Float64Array) => {
    const count = Math.floor(values.length / width / 2);
    const taken = new Float64Array(count * width);
    for (let i = 0; i < count; i++) taken.set(values.subarray(2 * i * width, (2 * i + 1) * width), i * width);
    return taken;
  };
  return {
    ...{ ...entity, train: take(entity.train), test: take(entity.test), samplesPerDay: entity.samplesPerDay / 2 },
    labels: Float64Array.from({ length: Math.floor(labels.length / 2) }, (_, i) =>
      Math.max(labels[2 * i]!, labels[2 * i + 1]!),
    ),
  };
}

/** Each row comes twice. */
function doubleRate(entity: DetectionEntity): DetectionEntity {
  const { width, labels } = entity;
  const twice = (values: Float64Array) => {
    const made = new Float64Array(2 * values.length);
    for (let at = 0; at < values.length; at += width) {
      const row = values.subarray(at, at + width);
      made.set(row, 2 * at);
      made.set(row, 2 * at + width);
    }
    return made;
  };
  return {
    ...{ ...entity, train: twice(entity.train), test: twice(entity.test), samplesPerDay: 2 * entity.samplesPerDay },
    labels: Float64Array.from({ length: 2 * labels.length }, (_, i) => labels[i >> 1]!),
  };
}

/** Anomalous rows of the judged part, up to one training row in fifty, stand unlabelled among the training rows. */
function putFaultsInTraining(entity: DetectionEntity): DetectionEntity {
  const { width, labels, test } = entity;
  const train = Float64Array.from(entity.train);
  const count = train.length / width;
  const faulty = [...labels.keys()].filter((i) => labels[i]! > 0).slice(0, Math.floor(count / 50));
  const from = Math.floor(0.4 * count);
  for (const [k, i] of faulty.entries()) train.set(test.subarray(i * width, (i + 1) * width), (from + k) * width);
  return { ...entity, train };
}

/** The first metric stands one training deviation higher, or rises to there, in the middle third of what is judged. */
function moveLevel(entity: DetectionEntity, share: (part: number) => number): DetectionEntity {
  const { width, train, labels } = entity;
  const values = Array.from({ length: train.length / width }, (_, i) => train[i * width]!).filter(Number.isFinite);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return mapRows(entity, (row, i) => {
    const part = (i - train.length / width) / labels.length;
    const moved = Float64Array.from(row);
    if (part >= 1 / 3 && part < 2 / 3) moved[0]! += deviation * share(3 * part - 1);
    return moved;
  });
}

/** Each is tried by itself. A level that moves away from related metrics is unusual, although it is no fault. */
export const perturbations: readonly Perturbation[] = [
  { name: 'a constant metric more', change: (entity) => mapRows(entity, (row) => [...row, 5]) },
  {
    name: 'a flag more that is seldom set',
    change: withRandom(9, (row, random) => [...row, Number(random() < 0.001)]),
  },
  { name: 'a metric of noise more', change: withRandom(5, (row, random) => [...row, random() + random() + random()]) },
  { name: 'the first metric twice', change: (entity) => mapRows(entity, (row) => [...row, row[0]!]) },
  {
    name: 'without the last metric',
    change: (entity) => (entity.width > 1 ? mapRows(entity, (row) => row.subarray(0, -1)) : undefined),
  },
  {
    name: 'metrics in reverse',
    change: (entity) => (entity.width > 1 ? mapRows(entity, (row) => row.toReversed()) : undefined),
  },
  {
    name: 'units a thousand times smaller',
    change: (entity) => mapRows(entity, (row) => row.map((value) => 1000 * value)),
  },
  {
    name: '5 % of the values missing',
    change: withRandom(6, (row, random) => row.map((value) => (random() < 0.05 ? Number.NaN : value))),
  },
  { name: 'half the rate', change: halveRate },
  { name: 'twice the rate', change: doubleRate },
  {
    name: 'training begins a sixth later',
    change: (entity) => ({
      ...entity,
      train: entity.train.subarray(Math.floor(entity.train.length / entity.width / 6) * entity.width),
    }),
  },
  { name: 'faults among the training rows', change: putFaultsInTraining },
  { name: 'a level that steps', change: (entity) => moveLevel(entity, () => 1) },
  { name: 'a level that ramps', change: (entity) => moveLevel(entity, (part) => part) },
];

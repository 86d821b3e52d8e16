import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { placeKinds } from '../diagnosis/metric-layout.ts';
import { groupSamples, type Reading } from '../diagnosis/reading.ts';
import { type Trained, trainModels } from '../diagnosis/training.ts';
import { causes as knownCauses } from '../domain/cause.ts';
import type { Topology } from '../domain/device.ts';
import { type Label, recordingFiles } from '../domain/recording.ts';
import { hashTrainingData, type ModelCard } from '../models/model-card.ts';
import { createModelRegistry } from '../models/model-registry.ts';
import { parseTopology } from '../network/inventory.ts';
import type { MappingInput } from '../telemetry/mapping-schema.ts';
import { createMetricMapping } from '../telemetry/metric-mapping.ts';
import { readSamples } from '../telemetry/recording.ts';
import { readLabels } from '../telemetry/recording-labels.ts';

export interface TrainingOrder {
  /** Recording folders, oldest first. */
  recordings: string[];
  /** Folder of the model registry. */
  modelsDir: string;
  seed: number;
  /** UTC, ISO 8601; a note on the card, not part of the model's id. */
  trainedAt: string;
  libraries: Record<string, string>;
  /** Only what was sent before this moment, milliseconds since 1970; everything when left out. */
  until?: number;
  /** Own rules from the names in the recordings to metrics. */
  mapping?: MappingInput;
}

/** Ids of what was written, and how good the cause forest is on the last 30 % of the time. */
export interface TrainingResult {
  anomaly: string;
  causes: string | null;
  macroF1: number | null;
  ruleMacroF1: number | null;
}

type OnProgress = (done: number, total: number, note: string) => void;

/** Reads recordings, trains on them, writes the models and makes them the ones in use. Heavy: run it in a worker thread. */
export async function trainRecordings(order: TrainingOrder, onProgress: OnProgress): Promise<TrainingResult> {
  onProgress(0, 1, 'reading the recordings');
  const { readings, labels, topology } = await loadRecordings(order);
  const trained = trainModels({ readings, labels, topology, seed: order.seed, onProgress });
  const registry = createModelRegistry(order.modelsDir);
  const dataHash = hashTrainingData([hashableReadings(readings), JSON.stringify(labels)]);
  const anomaly = await registry.write({
    model: { baselines: trained.baselines, detector: trained.detector },
    card: { ...anomalyCard(trained), ...commonCard(order, dataHash, readings.length) },
  });
  await registry.setCurrent('anomaly', anomaly.id);
  if (!trained.causes) return { anomaly: anomaly.id, causes: null, macroF1: null, ruleMacroF1: null };
  const causes = await registry.write({
    model: trained.causes.model,
    card: { ...commonCard(order, dataHash, trained.causes.rows), ...causeCard(trained.causes) },
  });
  await registry.setCurrent('causes', causes.id);
  const { forest, rule } = trained.causes.macroF1;
  return { anomaly: anomaly.id, causes: causes.id, macroF1: forest, ruleMacroF1: rule };
}

/** All recordings in one line of time. The topology is that of the last one. */
async function loadRecordings(
  order: TrainingOrder,
): Promise<{ readings: Reading[]; labels: Label[]; topology: Topology }> {
  const { recordings, until = Number.POSITIVE_INFINITY } = order;
  const mapping = createMetricMapping(order.mapping);
  const readings: Reading[] = [];
  const labels: Label[] = [];
  let topology: Topology = { devices: [], links: [] };
  for (const folder of recordings) {
    for await (const samples of readSamples(folder, { mapping })) {
      readings.push(...groupSamples(samples.filter(({ at }) => at < until)));
    }
    const begun = ((await readLabels(folder)) ?? []).filter(({ start }) => start < until);
    labels.push(...begun.map((label) => ({ ...label, end: Math.min(label.end, until - 1) })));
    const file = join(folder, recordingFiles.topology);
    topology = parseTopology(await readFile(file, 'utf8'), file);
  }
  const known = new Set<string>(knownCauses.map((cause) => cause.id));
  return { readings, labels: labels.filter((label) => known.has(label.cause)), topology };
}

function hashableReadings(readings: readonly Reading[]): Float64Array {
  const numbers: number[] = [];
  for (const reading of readings) {
    numbers.push(reading.at);
    for (const value of reading.values.values()) numbers.push(value);
  }
  return Float64Array.from(numbers);
}

function commonCard(order: TrainingOrder, dataHash: string, trainingRows: number) {
  const { trainedAt, seed, libraries } = order;
  return { trainedAt, seed, libraries, dataHash, trainingRows };
}

type CardPart = Omit<ModelCard, 'id' | 'trainedAt' | 'seed' | 'libraries' | 'dataHash' | 'trainingRows'>;

function anomalyCard({ detector }: Trained): CardPart {
  const { device, interface: ports } = detector.layout;
  const parts = placeKinds.flatMap((kind) => {
    const names = detector.kinds[kind]?.combined.parts.map(({ name, weight }) => `${name} ${weight.toFixed(2)}`);
    return names ? [`${kind}: ${names.join(', ')}`] : [];
  });
  return {
    kind: 'anomaly',
    method: `Several detectors over deviations from usual in the bad direction, each as rarity on ordinary rows, averaged with weights that the training rows set: isolation forests (Liu et al. 2008; 100 trees, subsample 256), principal components (Shyu et al. 2003), rolling and level-shift deviations. ${parts.join('; ')}.`,
    split: 'all rows; rows without a labelled fault calibrate and set the threshold',
    features: [...device.map((metric) => `device ${metric}`), ...ports.map((metric) => `interface ${metric}`)],
    classes: [],
    metrics: [],
    notGoodFor: ['slow drifts', 'a rhythm of the day that only some places have', 'training spans full of faults'],
  };
}

function causeCard({ model, features, macroF1 }: NonNullable<Trained['causes']>): CardPart {
  const baselines = { 'rule on the worst metric': macroF1.rule, 'always none': macroF1.majority };
  return {
    kind: 'causes',
    method:
      'Random forest (Breiman 2001; 100 trees, depth 10, balanced classes) over deviations from usual around a place.',
    split: 'measured on the last 30 % of the time after training on the first 70 %; the model in use is trained on all',
    features,
    classes: model.classes,
    metrics: [{ name: 'macro F1', better: 'higher', value: macroF1.forest, baselines }],
    notGoodFor: ['causes without labels', 'two faults at once near each other'],
  };
}

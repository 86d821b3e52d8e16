import { placeKinds } from '../diagnosis/metric-layout.ts';
import { type Trained, trainModels } from '../diagnosis/training.ts';
import type { Reading } from '../domain/reading.ts';
import { hashTrainingData, type ModelCard } from '../models/model-card.ts';
import { createModelRegistry } from '../models/model-registry.ts';
import { readTrainingFile } from '../telemetry/history/training-file.ts';
import type { TrainingContext } from './prepare-training.ts';
import type { OnTrainingProgress, TrainingOrder, TrainingResult } from './training-order.ts';

/** Trains on the order's file, writes the models and makes them the ones in use. Heavy: run it in a worker thread. */
export async function trainFromFile(order: TrainingOrder, onProgress: OnTrainingProgress): Promise<TrainingResult> {
  onProgress(0, 1, 'reading the training data');
  const { beside, readings } = await readTrainingFile(order.file);
  const { labels, topology } = beside as TrainingContext;
  const { seed, falseAlarmsPerDeviceDay } = order;
  const trained = trainModels({ readings, labels, topology, seed, falseAlarmsPerDeviceDay, onProgress });
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

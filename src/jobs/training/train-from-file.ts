import { findKinds } from '../../learning/find-kinds.ts';
import { openModels } from '../../learning/open-models.ts';
import { learn, type TrainingResult } from '../../learning/pipeline.ts';
import { countTraining, type TrainingContext, type TrainingFacts } from '../../learning/training-data.ts';
import { loadTensorflow } from '../../models/tensorflow.ts';
import { readTrainingFile, type TrainingFile } from '../../telemetry/history/training-file.ts';
import type { OnTrainingProgress, TrainingOrder } from './training-order.ts';

/** What became of a training, and what it learned from. Plain JSON. */
export interface Trained {
  models: TrainingResult;
  data: TrainingFacts;
}

/** Trains on the order's file; models that pass their gates are the ones in use afterwards. Heavy: run it in a worker thread. */
export async function trainFromFile(
  order: TrainingOrder,
  onProgress: OnTrainingProgress,
  readFile: (file: string) => Promise<TrainingFile> = readTrainingFile,
): Promise<Trained> {
  onProgress(0, 1, 'reading the training data');
  const { beside, readings } = await readFile(order.file);
  const context = beside as TrainingContext;
  const { seed, settings, trainedAt, libraries } = order;
  const [kinds, registry] = [findKinds(order.kinds), openModels(order.modelsDir)];
  const options = { kinds, registry, seed, settings, trainedAt, libraries, loadTensorflow, onProgress };
  const models = await learn({ ...context, readings }, options);
  return { models, data: countTraining(readings, context) };
}

import { findKinds } from '../../learning/find-kinds.ts';
import { openModels } from '../../learning/open-models.ts';
import { learn, type TrainingResult } from '../../learning/pipeline.ts';
import { readTrainingFile } from '../../telemetry/history/training-file.ts';
import type { TrainingContext } from './prepare-training.ts';
import type { OnTrainingProgress, TrainingOrder } from './training-order.ts';

/** Trains on the order's file; models that pass their gates are the ones in use afterwards. Heavy: run it in a worker thread. */
export async function trainFromFile(order: TrainingOrder, onProgress: OnTrainingProgress): Promise<TrainingResult> {
  onProgress(0, 1, 'reading the training data');
  const { beside, readings } = await readTrainingFile(order.file);
  const { labels, topology } = beside as TrainingContext;
  const { seed, settings, trainedAt, libraries } = order;
  const [kinds, registry] = [findKinds(order.kinds), openModels(order.modelsDir)];
  return learn({ readings, labels, topology }, { kinds, registry, seed, settings, trainedAt, libraries, onProgress });
}

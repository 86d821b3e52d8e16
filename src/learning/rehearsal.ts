import type { ModelMetric } from '../models/registry/model-card.ts';
import type { Tensorflow } from '../models/tensorflow.ts';
import type { AnyKind, LearningSettings, Trial } from './kind.ts';

/** Models are measured on what comes after this share of the time. */
const earlierShare = 0.7;

/** A model that was fitted on the earlier part of the time, and what it reaches on the later part. */
export interface Rehearsal {
  model: unknown;
  trial: Trial<unknown>;
  /** Where the two parts meet, milliseconds since 1970. */
  cutAt: number;
  metrics: ModelMetric[];
}

/** Fits and measures one; `progress` is told the share of the fitting that is done, and what the kind says of it. */
export function rehearse<Data>(
  kind: AnyKind,
  data: Data,
  options: {
    seed: number;
    settings: LearningSettings;
    tensorflow: Tensorflow | undefined;
    progress(share: number, note?: string): void;
  },
): Rehearsal {
  const { progress, ...given } = options;
  const cutAt = findCut(kind, data);
  const trial: Trial<Data> = {
    earlier: kind.between(data, Number.NEGATIVE_INFINITY, cutAt),
    later: kind.between(data, cutAt, Number.POSITIVE_INFINITY),
  };
  progress(0);
  const { model } = kind.fit(trial.earlier, { ...given, progress: (done, all, note) => progress(done / all, note) });
  progress(1);
  return { model, trial, cutAt, metrics: kind.evaluate(model, trial, given.settings) };
}

/** The cut is in time, because neighbouring moments are nearly equal and a random one would test on what was trained on. */
function findCut<Data>(kind: AnyKind, data: Data): number {
  const extent = kind.extent(data);
  return extent ? extent.from + earlierShare * (extent.to - extent.from) : Number.POSITIVE_INFINITY;
}

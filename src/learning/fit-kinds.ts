import { openTrainingSpan, replaySpan, type TrainingInput } from '../diagnosis/training.ts';
import { wholeNetwork } from '../models/registry/model-card.ts';
import { describeStep } from './describe-step.ts';
import type { AnyKind, LearningSettings, ModelKind } from './kind.ts';

/** What a kind fits; null when the data teach none. */
// biome-ignore lint/suspicious/noExplicitAny: which data a kind gathers is no matter here.
export type ModelOf<Kind> = Kind extends ModelKind<infer Model, any> ? Model : never;

export interface FitKindsOptions {
  seed: number;
  settings: LearningSettings;
  onProgress?: (done: number, total: number, note: string) => void;
}

/** Fits kinds that have one model for a whole network on one span, without a registry and without measuring: for backtests. */
export function fitKinds<Kinds extends readonly AnyKind[]>(
  kinds: readonly [...Kinds],
  input: TrainingInput,
  { seed, settings, onProgress }: FitKindsOptions,
): { [I in keyof Kinds]: ModelOf<Kinds[I]> | null } {
  const span = openTrainingSpan(input);
  const gatherings = kinds.map((kind) => kind.dataset(span, { subject: kind.subjects(span.topology)[0]!, seed }));
  replaySpan(span, gatherings, (done, total) => onProgress?.(done, 2 * total, 'replaying the recording'));
  const models = kinds.map((kind, i) => {
    const progress = (done: number, total: number, note?: string) =>
      onProgress?.(
        0.5 + (i + done / total) / (2 * kinds.length),
        1,
        describeStep('fitting', { title: kind.title, subject: wholeNetwork }, note),
      );
    progress(0, 1);
    return kind.fit(gatherings[i]!.data(), { seed, settings, progress }).model;
  });
  return models as { [I in keyof Kinds]: ModelOf<Kinds[I]> | null };
}

import { openTrainingSpan, replaySpan, type TrainingInput, type TrainingSpan } from '../diagnosis/training.ts';
import type { LossCurve } from '../domain/loss-curve.ts';
import { NocturneError } from '../errors.ts';
import { curveOf } from '../models/losses.ts';
import type { ModelCard, ModelKey, ModelMetric } from '../models/registry/model-card.ts';
import type { ModelRegistry } from '../models/registry/model-registry.ts';
import type { LoadedTensorflow } from '../models/tensorflow.ts';
import { hashInput } from './data-hash.ts';
import { describeStep } from './describe-step.ts';
import type { AnyKind, LearningSettings } from './kind.ts';
import { modelKinds } from './kinds/index.ts';
import { decide } from './promotion.ts';
import { rehearse } from './rehearsal.ts';

/** What became of one model. */
export interface TrainedModel {
  kind: string;
  subject: string;
  /** Null when the data taught none. */
  id: string | null;
  /** What it was measured on, beside its baselines. */
  metrics: ModelMetric[];
  /** Whether it is the one in use now. */
  promoted: boolean;
  reason: string;
  /** How its error fell while it learned; missing for a model without passes, and in results of an earlier release. */
  losses?: LossCurve;
}

/** What became of a training, one entry for each kind and subject. Plain JSON. */
export type TrainingResult = TrainedModel[];

export interface LearnOptions {
  kinds: readonly AnyKind[];
  registry: ModelRegistry;
  seed: number;
  settings: LearningSettings;
  /** UTC, ISO 8601; a note on the card, not part of the model's id. */
  trainedAt: string;
  libraries: Record<string, string>;
  /** Called for each model that trains a network; where it throws `tensorflow-unavailable` or is left out, none is trained. */
  loadTensorflow?: () => Promise<LoadedTensorflow>;
  /** `done` of `total` steps; both count the same thing. */
  onProgress(done: number, total: number, note: string): void;
}

/** How the work of one model is divided: fitting it, fitting one on the earlier part, measuring. */
const steps = { fit: 0.5, rehearse: 0.35, measure: 0.15 };

/** One model that is to be made. */
interface Task {
  key: ModelKey;
  kind: AnyKind;
  gathering: ReturnType<AnyKind['dataset']>;
}

/**
 * Dataset, fit, evaluate, gate, promote, for each kind and subject: one replay of the span serves all of them. What passes its gate is the one in
 * use afterwards; what does not is kept as the challenger, and its reason says why. Throws `too-few-samples`.
 */
export async function learn(input: TrainingInput, options: LearnOptions): Promise<TrainingResult> {
  const { seed, onProgress } = options;
  const total = 2 * input.readings.length;
  onProgress(0, total, 'learning what is usual');
  const span = openTrainingSpan(input);
  const tasks = (await withNeeds(options, span)).flatMap((kind) =>
    kind.subjects(span.topology).map((subject): Task => {
      return { key: { kind: kind.kind, subject }, kind, gathering: kind.dataset(span, { subject, seed }) };
    }),
  );
  replaySpan(
    span,
    tasks.map(({ gathering }) => gathering),
    (done) => onProgress(done, total, 'replaying the recording'),
  );
  const card = {
    ...{ seed, trainedAt: options.trainedAt, libraries: options.libraries },
    dataHash: hashInput(input),
    span: { from: input.readings.at(0)!.at, to: input.readings.at(-1)!.at },
  };
  const results: TrainingResult = [];
  for (const [i, task] of tasks.entries()) {
    const progress = (share: number, note: string) =>
      onProgress((total / 2) * (1 + (i + share) / tasks.length), total, note);
    results.push(await learnOne(task, { ...options, card, progress }));
  }
  onProgress(total, total, 'done');
  return results;
}

/** The kinds that were asked for, and before them those that they need and of which none is in use. */
async function withNeeds({ kinds, registry }: LearnOptions, { topology }: TrainingSpan): Promise<AnyKind[]> {
  const needed = modelKinds.filter(
    (kind) => !kinds.includes(kind) && kinds.some(({ needs }) => needs?.includes(kind.kind)),
  );
  const inUse = async ({ kind, subjects }: AnyKind) => {
    const aliases = await Promise.all(subjects(topology).map((subject) => registry.aliases({ kind, subject })));
    return aliases.every(({ champion }) => champion !== null);
  };
  const there = await Promise.all(needed.map(inUse));
  return [...needed.filter((_, i) => !there[i]), ...kinds];
}

type LearnOne = LearnOptions & {
  card: Pick<ModelCard, 'seed' | 'trainedAt' | 'libraries' | 'dataHash' | 'span'>;
  progress(share: number, note: string): void;
};

async function learnOne({ key, kind, gathering }: Task, options: LearnOne): Promise<TrainedModel> {
  const { seed, settings, registry, progress } = options;
  const data = gathering.data();
  const loaded = kind.trainsNetwork?.(data) ? await loadLibrary(options) : null;
  const tensorflow = loaded?.tf;
  const named = { title: kind.title, subject: key.subject };
  const fitting = (share: number, note?: string) => progress(steps.fit * share, describeStep('fitting', named, note));
  fitting(0);
  const fitted = kind.fit(data, {
    seed,
    settings,
    tensorflow,
    progress: (done, all, note) => fitting(done / all, note),
  });
  if ('reason' in fitted) return untaught(key, fitted.reason);
  const rehearsal = rehearse(kind, data, {
    ...{ seed, settings, tensorflow },
    progress: (share, note) => progress(steps.fit + steps.rehearse * share, describeStep('measuring', named, note)),
  });
  const card = await registry.write({
    model: kind.toArtefact(fitted.model),
    card: {
      ...{ ...key, ...options.card, ...kind.card(fitted.model, data), metrics: rehearsal.metrics },
      libraries: { ...options.libraries, ...loaded?.versions },
    },
  });
  const comparing = () => progress(1 - steps.measure, `comparing the ${kind.title} with the one in use`);
  const promotion = await decide({ key, kind, card }, rehearsal, { registry, settings, comparing });
  const losses = kind.losses?.(fitted.model);
  const curve = losses ? curveOf(losses) : null;
  return { ...key, id: card.id, metrics: card.metrics, ...promotion, ...(curve && { losses: curve }) };
}

/** A machine without the library trains what needs none. */
async function loadLibrary({ loadTensorflow }: LearnOptions): Promise<LoadedTensorflow | null> {
  try {
    return (await loadTensorflow?.()) ?? null;
  } catch (thrown) {
    if (thrown instanceof NocturneError && thrown.code === 'tensorflow-unavailable') return null;
    throw thrown;
  }
}

const untaught = (key: ModelKey, reason: string): TrainedModel => ({
  ...{ ...key, id: null, metrics: [], promoted: false, reason: `not trained: ${reason}` },
});

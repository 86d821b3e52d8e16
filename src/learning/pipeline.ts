import { openTrainingSpan, replaySpan, type TrainingInput, type TrainingSpan } from '../diagnosis/training.ts';
import { NocturneError } from '../errors.ts';
import type { ModelCard, ModelMetric } from '../models/registry/model-card.ts';
import type { ModelKey, ModelRegistry } from '../models/registry/model-registry.ts';
import { hashInput } from './data-hash.ts';
import type { Duel } from './gate.ts';
import type { AnyKind, LearningSettings, Trial } from './kind.ts';
import { modelKinds } from './kinds/index.ts';

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
  /** `done` of `total` steps; both count the same thing. */
  onProgress(done: number, total: number, note: string): void;
}

/** Models are measured on what comes after this share of the time. */
const earlierShare = 0.7;

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
    span: { from: input.readings[0]!.at, to: input.readings.at(-1)!.at },
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
  const fitting = (share: number) => progress(steps.fit * share, `fitting the ${kind.title}`);
  fitting(0);
  const fitted = kind.fit(data, { seed, settings, progress: (done, all) => fitting(done / all) });
  if ('reason' in fitted) return untaught(key, fitted.reason);
  const measured = measure(kind, data, options);
  const card = await registry.write({
    model: kind.toArtefact(fitted.model),
    card: { ...key, ...options.card, ...kind.card(fitted.model, data), metrics: measured.metrics },
  });
  return decide({ key, kind }, card, { ...options, measured });
}

const untaught = (key: ModelKey, reason: string): TrainedModel => ({
  ...{ ...key, id: null, metrics: [], promoted: false, reason: `not trained: ${reason}` },
});

/** What a model that was fitted on the earlier part of the time reaches on the later part. */
function measure<Data>(kind: AnyKind, data: Data, { seed, settings, progress }: LearnOne) {
  const note = `measuring the ${kind.title}`;
  const cutAt = findCut(kind, data);
  const trial: Trial<Data> = {
    earlier: kind.between(data, Number.NEGATIVE_INFINITY, cutAt),
    later: kind.between(data, cutAt, Number.POSITIVE_INFINITY),
  };
  const rehearsing = (share: number) => progress(steps.fit + steps.rehearse * share, note);
  rehearsing(0);
  const rehearsal = kind.fit(trial.earlier, { seed, settings, progress: (done, all) => rehearsing(done / all) });
  rehearsing(1);
  return { rehearsal: rehearsal.model, trial, cutAt, metrics: kind.evaluate(rehearsal.model, trial, settings) };
}

/** The cut is in time, because neighbouring moments are nearly equal and a random one would test on what was trained on. */
function findCut<Data>(kind: AnyKind, data: Data): number {
  const extent = kind.extent(data);
  return extent ? extent.from + earlierShare * (extent.to - extent.from) : Number.POSITIVE_INFINITY;
}

interface Champion {
  card: ModelCard;
  model: unknown;
}

type Decided = LearnOne & { measured: ReturnType<typeof measure> };

async function decide(
  { key, kind }: Omit<Task, 'gathering'>,
  card: ModelCard,
  options: Decided,
): Promise<TrainedModel> {
  const { registry } = options;
  const { id, metrics } = card;
  const against = (await registry.aliases(key)).champion;
  const champion = await readChampion(registry, key, kind);
  if (champion?.card.id === id) return { ...key, id, metrics, promoted: true, reason: 'already in use' };
  options.progress(1 - steps.measure, `comparing the ${kind.title} with the one in use`);
  const { decision, reason } = kind.gate(metrics, champion && fight(kind, champion, card, options));
  const mover = { by: 'gate', at: Date.parse(card.trainedAt), reason };
  if (decision === 'promote') {
    const isStillInUse = await registry.promote(key, id, mover, { against });
    // Another process was faster: the model has to pass its gate against what is in use now.
    return isStillInUse ? { ...key, id, metrics, promoted: true, reason } : decide({ key, kind }, card, options);
  }
  await registry.challenge(key, id, mover);
  const hint = champion
    ? ''
    : `; no model is in use: \`nocturne models promote ${key.kind} ${id}\` uses this one anyway`;
  return { ...key, id, metrics, promoted: false, reason: `${reason}${hint}` };
}

/** A model whose files are damaged can't be used, and so it is none. */
async function readChampion(registry: ModelRegistry, key: ModelKey, kind: AnyKind): Promise<Champion | null> {
  try {
    const found = await registry.readChampion(key);
    if (found.status === 'no-model') return null;
    return { card: found.card, model: kind.fromArtefact(found.model, found.card.id) };
  } catch (thrown) {
    if (thrown instanceof NocturneError && thrown.code === 'model-artefact-damaged') return null;
    throw thrown;
  }
}

/** Both models on the later rows, as far as they came after all that the one in use has learned from. */
function fight(
  kind: AnyKind,
  champion: Champion,
  { dataHash, metrics }: ModelCard,
  { measured, settings }: Decided,
): Duel {
  // The same data: the later rows were the same, and neither had learned from them when it was measured.
  if (champion.card.dataHash === dataHash) return { challenger: metrics, champion: champion.card.metrics };
  const { trial, cutAt, rehearsal } = measured;
  const after = Math.max(cutAt, champion.card.span?.to ?? Number.POSITIVE_INFINITY);
  const rows = { ...trial, later: kind.between(trial.later, after, Number.POSITIVE_INFINITY) };
  return {
    challenger: kind.evaluate(rehearsal, rows, settings),
    champion: kind.evaluate(champion.model, rows, settings),
  };
}

import { z } from 'zod';
import type { Clock } from '../../domain/clock.ts';
import type { TrainingState } from '../../domain/event.ts';
import type { Later } from '../../domain/later.ts';
import type { TrainingResult } from '../../learning/pipeline.ts';
import type { TrainingFacts } from '../../learning/training-data.ts';
import { defineFact, word } from '../../store/fact-kind.ts';
import type { Store } from '../../store/store.ts';
import type { Precision } from '../../telemetry/precision.ts';
import { taughtChallenger } from './challenge-facts.ts';

/** What is asked for: every kind of model when `kinds` is left out. */
export const trainingRun = z
  .strictObject({
    recordings: z.array(z.string().min(1)).optional(),
    precision: z.enum(['ns', 'us', 'ms', 's', 'm', 'h'] satisfies Precision[]).optional(),
    span: z.strictObject({ from: z.number(), to: z.number() }).optional(),
    /** Labelled incidents as they looked, for a challenger of the causes; what became known from `since` on counts more, and nothing where it is null. */
    labels: z.strictObject({ since: z.number().nullable() }).optional(),
    kinds: z.array(z.string().min(1)).optional(),
    seed: z.number(),
    runId: z.string().min(1),
  })
  .refine(
    ({ recordings, span, labels }) => [recordings, span, labels].filter((source) => source !== undefined).length === 1,
    'recordings, a span or labels',
  );
export type TrainingRun = z.output<typeof trainingRun>;

const trainingStatus = z.object({
  state: word<TrainingState>(),
  done: z.number(),
  total: z.number(),
  note: z.string(),
  at: z.number(),
  result: z.custom<TrainingResult>(Array.isArray).optional(),
  /** What it learned from; missing in those of an earlier release. */
  data: z.custom<TrainingFacts>((value) => typeof value === 'object' && value !== null).optional(),
  /** The challenger that it made, where it was one of labels. */
  taught: taughtChallenger.optional(),
});

/** How far a training run is, and what came of it: kept under its id, for whoever asked for it. */
export type TrainingStatus = z.output<typeof trainingStatus>;

/** The id is the run's. */
export const trainingFact = defineFact({ name: 'training', value: trainingStatus, whenDamaged: 'leave-out' });

/** A training that was asked for and has not ended; the id is the run's. */
export const trainingOrders = defineFact({
  name: 'training-order',
  value: z.object(trainingRun.shape),
  whenDamaged: 'leave-out',
});

interface RunsDeps {
  store: Store;
  clock: Clock;
}

/** Both or neither: what the API says has ended must not go on in Slack. A run that has ended is owed no more. */
export async function tellTraining(
  { store, clock }: RunsDeps,
  runId: string,
  status: Omit<TrainingStatus, 'at'>,
): Promise<void> {
  const { state, done, total, note } = status;
  const event = { type: 'training.progress', runId, kind: 'models', done, total, note, state } as const;
  await store.transaction(async ({ facts, outbox }) => {
    await facts.put(trainingFact, runId, { ...status, at: clock() });
    await outbox.append(`${runId}:${clock()}:${state}:${done}`, event, clock());
    if (state !== 'running') await facts.remove(trainingOrders, runId);
  });
}

/** Asks for a training, so that it is not forgotten with the job. */
export async function askForTraining(
  deps: { later: Later<{ 'train-models': TrainingRun }>; store: Pick<Store, 'facts'>; clock: Clock },
  run: TrainingRun,
): Promise<void> {
  await deps.store.facts.put(trainingOrders, run.runId, run);
  await deps.later.later('train-models', { ...run }, { at: deps.clock(), key: run.runId });
}

/** The trainings that were asked for and have not ended. */
export async function listTrainingsOwed({
  store,
  clock,
}: Pick<RunsDeps, 'clock'> & { store: Pick<Store, 'facts'> }): Promise<{ payload: TrainingRun; at: number }[]> {
  const runs = await store.facts.list(trainingOrders);
  return runs.map(({ value }) => ({ payload: value, at: clock() }));
}

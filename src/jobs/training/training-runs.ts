import type { Clock } from '../../domain/clock.ts';
import type { TrainingState } from '../../domain/event.ts';
import type { Later } from '../../domain/later.ts';
import type { TrainingResult } from '../../learning/pipeline.ts';
import type { TrainingFacts } from '../../learning/training-data.ts';
import type { Store } from '../../store/store.ts';
import type { TrainingSource } from './training-order.ts';

/** What is asked for: every kind of model when `kinds` is left out. */
export type TrainingRun = TrainingSource & { kinds?: string[]; seed: number; runId: string };

/** How far a training run is, and what came of it: kept under its id, for whoever asked for it. */
export interface TrainingStatus {
  state: TrainingState;
  done: number;
  total: number;
  note: string;
  at: number;
  result?: TrainingResult;
  /** What it learned from; missing in those of an earlier release. */
  data?: TrainingFacts;
}

/** The kind of fact under which a {@link TrainingStatus} is kept. */
export const trainingFact = 'training';

/** Kind of the facts that hold a training that was asked for and has not ended; the id is the run's. */
const trainingOrders = 'training-order';

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
  const runs = await store.facts.list<TrainingRun>(trainingOrders);
  return runs.map(({ value }) => ({ payload: value, at: clock() }));
}

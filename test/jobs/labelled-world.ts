import type { Clock } from '../../src/domain/clock.ts';
import { readChallenges } from '../../src/jobs/training/challenge-facts.ts';
import type { ChallengesDeps } from '../../src/jobs/training/challenge-steps.ts';
import { lookAtLabels } from '../../src/jobs/training/challenges.ts';
import { readLessons, teachChallenger } from '../../src/jobs/training/teach-challenger.ts';
import { type TrainingRun, tellTraining, trainingOrders } from '../../src/jobs/training/training-runs.ts';
import { openModels } from '../../src/learning/open-models.ts';
import type { Store } from '../../src/store/store.ts';
import { createLabelledNetwork, madeTopology } from '../learning/made-labels.ts';
import { silentLog } from '../store/shared-database.ts';

/** What one process works with that learns from labels; one that begins anew has nothing but the store and the registry. */
export const processOf = (
  { store, dir, clock }: { store: Store; dir: string; clock: Clock },
  change: Partial<ChallengesDeps> = {},
): ChallengesDeps => ({
  store,
  later: { later: async () => undefined },
  challenges: { registry: openModels(dir), seed: 1, onPromoted: async () => undefined },
  ...{ clock, log: silentLog },
  ...change,
});

/** Does what trainings of labels are owed, as the job does it. */
export async function trainOwed({ store, dir, clock }: { store: Store; dir: string; clock: Clock }): Promise<void> {
  for (const { value } of await store.facts.list(trainingOrders)) await trainOne(value, { store, dir, clock });
}

async function trainOne(run: TrainingRun, { store, dir, clock }: { store: Store; dir: string; clock: Clock }) {
  const order = { ...(await readLessons(store)), topology: madeTopology, since: run.labels!.since, seed: run.seed };
  const trainedAt = new Date(clock()).toISOString();
  const taught = await teachChallenger({ ...order, modelsDir: dir, trainedAt, libraries: {} }, () => undefined);
  const { models: result, data } = taught;
  const done = { state: 'done', done: 1, total: 1, note: '' } as const;
  await tellTraining({ store, clock }, run.runId, {
    ...done,
    result,
    data,
    ...(taught.taught && { taught: taught.taught }),
  });
}

/** Labels until a challenger that learned from many is in the shadow: the next labels decide its trial. */
export async function untilInShadow(store: Store, dir: string) {
  const network = createLabelledNetwork(store);
  const clock = () => network.now();
  const world = { store, dir, clock };
  for (let i = 0; i < 160; i++) await network.add('before');
  for (let i = 0; i < 100; i++) await network.add('after');
  await lookAtLabels(processOf(world));
  await trainOwed(world);
  await lookAtLabels(processOf(world));
  const last = (await readChallenges(store)).at(-1);
  if (!last?.taught) throw new Error('no challenger is in the shadow');
  return { ...world, network };
}

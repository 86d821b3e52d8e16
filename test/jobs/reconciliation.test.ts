import { describe, expect, test } from 'vitest';
import { NocturneError } from '../../src/errors.ts';
import { investigate } from '../../src/jobs/investigate.ts';
import { createQueue } from '../../src/jobs/queue/queue.ts';
import { createReconciliation, type Owed } from '../../src/jobs/queue/reconciliation.ts';
import { askForTraining, listTrainingsOwed } from '../../src/jobs/training/training-runs.ts';
import { decideNoPlan, decisionKind } from '../../src/tools/decision.ts';
import { incidentOf } from '../bot/world.ts';
import { until } from '../patience.ts';
import { silentLog, useStore } from '../store/open-test-store.ts';
import { plainJob } from './plain-job.ts';

const store = useStore();
let prefixes = 0;
const openQueue = () => createQueue({ pool: store().pool, prefix: `reconcile-${++prefixes}`, log: silentLog });

describe('what the database says is owed', () => {
  const debtorOf = (owed: () => Promise<Owed[]>) => ({ job: 'work', owed });

  test('is asked for once as long as its job waits, and again when the job ended without its work being done', async () => {
    const queue = await openQueue();
    let now = Date.now();
    const runs: unknown[] = [];
    queue.define(
      plainJob('work', async (payload) => runs.push(payload)),
      undefined,
    );
    const owed = [{ payload: { id: 'a' }, at: Date.now() }];
    const broken = debtorOf(async () => Promise.reject(new NocturneError('database-unavailable', 'away')));
    const debtors = [broken, debtorOf(async () => owed)];
    const look = createReconciliation({ queue, debtors, clock: () => now, log: silentLog });
    expect([await look.run(), await look.run()]).toEqual([1, 0]);
    now += 60_000;
    expect(await look.run()).toBe(0);
    await queue.start();
    await until(() => expect(runs).toHaveLength(1));
    await until(async () => expect(await queue.asked('work')).toEqual([]));
    now += 60_000;
    expect(await look.run()).toBe(1);
    await until(() => expect(runs).toHaveLength(2));
    owed.length = 0;
    expect(await look.run()).toBe(0);
    await queue.close();
  });

  test('is asked for although another job of the same debtor never can be', async () => {
    const queue = await openQueue();
    queue.define(plainJob('work'), undefined);
    const at = Date.now() + 60_000;
    const bad = [{ at: Number.NaN }, { payload: { text: '\0' } }];
    const all = [...bad, {}].map((more) => ({ payload: { id: 'a' }, at, ...more }));
    const former = { job: 'of-an-older-release', owed: async () => [{ payload: { id: 'a' }, at }] };
    const look = createReconciliation({
      ...{ queue: { ...queue, asked: async () => [] }, debtors: [former, debtorOf(async () => all)] },
      ...{ clock: () => 1_000, log: silentLog },
    });
    expect(await look.run()).toBe(1);
    expect(await queue.asked('work')).toEqual([{ id: 'a' }]);
    await queue.close();
  });

  test('is asked for by two processes at once under one key', async () => {
    const queue = await openQueue();
    queue.define(plainJob('work'), undefined);
    const blind = { later: queue.later, asked: async () => [] };
    const debtors = [debtorOf(async () => [{ payload: { id: 'a' }, at: Date.now() + 60_000 }])];
    const clock = () => 1_000;
    for (let i = 0; i < 2; i++) await createReconciliation({ queue: blind, debtors, clock, log: silentLog }).run();
    expect(await queue.asked('work')).toEqual([{ id: 'a' }]);
    await queue.close();
  });

  test('of an open incident is an investigation until it has a decision; of a training, the training', async () => {
    const deps = { store: store(), clock: () => 7 };
    const investigationsOwed = () => investigate.owed!(deps as never);
    await store().incidents.insert({ ...incidentOf('INC-owed'), state: 'open', openedAt: -20_000 });
    await store().incidents.insert({ ...incidentOf('INC-young'), state: 'open', openedAt: 0 });
    const owed = (incidentId: string, at: number) => ({ payload: { incidentId }, at });
    // A young one is looked at when its cause has settled.
    const both = [owed('INC-owed', 0), owed('INC-young', 20_000)];
    expect((await investigationsOwed()).sort((a, b) => a.at - b.at)).toEqual(both);
    for (const id of ['INC-owed', 'INC-young']) await store().facts.put(decisionKind, id, decideNoPlan('inconclusive'));
    expect(await investigationsOwed()).toEqual([]);
    const order = { recordings: ['r'], seed: 1, runId: 'run-1' };
    await askForTraining({ ...deps, later: { later: async () => undefined } }, order);
    expect(await listTrainingsOwed(deps)).toEqual([{ payload: order, at: 7 }]);
  });
});

test('a job that waits for a time that a set clock moved far away is asked for again once it is late', async () => {
  const queue = await openQueue();
  const runs: string[] = [];
  queue.define(
    plainJob('look', async ({ id }) => runs.push(String(id))),
    undefined,
  );
  await queue.start();
  const now = Date.now();
  await queue.later('look', { id: 'a' }, { at: now + 7_200_000, key: 'look-a' });
  const reconcile = async (at: number) =>
    createReconciliation({
      ...{ queue, clock: () => now, log: silentLog },
      debtors: [{ job: 'look', owed: async () => [{ payload: { id: 'a' }, at }] }],
    }).run();
  expect([await reconcile(now), await reconcile(now - 59_000), await reconcile(now - 61_000)]).toEqual([0, 0, 1]);
  await until(() => expect(runs).toEqual(['a']));
});

describe('a job that fails for good', () => {
  test('tells once when no other try can succeed, and not when its tries are used up by what passes', async () => {
    const queue = await openQueue();
    const told: string[] = [];
    const failing = (name: string, error: () => Error) =>
      queue.define(
        plainJob(name, () => Promise.reject(error()), {
          retry: { attempts: 2, backoffMs: 10 },
          onFailed: { tell: async ({ id }, reason) => void told.push(`${name} ${id}: ${reason}`) },
        }),
        undefined,
      );
    let tries = 0;
    failing('refused', () => new NocturneError('refused', 'never'));
    failing('away', () => {
      tries++;
      return new NocturneError('database-unavailable', 'away', { retryable: true });
    });
    await queue.start();
    const when = { at: Date.now(), key: 'a' };
    for (const job of ['away', 'refused']) await queue.later(job, { id: 1 }, when);
    await until(() => expect(tries).toBe(2));
    await until(() => expect(told).toEqual(['refused 1: never']));
    await until(async () => expect(await queue.asked('away')).toEqual([]));
    expect(told).toHaveLength(1);
    await queue.close();
  });
});

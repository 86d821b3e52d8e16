import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { learnLabels } from '../../src/jobs/learn-labels.ts';
import { type Challenge, challengeFact, readChallenges } from '../../src/jobs/training/challenge-facts.ts';
import { type ChallengesDeps, causesKey } from '../../src/jobs/training/challenge-steps.ts';
import { lookAtLabels } from '../../src/jobs/training/challenges.ts';
import { readLessons, teachChallenger } from '../../src/jobs/training/teach-challenger.ts';
import {
  listTrainingsOwed,
  type TrainingRun,
  tellTraining,
  trainingOrders,
} from '../../src/jobs/training/training-runs.ts';
import { readKnownLabels } from '../../src/learning/known-labels.ts';
import { labelAccuracy } from '../../src/learning/label-accuracy.ts';
import { trialRule } from '../../src/learning/online/shadow-trial.ts';
import { openModels } from '../../src/learning/open-models.ts';
import { createMemoryStore } from '../bot/memory-store.ts';
import { createLabelledNetwork, madeTopology } from '../learning/made-labels.ts';
import { silentLog } from '../store/open-test-store.ts';

let folder: string;
let store = createMemoryStore();
let network = createLabelledNetwork(store);
let asked = new Map<string, TrainingRun>();
let promoted = 0;
let lateMs = 0;
const clock = () => network.now() + lateMs;
const registry = () => openModels(folder);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'learn-labels-'));
  store = createMemoryStore();
  network = createLabelledNetwork(store);
  [asked, promoted, lateMs] = [new Map(), 0, 0];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What a process works with: one that begins anew has nothing but the store and the registry. */
const processOf = (change: Partial<ChallengesDeps> = {}): ChallengesDeps => ({
  store,
  later: { later: async (_, run, { key }) => void (asked.has(key) || asked.set(key, run as TrainingRun)) },
  challenges: { registry: registry(), seed: 1, onPromoted: async () => void promoted++ },
  ...{ clock, log: silentLog },
  ...change,
});
const look = (change?: Partial<ChallengesDeps>) => lookAtLabels(processOf(change));
const challenge = async () => (await readChallenges(store)).at(-1);
const runs = () => [...asked.keys()];

/** The training of a challenge, as its job does it. */
async function train(runId = runs().at(-1)!): Promise<void> {
  const run = asked.get(runId)!;
  const order = { ...(await readLessons(store)), topology: madeTopology, since: run.labels!.since, seed: run.seed };
  const libraries = {};
  const trainedAt = new Date(clock()).toISOString();
  const trained = await teachChallenger({ ...order, modelsDir: folder, trainedAt, libraries }, () => undefined);
  const { models: result, data, taught } = trained;
  const done = { state: 'done', done: 1, total: 1, note: '' } as const;
  await tellTraining({ store, clock }, runId, { ...done, result, data, ...(taught && { taught }) });
}

/** Labels until the error has risen and a training is asked for. */
async function drift(): Promise<void> {
  for (let i = 0; i < 160; i++) await network.add('before');
  await look();
  expect(runs()).toEqual([]);
  for (let i = 0; i < 60 && runs().length === 0; i++) {
    await network.add('after');
    if (i % 3 === 0) await look();
  }
  expect(runs()).toHaveLength(1);
}

/** Further labels, a look at each third, and each training that is asked for, until the challenge has ended. */
async function goOn(modelId = 'rules', most = 240): Promise<Challenge> {
  for (let i = 0; i < most; i++) {
    const trained = (await challenge())!.taught;
    if (!trained && asked.has((await challenge())!.runId)) await train((await challenge())!.runId);
    await network.add('after', { modelId });
    if (i % 3 === 0) await look();
    const now = (await challenge())!;
    if (now.end) return now;
  }
  throw new Error('the challenge has not ended');
}

describe('a rise of the error over labels', () => {
  it('is answered once by a challenger, which is promoted by what it reaches on later labels', async () => {
    await drift();
    const rise = labelAccuracy((await readKnownLabels(store)).labels).rises.at(-1)!;
    expect(await challenge()).toMatchObject({ rise, against: null, attempt: 1, taught: null, end: null });
    await network.add('after');
    await look();
    expect(runs()).toHaveLength(1);
    await train();
    await look();
    const first = (await challenge())!.taught!;
    expect(first.labels).toBe(network.count);
    expect([first.fresh > 20, first.fresh < 60]).toEqual([true, true]);
    expect((await registry().aliases(causesKey)).challenger).toBe(first.modelId);

    const { end, trial, taught, dropped } = await goOn();
    expect(end!.outcome).toBe('promoted');
    expect(trial.p).toBeLessThanOrEqual(0.05);
    const times = `right ${trial.wins} times where the rules were wrong`;
    expect(end!.reason).toContain(`on ${trial.labels} later labels it was ${times}`);
    const aliases = await registry().aliases(causesKey);
    expect(aliases).toEqual({ champion: taught!.modelId, challenger: null, previous: null });
    expect(promoted).toBe(1);
    expect(runs()).toHaveLength(1 + dropped.length);
    expect(await store.audit.list({})).toMatchObject([{ action: 'model.promoted', detail: { id: taught!.modelId } }]);
    for (let i = 0; i < 30; i++) await network.add('after', { modelId: taught!.modelId });
    await look();
    expect((await readChallenges(store)).length).toBe(1);
  });

  it('is answered by another challenger on more labels when the first is not better', async () => {
    await drift();
    await train();
    await look();
    // The verdicts are right again: nothing is left to win.
    for (let i = 0; i < trialRule.most; i++) await network.add('before', { wrongShare: 0 });
    await look();
    const { attempt, taught, dropped, end } = (await challenge())!;
    expect({ attempt, taught, end }).toEqual({ attempt: 2, taught: null, end: null });
    expect(dropped).toMatchObject([{ reason: expect.stringContaining(`on ${trialRule.most} later labels`) }]);
    expect(runs()).toHaveLength(2);
    expect((await registry().aliases(causesKey)).champion).toBeNull();
    await train();
    await look();
    expect((await challenge())!.taught!.labels).toBe(network.count);
  });

  it('is not answered when another model came into use since', async () => {
    await drift();
    await store.facts.remove(challengeFact, (await challenge())!.id);
    asked.clear();
    const at = new Date(clock() + 1).toISOString();
    const history = async () => [{ at, by: 'gate', reason: '', action: 'promote', id: 'other', aliases: {} }] as never;
    await look({ challenges: { ...processOf().challenges, registry: { ...registry(), history } } });
    expect(runs()).toEqual([]);
    await look();
    expect(runs()).toHaveLength(1);
  });

  it('is answered once also by two that look at once, and where both have the lock', async () => {
    await drift();
    await store.facts.remove(challengeFact, (await challenge())!.id);
    asked.clear();
    await Promise.all([look(), look()]);
    const signal = new AbortController().signal;
    const withLock = async <T>(_: string, work: (lost: AbortSignal) => Promise<T>) => ({ value: await work(signal) });
    await store.facts.remove(challengeFact, (await challenge())!.id);
    await Promise.all([look({ store: { ...store, withLock } }), look({ store: { ...store, withLock } })]);
    expect([runs().length, (await readChallenges(store)).length]).toEqual([1, 1]);
  });

  it('is owed from the moment it is stored, whatever is killed when, and asked for once', async () => {
    await drift();
    const forget = async () => {
      await store.facts.remove(challengeFact, (await challenge())!.id);
      for (const { id } of await store.facts.list(trainingOrders)) await store.facts.remove(trainingOrders, id);
      asked.clear();
    };
    const owed = async () => (await listTrainingsOwed({ store, clock })).map(({ payload }) => payload.runId);
    const killed = async () => Promise.reject(new Error('killed'));
    await forget();
    await expect(look({ store: { ...store, transaction: killed } })).rejects.toThrow('killed');
    expect([await owed(), (await readChallenges(store)).length]).toEqual([[], 0]);
    await expect(look({ later: { later: killed } })).rejects.toThrow('killed');
    const [runId, ...more] = await owed();
    expect([more, runId]).toEqual([[], (await challenge())!.runId]);
    await look();
    expect([await owed(), runs(), (await readChallenges(store)).length]).toEqual([[runId], [], 1]);
  });

  it('whose training fails is tried again after a while, and given up in words after four times', async () => {
    await drift();
    const failAt = async (runId: string) =>
      tellTraining({ store, clock }, runId, { state: 'failed', done: 0, total: 1, note: 'no memory is left' });
    for (let attempt = 1; attempt <= 4; attempt++) {
      expect(runs()).toHaveLength(attempt);
      await failAt(runs().at(-1)!);
      await look();
      expect(runs()).toHaveLength(attempt);
      lateMs += 11 * 60_000;
      await look();
    }
    expect((await challenge())!.end).toMatchObject({ outcome: 'failed', reason: 'no memory is left' });
    await look();
    expect(runs()).toHaveLength(4);
  });

  it('ends in words when another model comes into use while the challenger is in the shadow', async () => {
    await drift();
    await train();
    await look();
    const other = await registry().write(await otherModel());
    await registry().promote(causesKey, other.id, { by: 'U1', at: clock(), reason: 'I know better' });
    await look();
    const reason = `another model came into use meanwhile: ${other.id}`;
    expect((await challenge())!.end).toMatchObject({ outcome: 'dropped', reason });
    expect((await registry().aliases(causesKey)).champion).toBe(other.id);
  });

  it('ends as promoted when a person puts the challenger in use, and says who', async () => {
    await drift();
    await train();
    await look();
    const { modelId } = (await challenge())!.taught!;
    await registry().promote(causesKey, modelId, { by: 'U1', at: clock(), reason: 'I like it' });
    await look();
    expect((await challenge())!.end).toMatchObject({ outcome: 'promoted', reason: 'I like it (by U1)' });
  });
});

/** The challenger under another seed, as a model that people trained. */
async function otherModel() {
  const { taught } = (await challenge())!;
  const found = await registry().read(causesKey, taught!.modelId);
  if (found.status !== 'ok') throw new Error('it is there');
  const { id: _, ...card } = found.card;
  return { model: found.model, card: { ...card, seed: 99 } };
}

it('looks every ten minutes by itself', () => {
  expect(learnLabels.schedules!(processOf())).toEqual([{ id: 'look', when: { cron: '50 */10 * * * *' }, payload: {} }]);
});

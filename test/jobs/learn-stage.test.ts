import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { noTables } from '../../src/domain/history-table.ts';
import { learnStage } from '../../src/jobs/learn-stage.ts';
import { type LearningStagesDeps, lookAtStages } from '../../src/jobs/training/learning-stages.ts';
import { readLearning } from '../../src/jobs/training/read-learning.ts';
import {
  askForTraining,
  listTrainingsOwed,
  type TrainingRun,
  tellTraining,
  trainingOrders,
} from '../../src/jobs/training/training-runs.ts';
import { modelKinds } from '../../src/learning/kinds/index.ts';
import { trainingSchema } from '../../src/learning/settings.ts';
import { describeLearning } from '../../src/learning/stages/learning-words.ts';
import { type History, openHistory } from '../../src/telemetry/history/history.ts';
import { createMemoryStore } from '../bot/memory-store.ts';
import { silentLog } from '../store/open-test-store.ts';
import { onDemand } from '../telemetry/series-of.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
let start = Date.UTC(2026, 10, 23, 6);

let folder: string;
let history: History;
let now = start;
const clock = () => now;
let store = createMemoryStore();
/** What was asked of the queue, as the queue knows it: each key once. */
let asked = new Map<string, TrainingRun>();
/** The detector in use, and on how many readings it was trained. */
let inUse: { id: string; trainingRows: number } | null = null;
let settings = trainingSchema.parse({});

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'learn-stage-'));
  history = await openHistory({ dir: folder, log: silentLog, clock, ...onDemand });
});
// Opening a history takes most of a second: the tests share one, and each has weeks of its own, further apart than any span that is looked at.
beforeEach(() => {
  start += 60 * day;
  [now, store, asked, inUse] = [start, createMemoryStore(), new Map(), null];
  settings = trainingSchema.parse({ stageReadings: 20 });
});
afterAll(async () => {
  await history.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What a process works with. One that begins anew has nothing but the store and the history. */
const processOf = (change: Partial<LearningStagesDeps> = {}): LearningStagesDeps => ({
  store,
  later: { later: async (_, run, { key }) => void (asked.has(key) || asked.set(key, run)) },
  models: { of: ({ kind }) => (inUse && kind === 'detection' ? ({ card: inUse } as never) : null) },
  stages: { settings, tables: history.upToNow },
  ...{ clock, log: silentLog },
  ...change,
});

/** Telemetry of three places, each minute until `until`; the clock stands there afterwards. */
function send(until: number, { every = minute, places = ['A', 'B', 'C'] } = {}): void {
  for (; now < until; now += every)
    for (const device of places) history.append([{ at: now, device, interface: null, metric: 'cpu_pct', value: 20 }]);
}

/** A training ends, with a detector that is put in use or not. */
async function end(runId: string, outcome: 'in-use' | 'kept-former' | 'failed'): Promise<void> {
  const promoted = outcome === 'in-use';
  if (promoted) inUse = { id: `model-of-${runId}`, trainingRows: 1 };
  const detector = { kind: 'detection', subject: 'network', id: `model-of-${runId}`, metrics: [], promoted, reason: promoted ? 'recall 0.9' : 'worse than the model in use: 0.1 against 0.2' }; // biome-ignore format: one value
  const told =
    outcome === 'failed'
      ? { state: 'failed' as const, note: 'there is too much' }
      : { state: 'done' as const, note: '', result: [detector] };
  await tellTraining({ store, clock }, runId, { done: 1, total: 1, ...told });
}

const look = (change?: Partial<LearningStagesDeps>) => lookAtStages(processOf(change));
const runs = () => [...asked.keys()];
const learning = () => readLearning({ store, settings, clock });
const said = async () => describeLearning(await learning(), now);
const at = (hours: number) => start + hours * hour;

describe('a stage', () => {
  it('is begun when its telemetry is there and not before, and the next one when it has ended', async () => {
    const seen: [string, string][] = [];
    for (const hours of [0.4, 0.55, 0.8, 1.1, 3, 6.1, 24.1, 72.1, 168.1, 300, 336.1]) {
      send(at(hours), { every: 5 * minute });
      await look();
      const run = runs().at(-1) ?? 'none';
      seen.push([String(hours), run]);
      if (run !== 'none') await end(run, 'in-use');
    }
    expect(seen.map(([hours, run]) => `${hours} ${run}`)).toEqual([
      '0.4 none',
      // Half an hour is there, and twenty readings are not.
      ...['0.55 none', '0.8 none', '1.1 none', '3 learn-60-1', '6.1 learn-360-1', '24.1 learn-1440-1'],
      ...['72.1 learn-4320-1', '168.1 learn-10080-1', '300 learn-10080-1', '336.1 learn-20160-1'],
    ]);
    expect([...asked.values()].map(({ span }) => span!.to - span!.from).at(-1)).toBe(7 * day);
    expect(asked.get('learn-60-1')).toMatchObject({ kinds: ['detection'], seed: 1, span: { from: start } });
    expect(asked.get('learn-360-1')!.kinds).toEqual(modelKinds.map(({ kind }) => kind));
  });

  it('waits for the readings of nine of ten places, so that one that hardly sends keeps nobody waiting', async () => {
    send(at(0.6), { every: 2 * minute });
    await look();
    expect(await said()).toBe('learning: 30 of 30 minutes, 18 of 20 readings a place (in 2 minutes)');
    const others = Array.from({ length: 8 }, (_, i) => `D${i}`);
    send(at(1.2), { every: 2 * minute, places: ['A', 'B', 'C', ...others] });
    history.append([{ at: now - minute, device: 'Z', interface: 'hardly', metric: 'cpu_pct', value: 1 }]);
    await look();
    // Eight of twelve have eighteen.
    expect(runs()).toEqual([]);
    send(at(1.3), { every: 2 * minute, places: others });
    await look();
    // One of twelve has one.
    expect(runs()).toEqual(['learn-60-1']);
  });

  it('that is under way is waited for, and a gate that keeps the former one ends it too', async () => {
    send(at(0.6));
    await look();
    send(at(1.1));
    await look();
    expect(runs()).toEqual(['learn-30-1']);
    expect(await said()).toBe('a training after 30 minutes is under way');
    await end('learn-30-1', 'kept-former');
    expect(await said()).toBe(
      'the detector trained on 35 minutes is not in use: worse than the model in use; learns again after 1 hour (in a moment)',
    );
    await look();
    expect(runs()).toEqual(['learn-30-1', 'learn-60-1']);
  });

  it('whose training failed is tried again, later and a few times, and of a long span on the later half', async () => {
    send(at(24.1), { every: 5 * minute });
    await look();
    for (let attempt = 1; attempt <= 4; attempt++) {
      await end(`learn-1440-${attempt}`, 'failed');
      send(now + 9 * minute);
      await look();
      expect(runs()).toHaveLength(attempt);
      expect(await said()).toContain(attempt < 4 ? 'is tried again (in 1 minute)' : 'learns again after 3 days');
      send(now + 2 * minute);
      await look();
    }
    expect(runs()).toEqual([1, 2, 3, 4].map((attempt) => `learn-1440-${attempt}`));
    const hours = [...asked.values()].map(({ span }) => Math.round((span!.to - span!.from) / hour));
    expect(hours).toEqual([24, 12, 6, 6]);
  });

  it('is none where none is configured', async () => {
    settings = trainingSchema.parse({ stagesHours: [] });
    expect(learnStage.schedules!(processOf())).toEqual([]);
    send(at(2));
    await look();
    expect(runs()).toEqual([]);
    expect(await said()).toBe('nothing is trained by itself: `training.stagesHours` is empty');
  });

  it('is looked at each minute', () => {
    expect(learnStage.schedules!(processOf())).toEqual([{ id: 'look', when: { cron: '35 * * * * *' }, payload: {} }]);
  });
});

describe('what was learned', () => {
  it('is not begun anew by a restart, and does not grow while nothing comes', async () => {
    expect(await said()).toBe('no telemetry yet');
    await look();
    expect(await said()).toBe('no telemetry yet');
    send(at(0.3));
    await look();
    expect(await said()).toBe('learning: 17 of 30 minutes, 18 of 20 readings a place (in 12 minutes)');
    await history.close();
    now += 8 * hour;
    history = await openHistory({ dir: folder, log: silentLog, clock, ...onDemand });
    await look();
    expect(await learning()).toMatchObject({ state: 'stopped', learnedMinutes: 17, nextAt: null });
    expect(await said()).toBe(
      'telemetry stopped 8 hours ago, and nothing is learned until it comes again; 17 of 30 minutes, 18 of 20 readings a place were there',
    );
    const again = now;
    send(again + 13 * minute);
    await look();
    expect(await learning()).toMatchObject({ state: 'learning', learnedMinutes: 29 });
    expect(runs()).toEqual([]);
    send(again + 15 * minute);
    await look();
    // The span has the gap in it, which holds nothing.
    expect(asked.get('learn-30-1')!.span).toEqual({ from: start, to: now });
  });

  it('is counted from the history, also of what came before there was a fact of it', async () => {
    send(at(7), { every: 2 * minute });
    await look();
    expect(runs()).toEqual(['learn-360-1']);
  });

  it('stays as it is while the history does not answer', async () => {
    send(at(0.3));
    await look();
    send(at(2));
    await look({ stages: { settings, tables: noTables } });
    expect(await learning()).toMatchObject({ state: 'learning', learnedMinutes: 17 });
    expect(runs()).toEqual([]);
    await look();
    expect(runs()).toEqual(['learn-60-1']);
  });
});

describe('a stage and processes that die or run side by side', () => {
  const owed = async () => (await listTrainingsOwed({ store, clock })).map(({ payload }) => payload.runId);

  it('is owed from the moment it is begun, and asked for again', async () => {
    send(at(0.6));
    const dies = { later: async () => Promise.reject(new Error('killed before the queue had it')) };
    await expect(look({ later: dies })).rejects.toThrow('killed');
    expect(runs()).toEqual([]);
    expect(await owed()).toEqual(['learn-30-1']);
    const [run] = (await store.facts.list(trainingOrders)).map(({ value }) => value);
    now += minute;
    await look();
    // A later look neither begins it again nor makes another of it.
    expect((await store.facts.list(trainingOrders)).map(({ value }) => value)).toEqual([run]);
    await end('learn-30-1', 'in-use');
    expect(await owed()).toEqual([]);
  });

  it('that was killed before it was stored is begun by the next look', async () => {
    send(at(0.6));
    const broken = { ...store, transaction: async () => Promise.reject(new Error('killed before it was stored')) };
    await expect(look({ store: broken })).rejects.toThrow('killed');
    expect(await owed()).toEqual([]);
    await look();
    expect(runs()).toEqual(['learn-30-1']);
  });

  it('is begun once by two that look at once', async () => {
    send(at(0.6));
    await Promise.all([look(), look({ clock: () => now + 1 })]);
    expect(runs()).toEqual(['learn-30-1']);
    expect(await owed()).toEqual(['learn-30-1']);
  });

  it('is begun once also where both have the lock, because one lost it, and is owed as it was asked for', async () => {
    send(at(0.6));
    const signal = new AbortController().signal;
    const withLock = async <T>(_: string, work: (lost: AbortSignal) => Promise<T>) => ({ value: await work(signal) });
    const unlocked = { ...store, withLock };
    await Promise.all([look({ store: unlocked }), look({ store: unlocked, clock: () => now + 1 })]);
    // Another order under the same id would be asked for once more.
    expect((await listTrainingsOwed({ store, clock })).map(({ payload }) => payload)).toEqual([...asked.values()]);
    expect(runs()).toEqual(['learn-30-1']);
  });

  it('of which nothing is known any more is tried again', async () => {
    send(at(0.6));
    await look();
    await store.facts.remove(trainingOrders, 'learn-30-1');
    await look();
    expect(runs()).toEqual(['learn-30-1', 'learn-30-2']);
  });

  it('goes on beside a training that people asked for', async () => {
    await askForTraining(processOf(), { recordings: ['r'], seed: 1, runId: 'train-1' });
    send(at(0.6));
    await look();
    expect(runs()).toEqual(['train-1', 'learn-30-1']);
  });
});

describe('a detector that people trained', () => {
  it('is not challenged by one that learned from less', async () => {
    inUse = { id: 'by-people', trainingRows: 200 };
    send(at(0.6));
    await look();
    expect(runs()).toEqual([]);
    expect(await learning()).toMatchObject({ state: 'held', held: { readings: 108, wanted: 200 }, nextAt: null });
    expect(await said()).toBe(
      '30 minutes of telemetry are there, but the detector that people trained learned from more: 108 of 200 readings',
    );
    send(at(1.2));
    await look();
    expect(runs()).toEqual(['learn-60-1']);
    expect(await learning()).toMatchObject({ state: 'training', held: null });
  });

  it('holds nothing back once it is no more in use', async () => {
    inUse = { id: 'by-people', trainingRows: 1e6 };
    send(at(0.6));
    await look();
    expect(await learning()).toMatchObject({ state: 'held' });
    inUse = null;
    await look();
    expect(runs()).toEqual(['learn-30-1']);
  });

  it('is another than one of an earlier stage, which any later stage may replace', async () => {
    send(at(0.6));
    await look();
    await end('learn-30-1', 'in-use');
    inUse = { id: inUse!.id, trainingRows: 1e6 };
    send(at(1.1));
    await look();
    expect(runs()).toEqual(['learn-30-1', 'learn-60-1']);
  });
});

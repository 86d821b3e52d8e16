import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { createHealth } from '../../src/app/health.ts';
import { openHistory } from '../../src/telemetry/history/history.ts';
import { startHistoryWorker } from '../../src/telemetry/history/history-thread.ts';
import { learningOf } from '../learning/made-learning.ts';
import { silentLog } from '../store/open-test-store.ts';
import { noDeadline } from '../telemetry/series-of.ts';
import { factExamples } from './fact-examples.ts';

test('a history whose thread has ended is told, also when another one has taken its place', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'health-'));
  const workers: Worker[] = [];
  const history = await openHistory({
    ...{ dir: join(folder, 'history'), log: silentLog, clock: () => 0, deadline: noDeadline, flushEveryMs: 3_600_000 },
    startWorker(place) {
      const worker = startHistoryWorker(place);
      workers.push(worker);
      return worker;
    },
  });
  const challenges: { id: string; value: unknown }[] = [];
  const parts = {
    models: { diagnoser: { isReady: () => true, refused: () => 0 }, states: () => [] },
    incidents: { failing: () => null },
    recent: { counts: () => ({ refused: 0, tooOld: 0 }) },
    changes: { approvalLoad: async () => null },
    languageModel: { name: 'offline', state: () => ({}) },
    senders: { read: () => ({ unknownDevices: [] }) },
    bot: { strayEnvelopes: () => 0, projection: { projection: 'slack', failing: () => 0 } },
    followers: [],
    store: { facts: { put: async () => undefined, list: async () => challenges }, damagedFacts: () => 0 },
  };
  const health = createHealth({
    ...(parts as never as Parameters<typeof createHealth>[0]),
    ...{
      history,
      folder,
      folders: { dir: join(folder, 'history') },
      keepDays: 365,
      isStarted: () => true,
      training: () => null,
      learning: async () => learningOf({ nextAt: 720_000 }),
      clock: () => 0,
    },
  });
  expect(await health()).toMatchObject({ ready: true, threadEnds: { history: { count: 0, last: null } } });
  expect(await health()).toMatchObject({
    learning: {
      ...{
        state: 'learning',
        learnedMinutes: 18,
        wantedMinutes: 30,
        readings: 108,
        wantedReadings: 200,
        nextAt: 720_000,
      },
      says: 'learning: 18 of 30 minutes, 108 of 200 readings a place (in 12 minutes)',
    },
  });
  expect((await health()).challenge).toBeNull();
  challenges.push({ id: 'challenge-9', value: factExamples['cause-challenge']!.value });
  expect((await health()).challenge).toMatchObject({
    ...{ id: 'challenge-9', stage: 'shadow', modelId: 'a1', trial: { labels: 0, p: 1 } },
    says: expect.arrayContaining([
      {
        about: 'Drift',
        says: 'since label 3 the error is 40 %, and was 10 % before; noticed at label 9',
      },
      {
        about: 'What labels changed',
        says: '3 labels of link L4 moved 2 of 9 verdicts (counted by training without them)',
      },
    ]),
  });
  expect((await health()).history).toMatchObject({ days: 0, first: null, keepDays: 365, pruned: { days: 0, left: 0 } });
  await workers[0]!.terminate();
  expect(await health()).toMatchObject({ ready: false, writes: { history: expect.stringContaining('has ended') } });
  expect(await history.range({ from: 0, to: 1 })).toEqual({ outcome: 'no-data' });
  expect(await health()).toMatchObject({
    ready: true,
    threadEnds: { history: { count: 1, last: 'its thread ended with exit code 1' } },
  });
  await history.close();
  rmSync(folder, { recursive: true });
});

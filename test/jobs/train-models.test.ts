import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordWorld } from '../../demo/network/recording/record-world.ts';
import { loadNetworkSpec } from '../../demo/network/spec.ts';
import { trainModels } from '../../src/jobs/train-models.ts';
import { readRecordings } from '../../src/jobs/training/read-recordings.ts';
import { trainFromFile } from '../../src/jobs/training/train-from-file.ts';
import { fromRecordings, trainInWorker } from '../../src/jobs/training/train-in-worker.ts';
import type { TrainingOrder } from '../../src/jobs/training/training-order.ts';
import { trainingFact } from '../../src/jobs/training/training-runs.ts';
import { modelKinds } from '../../src/learning/kinds/index.ts';
import { createMemoryStore } from '../bot/memory-store.ts';
import { topology } from '../diagnosis/simulated.ts';
import { sampled } from '../sampled.ts';
import { silentLog } from '../store/open-test-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'train-models-'));
const from = 1_750_000_000_000;
const recording = join(folder, 'recording');

const long = join(folder, 'long');

beforeAll(async () => {
  await recordWorld({ spec: loadNetworkSpec(), seed: 1, from, minutes: 2, out: recording });
  await recordWorld({ spec: loadNetworkSpec(), seed: 1, from, minutes: 10, out: long });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const orderFor = (name: string): TrainingOrder => ({
  file: join(folder, 'training', `${name}.parquet`),
  modelsDir: join(folder, name),
  seed: 1,
  settings: { falseAlarmsPerDeviceDay: 1 },
  trainedAt: '2026-01-01T00:00:00.000Z',
  libraries: {},
});

const never = new AbortController().signal;
const cardOf = ({ modelsDir }: TrainingOrder, id: string) =>
  JSON.parse(readFileSync(join(modelsDir, 'detection', 'network', id, 'card.json'), 'utf8'));

describe('training in two steps', () => {
  it('makes the same model from the same data, and another from other data', async () => {
    const other = join(folder, 'other');
    cpSync(recording, other, { recursive: true });
    const [first, again, shorter] = ['first', 'again', 'shorter'].map(orderFor) as [
      TrainingOrder,
      TrainingOrder,
      TrainingOrder,
    ];
    const ids: string[] = [];
    for (const { order, ...read } of [
      { order: first, recordings: [recording] },
      { order: again, recordings: [other] },
      { order: shorter, recordings: [recording], until: from + 100_000 },
    ]) {
      await readRecordings({ ...read, file: order.file }, () => undefined);
      const { models } = await trainFromFile(order, () => undefined);
      ids.push(models[0]!.id!);
    }
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
    expect(cardOf(shorter, ids[2]!).dataHash).not.toBe(cardOf(first, ids[0]!).dataHash);
  });

  it('hands the second step nothing but the file, which is gone at the end', async () => {
    const order = orderFor('moved');
    const told: string[] = [];
    const ended = trainInWorker(order, fromRecordings({ recordings: [recording] }), {
      onProgress({ note }) {
        // The recordings are read by now; what trains must not miss them.
        if (note === 'reading the training data') rmSync(recording, { recursive: true, force: true });
        told.push(note);
      },
      signal: never,
    });
    await expect(ended).resolves.toMatchObject({
      models: expect.arrayContaining([
        expect.objectContaining({ kind: 'detection', id: expect.any(String), promoted: true }),
        expect.objectContaining({
          ...{ kind: 'causes', id: null, promoted: false, reason: 'not trained: the training data have no labels' },
        }),
      ]),
      data: { from, to: from + 119_000, labels: 0, outsideInventory: 0, leftOut: {} },
    });
    expect(told).toEqual(expect.arrayContaining(['reading the recordings', 'reading the training data']));
    expect(existsSync(order.file)).toBe(false);
  });

  it('tells what became of each kind, and remembers it for whoever asked', async () => {
    const store = createMemoryStore();
    const own = join(folder, 'told');
    await recordWorld({ spec: loadNetworkSpec(), seed: 1, from, minutes: 2, out: own });
    const deps = {
      training: {
        ...{ modelsDir: join(folder, 'told-models'), trainingDir: join(folder, 'training'), libraries: {} },
        settings: { falseAlarmsPerDeviceDay: 1 },
        onTrained: async () => undefined,
        history: () => Promise.reject(new Error('not asked for')),
      },
      ...{ store, clock: () => from, log: silentLog },
    };
    const context = { signal: never, progress: async () => undefined } as never;
    await trainModels.handle({ recordings: [own], seed: 1, runId: 'run-1' }, deps, context);
    const status = await store.facts.get(trainingFact, 'run-1');
    const every = modelKinds.flatMap(({ kind, subjects }) => subjects(topology).map(() => kind));
    expect(status).toMatchObject({ state: 'done', result: every.map((kind) => ({ kind })) });
    expect(status!.note).toMatch(
      /^causes not trained: the training data have no labels\. forecast-short of latency-ms, [a-z, -]+ not trained: the span holds too few values that move: .*\. forecast-day of latency-ms, [a-z, -]+ not trained: the span holds too few days of values that move: .*\. detection in use: recall of made-up faults/,
    );
  });

  it('stops when it is told to, with no file left', async () => {
    const copy = join(folder, 'aborted');
    await recordWorld({ spec: loadNetworkSpec(), seed: 1, from, minutes: 2, out: copy });
    const order = orderFor('stopped');
    const abort = new AbortController();
    const ended = trainInWorker(order, fromRecordings({ recordings: [copy] }), {
      onProgress: () => abort.abort(),
      signal: abort.signal,
    });
    await expect(ended).rejects.toMatchObject({ code: 'training-failed' });
    expect([order.file, `${order.file}.part`].filter(existsSync)).toEqual([]);
  });

  const moments: [string, number][] = [
    ['reading the recordings', 0],
    ['reading the recordings', 15],
    ['reading the training data', 0],
    ['reading the training data', 8],
    ['reading the training data', 20],
    ['reading the training data', 40],
  ];
  it.each(sampled(moments, ([step]) => [step]))(
    'can be ended in the middle of %s, %i ms in, where the database works: the process lives',
    async (step, ms) => {
      const order = orderFor(`ended ${step} ${ms}`);
      const abort = new AbortController();
      const ended = trainInWorker(order, fromRecordings({ recordings: [long] }), {
        onProgress: ({ note }) => note === step && void setTimeout(() => abort.abort(), ms),
        signal: abort.signal,
      });
      await expect(ended).rejects.toMatchObject({ code: 'training-failed', message: 'Training failed: it was ended' });
      expect(['', '.part', '.spill'].filter((ending) => existsSync(`${order.file}${ending}`))).toEqual([]);
    },
  );
});

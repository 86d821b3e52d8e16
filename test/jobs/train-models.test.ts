import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordWorld } from '../../demo/network/recording/record-world.ts';
import { loadNetworkSpec } from '../../demo/network/spec.ts';
import type { JobDefinition } from '../../src/jobs/job.ts';
import { prepareTraining } from '../../src/jobs/prepare-training.ts';
import { trainFromFile } from '../../src/jobs/train-from-file.ts';
import { defineTrainModels, trainInWorker } from '../../src/jobs/train-models.ts';
import { trainingFact } from '../../src/jobs/training-facts.ts';
import type { TrainingOrder } from '../../src/jobs/training-order.ts';
import { createMemoryStore } from '../bot/memory-store.ts';
import { silentLog } from '../store/open-test-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'train-models-'));
const from = 1_750_000_000_000;
const recording = join(folder, 'recording');

beforeAll(() => recordWorld({ spec: loadNetworkSpec(), seed: 1, from, minutes: 2, out: recording }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const orderFor = (name: string, recordings = [recording]): TrainingOrder => ({
  recordings,
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
    const [first, again] = [orderFor('first'), orderFor('again', [other])];
    const shorter = { ...orderFor('shorter'), until: from + 100_000 };
    const ids: string[] = [];
    for (const order of [first, again, shorter]) {
      await prepareTraining(order, () => undefined);
      const [detection] = await trainFromFile(order, () => undefined);
      ids.push(detection!.id!);
    }
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
    expect(cardOf(shorter, ids[2]!).dataHash).not.toBe(cardOf(first, ids[0]!).dataHash);
  }, 60_000);

  it('hands the second step nothing but the file, which is gone at the end', async () => {
    const order = orderFor('moved');
    const told: string[] = [];
    const ended = trainInWorker(
      order,
      (message) => {
        if (message.kind !== 'progress') return;
        // The recordings are read by now; what trains must not miss them.
        if (message.note === 'reading the training data')
          rmSync(order.recordings[0]!, { recursive: true, force: true });
        told.push(message.note);
      },
      never,
    );
    await expect(ended).resolves.toMatchObject([
      { kind: 'detection', id: expect.any(String), promoted: true },
      { kind: 'causes', id: null, promoted: false, reason: 'not trained: the recordings have no labels' },
    ]);
    expect(told).toEqual(expect.arrayContaining(['reading the recordings', 'reading the training data']));
    expect(existsSync(order.file)).toBe(false);
  }, 60_000);

  it('tells what became of each kind, and remembers it for whoever asked', async () => {
    const store = createMemoryStore();
    let handle: JobDefinition['handle'] | undefined;
    const own = join(folder, 'told');
    await recordWorld({ spec: loadNetworkSpec(), seed: 1, from, minutes: 2, out: own });
    const queue = {
      define(_: string, job: JobDefinition) {
        handle = job.handle;
      },
    };
    defineTrainModels(queue as never, {
      ...{ store, modelsDir: join(folder, 'told-models'), trainingDir: join(folder, 'training'), log: silentLog },
      ...{
        settings: { falseAlarmsPerDeviceDay: 1 },
        libraries: {},
        clock: () => from,
        onTrained: async () => undefined,
      },
    });
    const context = { signal: never, progress: async () => undefined } as never;
    await handle!({ recordings: [own], seed: 1, runId: 'run-1' }, context);
    const status = await store.facts.get(trainingFact, 'run-1');
    expect(status).toMatchObject({ state: 'done', result: [{ kind: 'detection' }, { kind: 'causes' }] });
    expect(status!.note).toMatch(
      /^causes not trained: the recordings have no labels\. detection in use: recall of made-up faults/,
    );
  }, 60_000);

  it('stops when it is told to, with no file left', async () => {
    const copy = join(folder, 'aborted');
    await recordWorld({ spec: loadNetworkSpec(), seed: 1, from, minutes: 2, out: copy });
    const order = orderFor('stopped', [copy]);
    const abort = new AbortController();
    const ended = trainInWorker(order, ({ kind }) => kind === 'progress' && abort.abort(), abort.signal);
    await expect(ended).rejects.toMatchObject({ code: 'training-failed' });
    expect([order.file, `${order.file}.part`].filter(existsSync)).toEqual([]);
  }, 60_000);
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TrainingInput } from '../../src/diagnosis/training.ts';
import type { Reading } from '../../src/domain/reading.ts';
import { describePass } from '../../src/foundation/loss-words.ts';
import { gateByMetrics } from '../../src/learning/gate.ts';
import type { ModelKind } from '../../src/learning/kind.ts';
import { openModels } from '../../src/learning/open-models.ts';
import { learn, type TrainedModel } from '../../src/learning/pipeline.ts';
import { describeTraining } from '../../src/learning/training-words.ts';
import type { ModelRegistry } from '../../src/models/registry/model-registry.ts';
import { topology } from '../diagnosis/simulated.ts';

type Rows = { at: number; value: number }[];

/** A model that answers with a mean. How good it is, is what the test says of models with that mean. */
interface Toy {
  quality: (mean: number) => number | null;
  needs?: string[];
  teaches?: boolean;
  subject?: string;
  /** Its error after each pass, on both parts; a kind without passes when left out. */
  passes?: number[];
}

const toy = ({
  quality,
  needs,
  teaches = true,
  subject = 'network',
  passes,
}: Toy): ModelKind<{ mean: number }, Rows> => ({
  kind: 'toy',
  title: 'toy',
  purpose: 'answers with a mean',
  ...(needs && { needs }),
  subjects: () => [subject],
  dataset({ readings }) {
    const rows = [...readings].map(({ at, values }) => ({ at, value: values.get('latency_ms')! }));
    return { data: () => rows };
  },
  fit(rows, { progress }) {
    if (!teaches || rows.length === 0) return { model: null, reason: 'it never learns' };
    for (const [i, later] of (passes ?? []).entries())
      progress?.(i + 1, passes!.length, describePass({ pass: i + 1, later }, passes!.length));
    return { model: { mean: rows.reduce((sum, { value }) => sum + value, 0) / rows.length } };
  },
  extent: (rows) => (rows.length > 0 ? { from: rows[0]!.at, to: rows.at(-1)!.at } : null),
  between: (rows, after, until) => rows.filter(({ at }) => at > after && at <= until),
  evaluate: (model, { later }) => [
    {
      ...{ name: 'quality', better: 'higher', baselines: { guessing: 0.5 } },
      value: model && later.length > 0 ? quality(Math.round(model.mean)) : null,
    },
  ],
  gate: gateByMetrics,
  toArtefact: (model) => model,
  fromArtefact: (stored) => stored as { mean: number },
  card: (_, rows) => ({
    ...{ method: 'mean', split: '70 % and 30 %', features: ['latency_ms'], classes: [] },
    ...{ trainingRows: rows.length, notGoodFor: ['anything else'] },
  }),
  ...(passes && {
    losses: () => (passes.length > 0 ? { name: 'error', training: passes, later: passes, kept: 1 } : null),
  }),
});

/** Two hundred seconds of one interface on one level. */
function spanOf(level: number, from = 0): TrainingInput {
  const readings = Array.from({ length: 200 }, (_, i): Reading => {
    const values = new Map([['latency_ms', level + (i % 7) / 100]]);
    return { place: { device: 'Router-A', interface: 'eth1' }, at: 1_790_000_000_000 + (from + i) * 1000, values };
  });
  return { readings, labels: [], topology };
}

const key = { kind: 'toy', subject: 'network' };
let dir: string;
let registry: ModelRegistry;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pipeline-'));
  registry = openModels(dir);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function train(input: TrainingInput, kind: Toy, onProgress = (..._step: unknown[]) => {}): Promise<TrainedModel> {
  const result = await learn(input, {
    ...{ kinds: [toy(kind)], registry, seed: 1, settings: { falseAlarmsPerDeviceDay: 1 } },
    ...{ trainedAt: '2026-01-01T00:00:00.000Z', libraries: {}, onProgress },
  });
  return result.at(-1)!;
}

const good: Toy = { quality: () => 0.9 };

describe('a first model', () => {
  it('that beats its baselines is in use, and the history says why', async () => {
    const trained = await train(spanOf(10), good);
    expect(trained).toMatchObject({ ...key, promoted: true, reason: 'quality 0.900 (guessing 0.500)' });
    expect(await registry.history(key)).toMatchObject([
      { action: 'promote', by: 'gate', id: trained.id, reason: trained.reason, at: '2026-01-01T00:00:00.000Z' },
    ]);
  });

  it('that does not is not, is kept beside, and the words say how to use it anyway', async () => {
    const trained = await train(spanOf(10), { quality: () => 0.5 });
    expect(trained.promoted).toBe(false);
    expect(await registry.aliases(key)).toEqual({ champion: null, challenger: trained.id, previous: null });
    expect(describeTraining([trained])).toBe(
      `toy not in use: it does not beat every baseline: quality 0.500 (guessing 0.500); no model is in use: \`nocturne models promote toy ${trained.id}\` uses this one anyway.`,
    );
    expect((await registry.history(key))[0]).toMatchObject({ action: 'challenge', by: 'gate' });
  });

  it('that could not be measured is in use, because there is no other, and says so', async () => {
    const trained = await train(spanOf(10), { quality: () => null });
    expect(trained).toMatchObject({ promoted: true, reason: expect.stringMatching(/^not measured .*no other$/) });
  });

  it('that learned nothing is none', async () => {
    const trained = await train(spanOf(10), { ...good, teaches: false });
    expect(trained).toEqual({ ...key, id: null, metrics: [], promoted: false, reason: 'not trained: it never learns' });
    expect(await registry.list()).toEqual([]);
  });

  it('trains what it needs along, as long as that is not in use', async () => {
    const options = {
      ...{ kinds: [toy({ ...good, needs: ['detection'] })], registry, seed: 1, libraries: {} },
      ...{
        settings: { falseAlarmsPerDeviceDay: 1 },
        trainedAt: '2026-01-01T00:00:00.000Z',
        onProgress: () => undefined,
      },
    };
    const kinds = async (from: number) => (await learn(spanOf(10, from), options)).map(({ kind }) => kind);
    expect(await kinds(0)).toEqual(['detection', 'toy']);
    expect((await registry.aliases({ ...key, kind: 'detection' })).champion).not.toBeNull();
    expect(await kinds(500)).toEqual(['toy']);
  });
});

describe('a model that learns in passes', () => {
  const passes = [0.9, 0.63, 0.7];

  it('has its losses in the result, whether it is used or not', async () => {
    const curve = {
      ...{ name: 'error', passes: 3, kept: 2 },
      points: passes.map((error, i) => ({ pass: i + 1, training: error, later: error })),
    };
    expect(await train(spanOf(10), { ...good, passes })).toMatchObject({ promoted: true, losses: curve });
    const kept = await train(spanOf(20, 500), { quality: () => 0.4, passes });
    expect(kept).toMatchObject({ promoted: false, losses: curve });
    expect(JSON.parse(JSON.stringify(kept))).toEqual(kept);
  });

  it.each<[string, Toy]>([
    ['whose kind has no passes', good],
    ['that had no pass', { ...good, passes: [] }],
    ['that learned nothing', { ...good, passes, teaches: false }],
  ])('is told from one %s', async (_what, kind) => {
    expect(Object.keys(await train(spanOf(10), kind))).not.toContain('losses');
  });

  it('tells in which pass it is while it is fitted and measured, and of what it is', async () => {
    const notes: unknown[] = [];
    await train(spanOf(10), { ...good, passes, subject: 'latency-ms' }, (_done, _total, note) => notes.push(note));
    const told = (what: string) => passes.map((later, i) => `${what}: pass ${i + 1} of 3, later error ${later}`);
    expect(notes).toEqual(expect.arrayContaining(told('fitting the toy (latency-ms)')));
    expect(notes).toEqual(expect.arrayContaining(told('measuring the toy (latency-ms)')));
    expect(notes).toContain('fitting the toy (latency-ms)');
  });
});

describe('a model beside one in use', () => {
  const byMean: Toy = { quality: (mean) => ({ 10: 0.8, 20: 0.9, 30: 0.7 })[mean] ?? null };
  const championOf = async () => (await registry.aliases(key)).champion;

  it('takes its place when it is no worse on the same later rows', async () => {
    const first = await train(spanOf(10), byMean);
    const second = await train(spanOf(20, 500), byMean);
    expect(second.reason).toBe(
      'quality 0.900 (guessing 0.500); no worse than the model before it on the same rows: quality 0.900 against 0.800',
    );
    expect(await registry.aliases(key)).toEqual({ champion: second.id, challenger: null, previous: first.id });
  });

  it('passes its gate again when another training was faster', async () => {
    const promote = registry.promote;
    await train(spanOf(10), byMean);
    let other: TrainedModel | undefined;
    registry.promote = async (...args) => {
      registry.promote = promote;
      // 20 comes between the gate of 30 and its promotion.
      other = await train(spanOf(20, 500), { quality: () => 0.95 });
      return promote(...args);
    };
    const slower = await train(spanOf(30, 1_000), {
      quality: (mean) => ({ 10: 0.8, 20: 0.95, 30: 0.85 })[mean] ?? null,
    });
    expect(other!.promoted).toBe(true);
    expect(slower).toMatchObject({ promoted: false, reason: expect.stringContaining('worse than the model in use') });
    expect(await registry.aliases(key)).toMatchObject({ champion: other!.id, challenger: slower.id });
  });

  it('does not when it is worse there, and says by how much', async () => {
    const first = await train(spanOf(10), byMean);
    const second = await train(spanOf(30, 500), byMean);
    expect(second).toMatchObject({
      ...{ promoted: false, reason: 'worse than the model in use on the same rows: quality 0.700 against 0.800' },
    });
    expect(await registry.aliases(key)).toEqual({ champion: first.id, challenger: second.id, previous: null });
  });

  it('does not when it could not be measured', async () => {
    const first = await train(spanOf(10), good);
    expect(await train(spanOf(20, 500), { quality: () => null })).toMatchObject({
      ...{ promoted: false, reason: expect.stringContaining('the model in use stays') },
    });
    expect(await championOf()).toBe(first.id);
  });

  it('is compared by what both reached on the same later rows when the data are the same', async () => {
    const first = await train(spanOf(10), { quality: () => 0.8 });
    const again = await train(spanOf(10), { quality: () => 0.7 });
    expect(again).toMatchObject({
      promoted: false,
      reason: expect.stringContaining('0.700 against 0.800'),
    });
    expect(await championOf()).toBe(first.id);
  });

  it('is not compared on rows that the one in use has learned from', async () => {
    const longer = { ...spanOf(20, 500), readings: [...spanOf(20, 0).readings, ...spanOf(20, 200).readings] };
    await train({ ...longer, readings: longer.readings.map((reading) => ({ ...reading })) }, byMean);
    const part = await train({ ...longer, readings: longer.readings.slice(0, 250) }, byMean);
    expect(part).toMatchObject({ promoted: true, reason: expect.stringContaining('no rows are new to both') });
  });

  it('is the same one after the same training, and nothing is noted', async () => {
    const first = await train(spanOf(10), good);
    expect(await train(spanOf(10), good)).toMatchObject({
      id: first.id,
      promoted: true,
      reason: 'already in use',
    });
    expect(await registry.history(key)).toHaveLength(1);
  });

  it('takes the place of one whose files are damaged', async () => {
    const first = await train(spanOf(10), good);
    writeFileSync(join(dir, 'toy', 'network', first.id!, 'model.json'), '{}');
    const second = await train(spanOf(20, 500), { quality: () => 0.6 });
    expect(await championOf()).toBe(second.id);
  });
});

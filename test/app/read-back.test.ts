import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLearnedUsual, usualFact } from '../../src/app/learned-usual.ts';
import { readBack } from '../../src/app/read-back.ts';
import { createDiagnoser, type DiagnosisModels } from '../../src/diagnosis/diagnoser.ts';
import type { Sample } from '../../src/domain/sample.ts';
import { type History, openHistory } from '../../src/telemetry/history/history.ts';
import { createMemoryStore } from '../bot/memory-store.ts';
import { silentLog } from '../bot/world.ts';
import { onDemand, seriesOf } from '../telemetry/series-of.ts';

const start = Date.UTC(2026, 10, 23, 6);
const minute = 60_000;
const place = { device: 'A', interface: null };
const models = {
  baselines: new Map([['A\t', new Map([['cpu_pct', { centre: 20, scale: 2 }]])]]),
  detector: { layout: { device: ['cpu_pct'], interface: [] }, kinds: {} },
  causes: null,
};
const topology = { devices: [], links: [] };
const sampleAt = (device: string, minutes: number, value: number): Sample => ({
  ...{ at: start + minutes * minute, device, interface: null },
  ...{ metric: 'cpu_pct', value },
});

describe('a restart', () => {
  let dir: string;
  let now = start;
  let history: History;
  let store = createMemoryStore();
  const clock = () => now;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'nocturne-read-back-'));
    history = await openHistory({ dir, log: silentLog, clock, ...onDemand });
    store = createMemoryStore();
    now = start;
  });
  afterEach(async () => {
    await history.close();
    await rm(dir, { recursive: true });
  });

  /** A process that begins: what it reads back, and what it then knows. */
  async function begin(inUse: DiagnosisModels = models) {
    const { settled, ...learnedUsual } = await openLearnedUsual(store, silentLog);
    const diagnoser = createDiagnoser({ topology, clock, models: inUse, ...learnedUsual });
    const kept: Sample[] = [];
    await readBack({ history, recent: { add: (sample) => kept.push(sample) > 0 }, diagnoser, clock });
    const take = (sample: Sample) => {
      now = sample.at;
      history.append([sample]);
      return diagnoser.observe([sample]);
    };
    return { diagnoser, kept, take, settled };
  }

  it('at one-minute telemetry goes on with the window as it was', async () => {
    const whole = await begin();
    for (let i = 0; i < 30; i++) whole.take(sampleAt('A', i, 20 + (i % 7)));
    const after = await begin();
    const sample = sampleAt('A', 30, 31);
    const judged = [whole, after].map(({ diagnoser }) => {
      now = sample.at;
      return diagnoser.observe([sample]);
    });
    expect(judged[1]).toEqual(judged[0]);
    expect(judged[1]).toHaveLength(1);
  });

  it('at one-minute telemetry does not learn a new place anew: not what it learned, and not what it was learning', async () => {
    const before = await begin();
    for (let i = 0; i < 70; i++) before.take(sampleAt('B', i, 40 + (i % 3)));
    for (let i = 11; i < 70; i++) before.take(sampleAt('C', i, 60));
    const usual = before.diagnoser.usual({ device: 'B', interface: null }, 'cpu_pct');
    expect(usual?.centre).toBe(41);
    expect(before.diagnoser.usual({ device: 'C', interface: null }, 'cpu_pct')).toBeUndefined();
    now = start + 8 * 60 * minute;
    const later = await begin();
    expect(later.diagnoser.usual({ device: 'B', interface: null }, 'cpu_pct')).toEqual(usual);
    now = start + 70 * minute;
    const soon = await begin();
    expect(soon.take(sampleAt('B', 70, 41))).toHaveLength(1);
    expect(soon.take(sampleAt('C', 70, 60))).toHaveLength(0);
    expect(soon.take(sampleAt('C', 71, 60))).toHaveLength(1);
  });

  it('after a promotion at one-minute telemetry does not learn anew what only the former training saw', async () => {
    const before = await begin();
    for (let i = 0; i < 30; i++) before.take(sampleAt('A', i, 20 + (i % 7)));
    const next = { ...models, baselines: new Map() };
    before.diagnoser.promote(next);
    expect(before.take(sampleAt('A', 30, 20))).toHaveLength(1);
    await before.settled();
    expect(await store.facts.list(usualFact)).toHaveLength(1);
    const after = await begin(next);
    expect(after.diagnoser.usual(place, 'cpu_pct')).toEqual({ centre: 20, scale: 2 });
    expect(after.take(sampleAt('A', 31, 20))).toHaveLength(1);
  });

  it('is settled when all that was learned is stored', async () => {
    const put = Promise.withResolvers<void>();
    const facts = { ...store.facts, put: () => put.promise };
    const { onLearned, settled } = await openLearnedUsual({ facts }, silentLog);
    onLearned(place, new Map([['cpu_pct', { centre: 20, scale: 2 }]]));
    let isSettled = false;
    const settling = settled().then(() => {
      isSettled = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isSettled).toBe(false);
    put.resolve();
    await settling;
  });

  it('shows the last quarter of an hour, and takes nothing that was long ago for now', async () => {
    const before = await begin();
    for (let i = 0; i < 40; i++) before.take(sampleAt('A', i, 20));
    now = start + 42 * minute;
    const fresh = await begin();
    expect(fresh.kept.map(({ at }) => (now - at) / minute)).toEqual([15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
    now = start + 39 * minute;
    expect((await begin()).diagnoser.usual(place, 'cpu_pct')?.centre).toBe(20);
  });

  it('reads back only as much as the windows hold where places send often', async () => {
    for (let second = 0; second < 3_000; second++)
      history.append([{ ...sampleAt('A', 0, 20), at: start + second * 1000 }]);
    now = start + 3_000_000;
    const asked: number[] = [];
    const counted = {
      range: history.range,
      last: async (...question: Parameters<History['last']>) => {
        const found = await history.last(...question);
        asked.push(seriesOf(found)[0]!.at.length);
        return found;
      },
    };
    const recalled: Sample[] = [];
    const diagnoser = { recall: (samples: readonly Sample[]) => void recalled.push(...samples) };
    await readBack({ history: counted, recent: { add: () => true }, diagnoser, clock });
    expect(asked).toEqual([100]);
    expect(recalled.map(({ at }) => at)).toEqual(Array.from({ length: 100 }, (_, i) => start + (2_900 + i) * 1000));
  });

  it('has nothing to read back at the first start', async () => {
    expect((await begin()).kept).toEqual([]);
  });
});

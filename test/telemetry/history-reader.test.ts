import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HistoryAnswer, type HistorySelection, noHistory } from '../../src/domain/history-reader.ts';
import type { Sample } from '../../src/domain/sample.ts';
import { createLog } from '../../src/log.ts';
import { createRandom } from '../../src/models/random.ts';
import { runCancellable } from '../../src/telemetry/history/cancellable.ts';
import { type History, openHistory } from '../../src/telemetry/history/history.ts';
import { sampled } from '../sampled.ts';
import { noDeadline, onDemand, seriesOf } from './series-of.ts';

const dayMs = 86_400_000;
const midnight = Date.UTC(2026, 10, 23);
const log = createLog({ level: 'silent' });
let dir: string;
let now: number;
let history: History | undefined;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'history-reader-'));
  now = midnight;
});
afterEach(async () => {
  await history?.close();
  history = undefined;
  await rm(dir, { recursive: true });
});

async function open(deadline: (ms: number) => AbortSignal = noDeadline): Promise<History> {
  history = await openHistory({ dir, log, clock: () => now, ...onDemand, deadline });
  return history;
}

const everything = { from: 0, to: Number.POSITIVE_INFINITY };
const cpu = (at: number, value: number, device = 'R1'): Sample => ({
  ...{ at, device, interface: null },
  ...{ metric: 'cpu_pct', value },
});

/** Samples of three days, some twice, some at one moment with different values; in no order of time. */
function makeUp(seed: number): Sample[] {
  const random = createRandom(seed);
  return Array.from({ length: 600 }, () => {
    const port = random() < 0.5 ? null : `eth${Math.floor(random() * 2)}`;
    return {
      at: midnight - dayMs + Math.floor(random() * 3 * 1440) * 60_000,
      device: `R${Math.floor(random() * 3)}`,
      interface: port,
      metric: random() < 0.5 ? 'cpu_pct' : 'latency_ms',
      value: random() < 0.1 ? 0 : Math.round(random() * 10_000) / 100 - 20,
    };
  });
}

/** What a selection holds, by the words of the port: of several values at one time the largest. */
function naive(samples: readonly Sample[], { place, device, metric, from, to }: HistorySelection) {
  const series = new Map<string, Map<number, number>>();
  for (const sample of samples) {
    if (sample.at < from || sample.at >= to || (metric && sample.metric !== metric)) continue;
    if (device && sample.device !== device) continue;
    if (place && (sample.device !== place.device || sample.interface !== place.interface)) continue;
    const key = [sample.device, sample.interface ?? '', sample.metric].join('\t');
    const values = series.get(key) ?? new Map<number, number>();
    series.set(key, values.set(sample.at, Math.max(sample.value, values.get(sample.at) ?? Number.NEGATIVE_INFINITY)));
  }
  return [...series]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, values]) => ({ key, points: [...values].sort(([a], [b]) => a - b) }));
}

const keyOf = ({ place, metric }: { place: { device: string; interface: string | null }; metric: string }) =>
  [place.device, place.interface ?? '', metric].join('\t');

/** Interpolated between the two nearest ranks. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(rank)]!, sorted[Math.ceil(rank)]!];
  return low + (rank - Math.floor(rank)) * (high - low);
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

async function expectNaive(kept: History, samples: readonly Sample[], selection: HistorySelection): Promise<void> {
  const wanted = naive(samples, selection);
  const range = seriesOf(await kept.range(selection));
  expect(range.map((one) => ({ key: keyOf(one), points: [...one.at].map((at, i) => [at, one.value[i]]) }))).toEqual(
    wanted,
  );
  const last = seriesOf(await kept.last(selection, 2));
  expect(last.map((one) => [keyOf(one), [...one.value]])).toEqual(
    wanted.map(({ key, points }) => [key, points.slice(-2).map(([, value]) => value)]),
  );
  const shares = [0, 0.05, 0.5, 0.99, 1];
  const percentiles = seriesOf(await kept.percentiles(selection, shares));
  expect(percentiles.map(({ count }) => count)).toEqual(wanted.map(({ points }) => points.length));
  for (const [i, { points }] of wanted.entries()) {
    const values = points.map(([, value]) => value);
    for (const [s, share] of shares.entries())
      expect(percentiles[i]!.values[s]).toBeCloseTo(quantile(values, share), 9);
  }
  const days = seriesOf(await kept.rollUp(selection, 'day'));
  for (const [i, { points }] of wanted.entries()) expectBuckets(days[i]!, points);
}

function expectBuckets(
  found: { at: Float64Array; count: Float64Array } & Record<'mean' | 'min' | 'median' | 'p95' | 'max', Float64Array>,
  points: readonly (readonly [number, number])[],
): void {
  const starts = [...new Set(points.map(([at]) => Math.floor(at / dayMs) * dayMs))];
  expect([...found.at]).toEqual(starts);
  for (const [i, start] of starts.entries()) {
    const values = points.filter(([at]) => at >= start && at < start + dayMs).map(([, value]) => value);
    expect(found.count[i]).toBe(values.length);
    expect([found.min[i], found.max[i]]).toEqual([Math.min(...values), Math.max(...values)]);
    expect(found.mean[i]).toBeCloseTo(mean(values), 9);
    expect(found.median[i]).toBeCloseTo(quantile(values, 0.5), 9);
    expect(found.p95[i]).toBeCloseTo(quantile(values, 0.95), 9);
  }
}

describe('the answers of the history', () => {
  it.each(sampled([1, 2, 3], () => []))(
    'are what a plain computation finds, in memory, file and finished days alike (seed %i)',
    async (seed) => {
      const samples = makeUp(seed);
      const kept = await open();
      // The first third lies in finished days, the second in the open file, the last still waits when it is asked for.
      kept.append(samples.slice(0, 200));
      now = midnight + 3 * dayMs;
      expect(await kept.seal()).toBe(3);
      kept.append(samples.slice(200, 400));
      await kept.flush();
      kept.append(samples.slice(400));
      const random = createRandom(seed, 1);
      const moment = () => midnight - dayMs + Math.floor(random() * 3 * 1440) * 60_000;
      for (let i = 0; i < 4; i++) {
        const [from, to] = [moment(), moment()].sort((a, b) => a - b) as [number, number];
        await expectNaive(kept, samples, { from, to });
        await expectNaive(kept, samples, { from, to, device: 'R1', metric: 'cpu_pct' });
        await expectNaive(kept, samples, { ...everything, from, place: { device: 'R2', interface: 'eth1' } });
      }
    },
  );

  it('rank places by a measure, and say that there are further ones', async () => {
    const kept = await open();
    kept.append([cpu(midnight, 10, 'A'), cpu(midnight + 1, 90, 'A'), cpu(midnight, 60, 'B'), cpu(midnight, -5, 'C')]);
    const top = async (rank: Parameters<History['top']>[1]) => {
      const answer = await kept.top({ ...everything, metric: 'cpu_pct' }, rank);
      const rows = seriesOf(answer).map(({ place, value, count }) => [place.device, value, count]);
      return { rows, more: answer.outcome === 'ok' && answer.more };
    };
    expect(await top({ by: 'mean', count: 2 })).toEqual({ rows: [['B', 60, 1], ['A', 50, 2]], more: true }); // biome-ignore format: a table
    expect((await top({ by: 'max', count: 1 })).rows).toEqual([['A', 90, 2]]);
    expect(await top({ by: 'median', count: 3, order: 'lowest' })).toEqual({
      rows: [['C', -5, 1], ['A', 50, 2], ['B', 60, 1]], // biome-ignore format: a table
      more: false,
    });
  });

  it('tell no data from zero, and what can not be computed from both', async () => {
    const kept = await open();
    kept.append([cpu(midnight, 0), cpu(midnight + 3_600_000, Number.NaN), cpu(midnight + 3 * 3_600_000, 4)]);
    const nothing = { outcome: 'no-data' };
    const before = { from: 0, to: midnight };
    expect(await kept.range(before)).toEqual(nothing);
    expect(await kept.last(before, 1)).toEqual(nothing);
    expect(await kept.rollUp(before, 'hour')).toEqual(nothing);
    expect(await kept.percentiles(before, [0.5])).toEqual(nothing);
    expect(await kept.top({ ...before, metric: 'cpu_pct' }, { by: 'max', count: 3 })).toEqual(nothing);
    const [hours] = seriesOf(await kept.rollUp(everything, 'hour'));
    expect([...hours!.at]).toEqual([midnight, midnight + 3 * 3_600_000]);
    expect([...hours!.mean]).toEqual([0, 4]);
    expect([...hours!.deviation]).toEqual([Number.NaN, Number.NaN]);
  });

  it('pass over what is no number in a file that something else wrote, of which no checksum is known', async () => {
    let kept = await open();
    kept.append([cpu(midnight - dayMs, 7)]);
    await kept.seal();
    const folder = join(dir, 'samples', 'day=2026-11-22');
    const [file] = await readdir(folder);
    const writer = await (await DuckDBInstance.create()).connect();
    await writer.run(`COPY (
      SELECT ts, bucket, device, interface, metric, unnest([value, NULL, 'NaN'::DOUBLE, 'Infinity'::DOUBLE]) AS value
      FROM '${join(folder, file!)}') TO '${join(dir, 'other.parquet')}' (FORMAT parquet)`);
    await writer.run(`COPY (FROM '${join(dir, 'other.parquet')}') TO '${join(folder, file!)}' (FORMAT parquet)`);
    await kept.close();
    await writer.run(
      `ATTACH '${join(dir, 'history.duckdb')}' AS history; DELETE FROM history.checksums; DETACH history`,
    );
    kept = await open();
    expect([...seriesOf(await kept.range(everything))[0]!.value]).toEqual([7]);
    expect(seriesOf(await kept.percentiles(everything, [1]))[0]).toMatchObject({ count: 1, values: [7] });
  });
});

describe('the bounds of an answer', () => {
  it('keep the newest rows, and say that there were more', async () => {
    const kept = await open();
    kept.append(Array.from({ length: 10 }, (_, i) => cpu(midnight + i, i)));
    kept.append([cpu(midnight + 4, 44, 'R2')]);
    const cut = await kept.range(everything, { rows: 3 });
    expect(cut).toMatchObject({ outcome: 'ok', more: true });
    expect(seriesOf(cut).map(({ place, value }) => [place.device, ...value])).toEqual([['R1', 7, 8, 9]]);
    expect(await kept.range(everything, { rows: 11 })).toMatchObject({ more: false });
    expect(await kept.percentiles(everything, [0.5], { rows: 1 })).toMatchObject({ more: true });
  });

  it('end a question that takes too long, and nothing else', async () => {
    const ends = new AbortController();
    const asked: number[] = [];
    const kept = await open((ms) => {
      asked.push(ms);
      return asked.length === 1 ? ends.signal : noDeadline();
    });
    kept.append(Array.from({ length: 50_000 }, (_, i) => cpu(midnight + i, i)));
    const answer = kept.rollUp(everything, 'hour', { withinMs: 1_500 });
    ends.abort();
    expect(await answer).toEqual({
      ...{ outcome: 'failed', why: 'too-slow', reason: 'the history did not answer within 1.5 s' },
    });
    expect(seriesOf(await kept.percentiles(everything, [1]))[0]).toMatchObject({ count: 50_000, values: [49_999] });
    expect(asked).toEqual([1_500, 5_000]);
  });

  it('let who asked call the question off', async () => {
    const kept = await open();
    const caller = new AbortController();
    const answer = kept.range(everything, { signal: caller.signal });
    caller.abort();
    expect(await answer).toMatchObject({ outcome: 'failed', reason: 'the question was called off' });
  });

  it('really end the work of the database, whenever it is called off', async () => {
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    // Without an end this counts for hours.
    const count = () => connection.runAndReadAll('SELECT count(*) FROM range(1000000000000000) WHERE hash(range) = 1');
    const atOnce = new AbortController();
    const first = runCancellable(connection, atOnce.signal, count);
    atOnce.abort();
    await expect(first).rejects.toMatchObject({ code: 'history-cancelled' });
    const between = new AbortController();
    const second = runCancellable(connection, between.signal, async () => {
      await connection.run('SELECT 1');
      between.abort();
      return count();
    });
    await expect(second).rejects.toMatchObject({ code: 'history-cancelled' });
    connection.closeSync();
  });
});

describe('a history that is not whole', () => {
  const damages: [string, (file: string) => Promise<unknown>][] = [
    ['torn', (file) => writeFile(file, 'PAR1 and then nothing')],
    ['cut', (file) => truncate(file, 100)],
    ['gone', (file) => rm(file)],
  ];

  it.each(sampled(damages, () => []))(
    'names a file that is %s, and answers for the other days; after a restart as well',
    async (_, damage) => {
      let kept = await open();
      kept.append([cpu(midnight - 2 * dayMs, 1), cpu(midnight - dayMs, 2)]);
      await kept.seal();
      kept.append([cpu(midnight, 3)]);
      const file = join('day=2026-11-21', 'part-0.parquet');
      await damage(join(dir, 'samples', file));
      for (let run = 0; run < 2; run++) {
        const answer: HistoryAnswer<unknown> = await kept.range(everything);
        expect(answer).toMatchObject({ outcome: 'failed', why: 'damaged', reason: expect.stringContaining(file) });
        const other = await kept.range({ ...everything, from: midnight - dayMs });
        expect([...seriesOf(other)[0]!.value]).toEqual([2, 3]);
        await kept.close();
        kept = await open();
      }
    },
  );

  it('is told where none is kept', async () => {
    const disabled = { outcome: 'failed', why: 'disabled', reason: 'no history is kept here' };
    expect(await noHistory.range(everything)).toEqual(disabled);
    expect(await noHistory.top({ ...everything, metric: 'cpu_pct' }, { by: 'max', count: 1 })).toEqual(disabled);
  });
});

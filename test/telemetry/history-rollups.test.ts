import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bucketMs, historyBuckets } from '../../src/domain/history-reader.ts';
import type { CallContext } from '../../src/foundation/thread-calls.ts';
import { createRandom, randomInt } from '../../src/models/random.ts';
import type { Found } from '../../src/telemetry/history/by-series.ts';
import { createHistoryFunctions, type HistoryFunctions } from '../../src/telemetry/history/history-functions.ts';
import { statements } from '../../src/telemetry/history/history-statements.ts';
import { readManifest } from '../../src/telemetry/history/manifest.ts';
import { pickFiles } from '../../src/telemetry/history/stored-days.ts';
import { rounds } from '../sampled.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const first = Date.UTC(2026, 10, 22);
const context: CallContext = {
  ...{ signal: new AbortController().signal, progress: () => undefined, keep: (work) => work() },
};
const names: [string, string, string][] = [
  ['R1', '', 'cpu_pct'],
  ['R1', 'Gi0/1', 'latency_ms'],
  ['R2', '', 'cpu_pct'],
];
let dir: string;
let functions: HistoryFunctions;
let batch = 0;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'history-rollups-'));
  functions = createHistoryFunctions({ dir, threads: 1, partRows: 1000 });
  batch = 0;
});
afterEach(async () => {
  await functions.close(null, context);
  rmSync(dir, { recursive: true });
});

async function insert(rows: readonly (readonly [series: number, at: number, value: number])[]): Promise<void> {
  batch += 1;
  await functions.insert(
    {
      ...{ number: batch, newSeries: batch > 1 ? [] : names.map((name, id) => ({ id, name })) },
      series: Int32Array.from(rows, ([series]) => series),
      ...{ at: Float64Array.from(rows, ([, at]) => at), value: Float64Array.from(rows, ([, , value]) => value) },
    },
    context,
  );
}

/** Readings every 150 seconds, with gaps and times that come twice. */
function made(from: number, to: number, seed: number): [number, number, number][] {
  const random = createRandom(seed);
  const rows: [number, number, number][] = [];
  for (let at = from; at < to; at += 150_000)
    for (let series = 0; series < names.length; series++) {
      if (random() < 0.2) continue;
      rows.push([series, at, Math.round(random() * 100)]);
      if (random() < 0.1) rows.push([series, at, Math.round(random() * 100)]);
    }
  return rows;
}

const seal = (now: number) => functions.seal({ now }, context);
const ask = (statement: Parameters<HistoryFunctions['read']>[0]): Promise<Found> => functions.read(statement, context);
const inMs = (found: Found) =>
  found.series.map(({ columns, ...name }) => ({
    ...name,
    ...Object.fromEntries(Object.entries(columns).map(([column, values]) => [column, [...values]])),
  }));
/** The same, where numbers may differ in the last digits, as sums of the same numbers in another order do. */
const nearly = (series: ReturnType<typeof inMs>) =>
  series.map((one) =>
    Object.fromEntries(
      Object.entries(one).map(([name, values]) => [name, Array.isArray(values) ? values.map(near) : values]),
    ),
  );
const near = (value: unknown) =>
  typeof value === 'number' && Number.isFinite(value)
    ? expect.toSatisfy(
        (other: number) => Math.abs(other - value) <= 1e-12 * Math.max(Math.abs(value), Math.abs(other)),
        `${value} to 1e-12 of its size`,
      )
    : value;
const rollups = async () => (await readManifest(dir)).rollups;

it('roll-ups that are stored answer as readings do, of any span, bucket and place', async () => {
  await insert(made(first, first + 3 * dayMs + 5 * 3_600_000, 7));
  const random = createRandom(9);
  const asked = Array.from({ length: rounds(20, 120) }, () => {
    const bucket = historyBuckets[randomInt(random, historyBuckets.length)]!;
    const grid = [1, bucketMs[bucket], dayMs][randomInt(random, 3)]!;
    const edges = [0, 1].map(() => first + Math.floor((random() * 3.3 * dayMs) / grid) * grid);
    const place = [{}, { device: 'R1' }, { place: { device: 'R1', interface: 'Gi0/1' } }, { metric: 'cpu_pct' }];
    const span = { from: Math.min(...edges), to: Math.max(...edges) };
    return statements.rollUp({ ...place[randomInt(random, place.length)]!, ...span }, bucket, 100_000);
  });
  const before = [];
  for (const statement of asked) before.push(inMs(await ask(statement)));
  // Nothing is a stored roll-up yet, and then three days are.
  const { failed } = await seal(first + 3 * dayMs + 3 * 3_600_000);
  expect(failed).toEqual([]);
  // One file for R1, and one for R2.
  expect(await rollups()).toHaveLength(2 * 3 * historyBuckets.length);
  for (const [i, statement] of asked.entries()) expect(inMs(await ask(statement))).toEqual(nearly(before[i]!));
  expect(before.some((series) => series.length > 1)).toBe(true);
});

describe('a stored roll-up', () => {
  const whole = { from: first, to: first + dayMs };
  const byHour = statements.rollUp({ ...whole, metric: 'latency_ms' }, 'hour', 1000);
  const counted = async () => {
    const { series } = await ask(byHour);
    return series.flatMap(({ columns }) => [...columns.n!]).reduce((sum, n) => sum + n, 0);
  };

  it('does not answer for readings that came since, in the open file or in a further one, until it is made anew', async () => {
    const rows = [0, 1, 2, 3].map((hour) => [1, first + hour * 3_600_000, 5] as const);
    await insert(rows);
    await seal(first + dayMs + 3_600_000);
    expect(await counted()).toBe(4);
    await insert([[1, first + 90 * minuteMs, 7]]);
    expect(await counted()).toBe(5);
    await seal(first + dayMs + 2 * 3_600_000);
    expect(await counted()).toBe(5);
    const files = (await rollups()).map(({ file }) => file);
    // Those that it replaced are gone.
    expect(readdirSync(join(dir, 'rollups'), { recursive: true, encoding: 'utf8' }).filter(isParquet)).toHaveLength(
      historyBuckets.length,
    );
    expect(files.filter((file) => file.endsWith('part-1.parquet'))).toHaveLength(historyBuckets.length);
  });

  const isParquet = (name: string) => name.endsWith('.parquet');

  it('stays valid when the files of its day become one', async () => {
    for (let hour = 0; hour < 24; hour++) {
      await insert([[1, first + hour * 3_600_000, hour]]);
      await seal(first + (hour + 1) * 3_600_000 + 2 * minuteMs);
    }
    expect((await rollups()).every(({ file }) => file.endsWith('part-0.parquet'))).toBe(true);
    expect(await counted()).toBe(24);
    const made = (await rollups()).length;
    await seal(first + 30 * 3_600_000);
    expect(await rollups()).toHaveLength(made);
  });

  it('outlives the readings, as long as its bucket is kept, and is not made anew of what comes later', async () => {
    for (let day = 0; day < 4; day++) await insert([[1, first + day * dayMs, day]]);
    const now = first + 4 * dayMs + 3_600_000;
    const kept = { keepDays: 1, rollupDays: { minute: 1, hour: 3 }, now };
    await functions.seal(kept, context);
    const pruned = await functions.prune(kept, context);
    expect(pruned.days).toBe(3);
    const daysOf = async (bucket: string) => (await rollups()).filter((one) => one.bucket === bucket).length;
    expect([await daysOf('minute'), await daysOf('hour'), await daysOf('day')]).toEqual([1, 3, 4]);
    const all = { from: first, to: now };
    expect((await ask(statements.range(all, 100))).series[0]!.columns.ts).toHaveLength(1);
    expect((await ask(statements.rollUp(all, 'day', 100))).series[0]!.columns.ts).toHaveLength(4);
    // A span that cuts an hour takes the hours that begin in it.
    const cut = statements.rollUp({ from: first + dayMs - 1, to: first + dayMs + 1 }, 'hour', 100);
    expect([...(await ask(cut)).series[0]!.columns.mean!]).toEqual([1]);
    await insert([[1, first + 1, 77]]);
    await functions.seal({ ...kept, now: now + 3_600_000 }, context);
    expect([...(await ask(statements.rollUp(all, 'day', 100))).series[0]!.columns.mean!]).toEqual([0, 1, 2, 3]);
    expect([await daysOf('minute'), await daysOf('hour'), await daysOf('day')]).toEqual([1, 3, 4]);
  });

  it('of other days is made where one has a damaged file, which is named', async () => {
    for (let day = 0; day < 3; day++) await insert([[1, first + day * dayMs, day]]);
    await seal(first + dayMs + 3_600_000);
    for (const name of readdirSync(join(dir, 'samples'))) {
      writeFileSync(join(dir, 'samples', name, 'part-0.parquet'), 'torn');
    }
    await insert([[2, first + 1, 1]]);
    const { failed } = await seal(first + 3 * dayMs + 3_600_000);
    expect(failed).toHaveLength(1);
    expect(failed[0]).toMatch(/2026-11-22.*part-0\.parquet/s);
    expect(new Set((await rollups()).map(({ day }) => day))).toEqual(new Set(['2026-11-23', '2026-11-24']));
  });

  it('is one of few that are made in one go, so that hours are closed between them', async () => {
    for (let day = 0; day < 5; day++) await insert([[1, first + day * dayMs, day]]);
    const now = first + 5 * dayMs + 3_600_000;
    expect(await seal(now)).toMatchObject({ files: 5, more: true });
    expect(await rollups()).toHaveLength(16);
    expect(await seal(now)).toMatchObject({ files: 0, more: false });
    expect(await rollups()).toHaveLength(20);
  });
});

describe('the files that answer a question', () => {
  const day = '2026-11-22';
  const parts = { days: new Map([[day, ['a', 'b']]]), rollups: new Map([[day, ['r']]]), open: new Set<string>() };
  const span = { from: first, to: first + dayMs };
  const hour = 3_600_000;
  it.each([
    ['a whole day', parts, span, 'hour', ['r']],
    ['hours of it', parts, { from: first + hour, to: first + 2 * hour }, 'hour', ['r']],
    ['a span that cuts an hour', parts, { from: first + 1, to: first + 2 * hour }, 'hour', ['a', 'b']],
    ['hours, summed up by day', parts, { from: first + hour, to: first + dayMs }, 'day', ['a', 'b']],
    ['a span that cuts an hour of another day', parts, { from: first - 1, to: first + dayMs }, 'hour', ['r']],
    ['a day of which readings are open', { ...parts, open: new Set([day]) }, span, 'hour', ['a', 'b']],
    ['a day without a roll-up', { ...parts, rollups: new Map() }, span, 'hour', ['a', 'b']],
    ['a day without readings', { ...parts, days: new Map() }, { from: first + 1, to: first + hour }, 'hour', ['r']],
  ] as const)('%s', (_name, of, asked, bucket, wanted) => {
    const { stored, readings } = pickFiles({ ...of, bucket, span: asked });
    expect([...stored, ...readings]).toEqual(wanted);
  });
});

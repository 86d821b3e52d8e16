import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallContext } from '../../src/foundation/thread-calls.ts';
import { crowdedDays, mayBeCrowded } from '../../src/telemetry/history/compaction.ts';
import { closedUntil } from '../../src/telemetry/history/day-slices.ts';
import { createHistoryFunctions, type HistoryFunctions } from '../../src/telemetry/history/history-functions.ts';
import { statements } from '../../src/telemetry/history/history-statements.ts';
import { readManifest } from '../../src/telemetry/history/manifest.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const day = Date.UTC(2026, 10, 22);
const context: CallContext = {
  ...{ signal: new AbortController().signal, progress: () => undefined, keep: (work) => work() },
};
let dir: string;
let functions: HistoryFunctions;
let batch = 0;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'history-hours-'));
  functions = createHistoryFunctions({ dir, threads: 1 });
  batch = 0;
});
afterEach(async () => {
  await functions.close(null, context);
  rmSync(dir, { recursive: true });
});

/** One value of one series for each time. */
async function insert(times: readonly number[]): Promise<void> {
  batch += 1;
  const name = ['R1', '', 'cpu_pct'] as [string, string, string];
  await functions.insert(
    {
      ...{ number: batch, newSeries: batch > 1 ? [] : [{ id: 0, name }], series: new Int32Array(times.length) },
      ...{ at: Float64Array.from(times), value: Float64Array.from(times, (at) => at - day) },
    },
    context,
  );
}

const samples = () => join(dir, 'samples');
const filesOf = () =>
  readdirSync(samples(), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.parquet'))
    .sort();
const listed = async () => (await readManifest(dir)).samples.map(({ file }) => file.slice('samples/'.length)).sort();
async function timesStored(): Promise<number[]> {
  const { series } = await functions.read(statements.range({ from: 0, to: 1e14 }, 100_000), context);
  return [...(series[0]?.columns.ts ?? [])];
}
const minutes = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i * minuteMs);
const sealAt = async (now: number) => (await functions.seal({ now }, context)).files;

it('an hour is closed two minutes after its end', () => {
  expect([0, 61, 62, 121, 122].map((minute) => (closedUntil(day + minute * minuteMs) - day) / hourMs)).toEqual([
    -1, 0, 1, 1, 2,
  ]);
});

describe('hours that are closed', () => {
  it('move into files, are listed, and are read with what is open, each row once', async () => {
    await insert(minutes(day, 150));
    expect(await sealAt(day + 61 * minuteMs)).toBe(0);
    expect(await sealAt(day + 62 * minuteMs)).toBe(1);
    expect(await readManifest(dir)).toEqual({
      ...{ version: 1, closedUntil: day + hourMs, rollups: [] },
      samples: [{ day: '2026-11-22', file: join('samples', 'day=2026-11-22', 'part-0.parquet') }],
    });
    expect(await sealAt(day + 125 * minuteMs)).toBe(1);
    expect(filesOf()).toEqual(await listed());
    expect(await timesStored()).toEqual(minutes(day, 150));
  });

  it('are taken in late, into files of their own', async () => {
    await insert(minutes(day, 60));
    await sealAt(day + 2 * hourMs);
    await insert([day + 30_000]);
    await sealAt(day + 3 * hourMs);
    expect(filesOf()).toHaveLength(2);
    expect(await timesStored()).toHaveLength(61);
  });
});

describe('the files of a day that is over', () => {
  async function fillDay(): Promise<number[]> {
    const all = minutes(day, 24 * 60);
    for (let hour = 0; hour < 24; hour++) {
      await insert(all.slice(60 * hour, 60 * (hour + 1)));
      await sealAt(day + (hour + 1) * hourMs + 2 * minuteMs);
    }
    return all;
  }

  it('become one, which has each row once', async () => {
    const all = await fillDay();
    expect(filesOf()).toEqual([join('day=2026-11-22', 'part-24.parquet')]);
    expect(await listed()).toEqual(filesOf());
    expect(await timesStored()).toEqual(all);
    // What is late then gets a name that no file has.
    await insert([day + 1]);
    await sealAt(day + 26 * hourMs);
    expect(filesOf()).toHaveLength(2);
    expect(await timesStored()).toHaveLength(all.length + 1);
  });

  it.each([
    ['before the one file was listed', (file: string) => writeFileSync(join(samples(), file), 'torn')],
    ['while it was written', (file: string) => writeFileSync(join(samples(), `${file}.part`), 'torn')],
  ])('are whole after a crash %s', async (_when, leave) => {
    await insert(minutes(day, 120));
    await sealAt(day + 3 * hourMs);
    leave(join('day=2026-11-22', 'part-9.parquet'));
    await functions.close(null, context);
    functions = createHistoryFunctions({ dir, threads: 1 });
    expect(await timesStored()).toEqual(minutes(day, 120));
    expect(filesOf()).toEqual(await listed());
  });

  it('are left as they are while they are few, and while the day goes on', () => {
    const of = (day: string, count: number) => ({ day, files: Array.from({ length: count }, (_, i) => `part-${i}`) });
    const days = [of('2026-11-20', 3), of('2026-11-21', 4), of('2026-11-22', 20)];
    expect(days.filter((one) => mayBeCrowded(one, '2026-11-22')).map(({ day }) => day)).toEqual(['2026-11-21']);
  });

  it('are left as they are while they are large; the latest comes first', () => {
    const days = Array.from({ length: 6 }, (_, i) => ({
      ...{ day: `2026-11-0${i + 1}`, files: ['a', 'b', 'c', 'd'], bytes: i === 4 ? 40_000_000 : 1000 },
    }));
    expect(crowdedDays(days).map(({ day }) => day)).toEqual([6, 4, 3, 2, 1].map((of) => `2026-11-0${of}`));
  });
});

describe('the manifest', () => {
  it('is empty where there is none, and an error names one that can not be read', async () => {
    expect(await readManifest(join(dir, 'nowhere'))).toEqual({
      ...{ version: 1, closedUntil: null, samples: [], rollups: [] },
    });
    await insert(minutes(day, 60));
    await sealAt(day + 2 * hourMs);
    const file = join(dir, 'manifest.json');
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, 20));
    await expect(readManifest(dir)).rejects.toMatchObject({
      ...{ code: 'history-damaged', message: expect.stringContaining(file) },
    });
  });

  it('has no day that was forgotten', async () => {
    for (const at of [day, day + 24 * hourMs, day + 48 * hourMs]) await insert(minutes(at, 5));
    const now = day + 75 * hourMs;
    await sealAt(now);
    expect(await listed()).toHaveLength(3);
    await functions.prune({ keepDays: 1, now }, context);
    expect(filesOf()).toEqual(await listed());
    expect(filesOf()).toEqual([join('day=2026-11-24', 'part-0.parquet')]);
  });
});

import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sample } from '../../src/domain/sample.ts';
import { createLog } from '../../src/log.ts';
import { createFeatureWindow } from '../../src/telemetry/feature-windows.ts';
import { type History, openHistory } from '../../src/telemetry/history/history.ts';
import { onDemand, seriesOf } from './series-of.ts';

const start = Date.UTC(2026, 10, 22, 23, 0, 0);
const log = createLog({ level: 'silent' });
let dir: string;
let now: number;
let history: History | undefined;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'history-'));
  now = start;
});
afterEach(async () => {
  await history?.close();
  history = undefined;
  await rm(dir, { recursive: true });
});

async function open(options: Partial<Parameters<typeof openHistory>[0]> = {}): Promise<History> {
  history = await openHistory({ dir, log, clock: () => now, ...onDemand, ...options });
  return history;
}

const everything = { from: 0, to: Number.POSITIVE_INFINITY };
const sample = (at: number, value: number, metric = 'cpu_pct', device = 'R1', port: string | null = null): Sample => ({
  at,
  device,
  interface: port,
  metric,
  value,
});

/** The code of the error that another process gets when it opens the folder. */
async function codeInAnotherProcess(folder: string): Promise<string> {
  const module = new URL('../../src/telemetry/history/history.ts', import.meta.url).href;
  const program = `import(${JSON.stringify(module)}).then(({ openHistory }) =>
    openHistory({ dir: ${JSON.stringify(folder)}, log: console, clock: Date.now }).then(
      () => console.log('opened'), (error) => console.log(error.code)))`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    '-e',
    program,
  ]);
  return stdout.trim();
}

describe('the history', () => {
  it('gives back what it was given, by place and metric and in order of time', async () => {
    const kept = await open();
    kept.append([
      sample(start + 2000, 3, 'latency_ms', 'R1', 'eth1'),
      sample(start, 1, 'latency_ms', 'R1', 'eth1'),
      sample(start + 1000, 2.5, 'latency_ms', 'R1', 'eth1'),
      sample(start, 14),
      sample(start, 15, 'cpu_pct', "R'2?"),
    ]);
    const all = seriesOf(await kept.range(everything));
    expect(all.map(({ place, metric, at, value }) => ({ place, metric, at: [...at], value: [...value] }))).toEqual([
      { place: { device: "R'2?", interface: null }, metric: 'cpu_pct', at: [start], value: [15] },
      { place: { device: 'R1', interface: null }, metric: 'cpu_pct', at: [start], value: [14] },
      {
        place: { device: 'R1', interface: 'eth1' },
        metric: 'latency_ms',
        at: [start, start + 1000, start + 2000],
        value: [1, 2.5, 3],
      },
    ]);
    const names = async (query: object) =>
      seriesOf(await kept.range({ ...everything, ...query })).map(
        ({ place, metric }) => `${place.device} ${place.interface} ${metric}`,
      );
    expect(await names({ device: 'R1' })).toHaveLength(2);
    expect(await names({ place: { device: 'R1', interface: null } })).toEqual(['R1 null cpu_pct']);
    expect(await names({ metric: 'latency_ms', from: start + 2000, to: start + 2001 })).toEqual(['R1 eth1 latency_ms']);
    expect(await names({ place: { device: "R'2?", interface: null } })).toHaveLength(1);
    expect(await names({ to: start })).toEqual([]);
  });

  it('survives a restart, and keeps the numbers of its series', async () => {
    await (await open()).append([sample(start, 1), sample(start, 2, 'memory_pct')]);
    await history!.close();
    const again = await open();
    again.append([sample(start + 1000, 3, 'jitter_ms'), sample(start + 1000, 4, 'memory_pct')]);
    const all = seriesOf(await again.range(everything));
    expect(all.map(({ metric, value }) => [metric, ...value])).toEqual([
      ['cpu_pct', 1],
      ['jitter_ms', 3],
      ['memory_pct', 2, 4],
    ]);
  });

  it('seals closed hours into Parquet files and reads both as one', async () => {
    const kept = await open();
    const hour = 3_600_000;
    kept.append([sample(start, 1), sample(start + hour, 2), sample(start + 2 * hour, 3)]);
    now = start + 3 * hour;
    // The hour that runs stays in the open file; each of the others is in the folder of its day.
    expect(await kept.seal()).toBe(2);
    expect(await kept.seal()).toBe(0);
    expect((await readdir(join(dir, 'samples'))).sort()).toEqual(['day=2026-11-22', 'day=2026-11-23']);
    kept.append([sample(start + 1, 1.5), sample(start, 1)]);
    expect([...seriesOf(await kept.range(everything))[0]!.value]).toEqual([1, 1.5, 2, 3]);
    expect(await kept.seal()).toBe(1);
    await kept.close();
    await writeFile(join(dir, 'samples', 'day=2026-11-22', 'part-9.parquet'), 'torn');
    const again = await open();
    expect([...seriesOf(await again.range(everything))[0]!.value]).toEqual([1, 1.5, 2, 3]);
    expect(await readdir(join(dir, 'samples', 'day=2026-11-22'))).toEqual(['part-0.parquet', 'part-1.parquet']);
  });

  it('sums up by bucket', async () => {
    const kept = await open();
    const values = Array.from({ length: 120 }, (_, minute) => sample(start + minute * 60_000, minute));
    kept.append(values);
    const [hours] = seriesOf(await kept.rollUp(everything, 'hour'));
    expect(hours).toMatchObject({ place: { device: 'R1', interface: null }, metric: 'cpu_pct' });
    expect([...hours!.at]).toEqual([start, start + 3_600_000]);
    expect([hours!.count[0], hours!.mean[0], hours!.min[0], hours!.median[0], hours!.max[0]]).toEqual([
      60, 29.5, 0, 29.5, 59,
    ]);
    expect(hours!.p95[1]).toBeCloseTo(116.05);
    const [five] = seriesOf(await kept.rollUp({ ...everything, to: start + 300_000 }, 'five-minutes'));
    expect([[...five!.at], [...five!.count]]).toEqual([[start], [5]]);
    const [days] = seriesOf(await kept.rollUp(everything, 'day'));
    expect([...days!.count]).toEqual([60, 60]);
    kept.append([sample(start, 1, 'alone')]);
    expect(seriesOf(await kept.rollUp({ ...everything, metric: 'alone' }, 'day'))[0]!.deviation[0]).toBeNaN();
  });

  it('computes the same features as the windows in memory', async () => {
    const kept = await open();
    const values = Array.from({ length: 40 }, (_, second) => sample(start + second * 2000, Math.sin(second) * 50));
    kept.append(values);
    const [features] = seriesOf(await kept.features(everything));
    const windows = createFeatureWindow({ metrics: ['cpu_pct'] });
    const row = new Float64Array(windows.width);
    for (const [index, { at, value }] of values.entries()) {
      windows.push(windows.entity('R1'), Float64Array.of(value), at, row);
      const { mean5, dev5, lag1, change } = features!;
      const wanted = [mean5[index]!, dev5[index]!, lag1[index]!, change[index]! / 2];
      for (const [place, feature] of wanted.entries()) {
        if (Number.isNaN(feature)) expect(row[place + 1]).toBeNaN();
        else expect(row[place + 1]).toBeCloseTo(feature, 9);
      }
    }
  });

  it('drops and counts what it has no room for', async () => {
    const kept = await open({ bufferRows: 10, maxSeries: 2 });
    kept.append(Array.from({ length: 15 }, (_, index) => sample(start + index, index)));
    kept.append([sample(start, Number.NaN)]);
    expect(kept.counts()).toMatchObject({ appended: 10, dropped: 6 });
    await kept.flush();
    expect(kept.append([])).toBeUndefined();
    kept.append([sample(start, 1, 'b'), sample(start, 1, 'c')]);
    expect(kept.counts()).toMatchObject({ appended: 11, dropped: 7 });
    expect(seriesOf(await kept.range(everything))).toHaveLength(2);
  });

  it('keeps everything of a sender that waits when it is told to', async () => {
    const kept = await open({ bufferRows: 100 });
    for (let from = 0; from < 2000; from += 40) {
      await kept.append(Array.from({ length: 40 }, (_, index) => sample(start + from + index, index)));
    }
    expect(kept.counts().dropped).toBe(0);
    expect(seriesOf(await kept.range(everything))[0]!.at).toHaveLength(2000);
  });

  it('refuses a folder that another process has open, and one that is no database', async () => {
    await open();
    expect(await codeInAnotherProcess(dir)).toBe('history-locked');
    const broken = join(dir, 'broken');
    await (await openHistory({ dir: broken, log, clock: () => now })).close();
    await writeFile(join(broken, 'history.duckdb'), 'x'.repeat(10_000));
    await expect(openHistory({ dir: broken, log, clock: () => now })).rejects.toMatchObject({
      code: 'history-unreadable',
      hint: expect.any(String),
    });
  });

  it('says so when it is asked after its end', async () => {
    const kept = await open();
    await kept.close();
    await kept.close();
    await expect(kept.range(everything)).rejects.toMatchObject({ code: 'history-stopped' });
  });
});

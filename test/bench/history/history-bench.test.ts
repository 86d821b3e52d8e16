import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { historyTable, readRows } from '../../../bench/commands/history.ts';
import { duckdb } from '../../../bench/history/duckdb.ts';
import type { Engine } from '../../../bench/history/engine.ts';
import { seriesOf, writeHistory } from '../../../bench/history/generated-history.ts';
import { measureHistory } from '../../../bench/history/measure-history.ts';
import { cpuSecondsOf, peakMbOfTree } from '../../../bench/history/process-costs.ts';
import { columns, requireSame, type SeriesStatistics } from '../../../bench/history/statistics.ts';
import { openHistoryDatabase } from '../../../src/telemetry/history/history-database.ts';
import { statements } from '../../../src/telemetry/history/history-statements.ts';

const rows = 4000;
const never = new AbortController().signal;

describe('a history that is generated', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'history-bench-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const bytesOf = (folder: string) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(parquet|json)$/.test(name))
      .sort()
      .map((name) => [name, readFileSync(join(folder, name)).toString('base64')]);

  it('is the same for the same seed, and another one for another seed', async () => {
    const folders = ['a', 'b', 'c'].map((name) => join(dir, name));
    for (const [i, seed] of [1, 1, 2].entries()) await writeHistory(folders[i]!, { rows, seed });
    const [a, b, c] = folders.map((folder) => bytesOf(join(folder, 'samples')));
    expect(b).toEqual(a);
    expect(c).not.toEqual(a);
  });

  it('is one that the product opens: a reading a minute and series, some of which are missing and some of which come twice', async () => {
    const written = await writeHistory(dir, { rows, seed: 3 });
    const database = await openHistoryDatabase({ dir, threads: 1 });
    const { series } = await database.read(statements.range(written.span, 1_000_000), never);
    await database.close();
    expect(series).toHaveLength(seriesOf(rows));
    const apart = series.reduce((sum, { columns: { ts } }) => sum + ts!.length, 0);
    expect(apart).toBeLessThan(rows);
    expect(apart).toBeGreaterThan(0.97 * rows);
    expect(written.rows).toBeGreaterThan(apart);
    for (const { columns: own } of series)
      expect([...own.ts!].every((at) => at % 60_000 === 0 && at >= written.span.from && at < written.span.to)).toBe(
        true,
      );
  });

  it('has the files of several days', async () => {
    const { span, files } = await writeHistory(dir, { rows: 2000, seed: 1 });
    expect([files, (span.to - span.from) / 60_000]).toEqual([1, 500]);
    const long = await writeHistory(join(dir, 'long'), { rows: 500_000, seed: 1, series: 100 });
    expect(long.files).toBe(4);
  });
});

const answer: SeriesStatistics[] = [
  { series: ['R1', '', 'cpu_pct'], values: [3, 1.5, 0.5, 1.25, null, 0.25] },
  { series: ['R1', 'Gi0/1', 'cpu_pct'], values: [1, 7, null, 7, null, null] },
];
const changed = (change: (copy: SeriesStatistics[]) => unknown) => {
  const copy = structuredClone(answer);
  change(copy);
  return copy;
};

describe('answers of two engines', () => {
  it('are the same but for the last digits of a sum', () => {
    const close = changed(([first]) => {
      first!.values[1]! *= 1 + 5e-10;
    });
    expect(() => requireSame(['A', answer], ['B', close])).not.toThrow();
  });

  it.each([
    ['a series less', (copy) => copy.pop()],
    ['a series more', (copy) => copy.push(copy[0]!)],
    ['another order', (copy) => copy.reverse()],
    ['another name', ([first]) => (first!.series[1] = 'Gi0/2')],
    ...columns.map((name, i): [string, (copy: SeriesStatistics[]) => unknown] => [
      `another ${name}`,
      ([first]) => (first!.values[i] = (first!.values[i] ?? 1) * (1 + 2e-9)),
    ]),
    ['a number where there is none', ([, second]) => (second!.values[2] = 0)],
    ['none where there is a number', ([first]) => (first!.values[5] = null)],
  ] as [string, (copy: SeriesStatistics[]) => unknown][])('differ by %s', (_what, change) => {
    expect(() => requireSame(['A', answer], ['B', changed(change)])).toThrow(/A and B do not agree/);
  });
});

/** Answers what the product answers, or something else. */
const peer = (name: string, change: (found: SeriesStatistics[]) => SeriesStatistics[] = (found) => found): Engine => ({
  ...{ ...duckdb, name },
  async measure(...asked) {
    const measured = await duckdb.measure(...asked);
    return { ...measured, answer: change(measured.answer) };
  },
});

describe('the bench', () => {
  it('measures the product in a process of its own, and leaves out by name what is missing', async () => {
    const absent: Engine = { ...duckdb, name: 'absent', missing: async () => 'there is no such program' };
    const small: Engine = { ...absent, name: 'small', mostRows: 10 };
    const measured = await measureHistory([rows], { among: [duckdb, absent, small] });
    expect(measured.skipped).toEqual([{ engine: 'absent', reason: 'there is no such program' }]);
    expect(measured.rows).toEqual([
      {
        ...{ rows, readings: expect.any(Number), series: 8, engine: 'DuckDB', query: 'features' },
        ...{ firstSeconds: expect.any(Number), firstCpuSeconds: expect.any(Number) },
        ...{ seconds: expect.any(Number), cpuSeconds: expect.any(Number), peakMb: expect.any(Number) },
      },
    ]);
    expect(historyTable(measured.rows)).toMatch(/\| 4,000 \| DuckDB \| [\d.]+ s \([\d.]+ s\) \|/);
  });

  it('fails when two engines do not agree', async () => {
    const wrong = peer('wrong', ([first, ...others]) => [
      { ...first!, values: [0, ...first!.values.slice(1)] },
      ...others,
    ]);
    await expect(measureHistory([rows], { among: [duckdb, peer('same')] })).resolves.toBeDefined();
    await expect(measureHistory([rows], { among: [duckdb, wrong] })).rejects.toThrow(
      /DuckDB and wrong do not agree on n/,
    );
  });

  it('knows what a process costs', () => {
    expect(peakMbOfTree(process.pid)).toBeGreaterThan(10);
    expect(cpuSecondsOf(process.pid)).toBeGreaterThan(0);
    expect(peakMbOfTree(2 ** 22 + 1)).toBe(null);
  });

  it.each(['0', '-1', '1.5', 'many', '10000000000'])('refuses %s as a number of readings', (text) => {
    expect(() => readRows(text)).toThrow(/whole number/);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { forecast } from '../../bench/commands/forecast.ts';
import type { ForecastScores } from '../../bench/forecasting/forecast-scores.ts';
import { readText, writeText } from '../../src/telemetry/csv/text-file.ts';
import { makeSeries } from '../models/forecasting/made-series.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-forecast-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Six hundred rows, four hundred of them to learn from. */
const toFile = (values: Float64Array, hasTrain = true) => {
  const rows = [...values].map((value, i) =>
    [i, Number.isNaN(value) ? '' : value, ...(hasTrain ? [i < 400 ? 1 : 0] : [])].join(','),
  );
  return `i,rtt_ms${hasTrain ? ',train' : ''}\n${rows.join('\n')}\n`;
};

async function run(
  input: string,
  name: string,
  { train = join(folder, 'train'), more = [] as string[] } = {},
): Promise<{ out: string; scores: ForecastScores }> {
  const program = new Command().exitOverride();
  forecast.register(program);
  const out = join(folder, name);
  const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const given = ['--train', train, '--input', input, '--out', out, '--json', ...more];
  try {
    await program.parseAsync(['forecast', ...given], { from: 'user' });
    return { out, scores: JSON.parse(String(printed.mock.calls[0]![0])) };
  } finally {
    printed.mockRestore();
  }
}

const rowsOf = (out: string, file: string) => readText(join(out, file)).trimEnd().split('\n');

describe('forecasting the series of a folder', () => {
  const values = makeSeries(3, 600);
  beforeAll(() => {
    writeText(join(folder, 'train', 'a.csv'), toFile(makeSeries(1, 600)));
    writeText(join(folder, 'train', 'b.csv.gz'), toFile(makeSeries(2, 600)));
    writeText(join(folder, 'input', 'c.csv.gz'), toFile(values));
  });

  it('writes a row for each row, empty where it was learned from, and forecasts missing values all the same', async () => {
    const { out, scores } = await run(join(folder, 'input'), 'out');
    const [header, ...rows] = rowsOf(out, 'c.csv');
    expect(header).toBe('i,median,mean,lower,upper');
    expect(rows).toHaveLength(600);
    expect(new Set(rows.slice(0, 400).map((row) => row.replace(/^\d+/, '')))).toEqual(new Set([',,,,']));
    for (const row of rows.slice(400))
      expect(
        row
          .split(',')
          .slice(1)
          .map(Number)
          .every((cell) => cell > 0),
      ).toBe(true);
    const known = values.subarray(400).filter((value) => !Number.isNaN(value)).length;
    expect([known < 200, scores.series, scores.forecasts]).toEqual([true, 1, known]);
    expect(Object.keys(scores.points)).toEqual(['median', 'mean', 'last value', 'moving average 0.2', 'median of 10']);
  });

  it('keeps the prefix rule: what comes after row i − 10 changes nothing in row i', async () => {
    const { out } = await run(join(folder, 'input'), 'out');
    const whole = rowsOf(out, 'c.csv');
    for (const last of [405, 480]) {
      const other = values.map((value, i) => (i <= last ? value : i % 2 ? Number.NaN : 1000 * i));
      writeText(join(folder, `changed-${last}`, 'c.csv'), toFile(other));
      const changed = rowsOf((await run(join(folder, `changed-${last}`), `out-${last}`)).out, 'c.csv');
      expect(changed.slice(0, last + 11 + 1)).toEqual(whole.slice(0, last + 11 + 1));
      expect(changed.slice(last + 12)).not.toEqual(whole.slice(last + 12));
    }
  });

  it('learns from the rows with train 1 only', async () => {
    const shuffled = values.map((value, i) => (i < 400 ? value : 3));
    writeText(join(folder, 'hidden', 'c.csv'), toFile(shuffled));
    const rows = rowsOf((await run(join(folder, 'hidden'), 'out-hidden')).out, 'c.csv');
    expect(rows[1 + 405]).toBe(rowsOf((await run(join(folder, 'input'), 'out')).out, 'c.csv')[1 + 405]);
  });

  it('takes the first part of files that have no column train', async () => {
    writeText(join(folder, 'plain', 'd.csv'), toFile(makeSeries(5, 1000), false));
    const { out } = await run(join(folder, 'plain'), 'out-plain', { train: join(folder, 'plain') });
    const empty = rowsOf(out, 'd.csv').filter((row) => row.endsWith(',,,,'));
    expect(empty).toHaveLength(700);
  });

  it('says what is missing', async () => {
    writeText(join(folder, 'wrong', 'e.csv'), 'i,latency\n0,1\n');
    await expect(run(join(folder, 'wrong'), 'x')).rejects.toThrow(/e\.csv has no column rtt_ms/);
    writeText(join(folder, 'short', 'f.csv'), 'i,rtt_ms,train\n0,1,1\n1,2,0\n');
    const short = join(folder, 'short');
    for (const more of [[], ['--lstm']])
      await expect(run(short, 'x', { train: short, more })).rejects.toThrow(/too few rows with train 1/);
    await expect(run(join(folder, 'nothing'), 'x')).rejects.toThrow();
  });
});

describe('files of a folder', () => {
  it('keep the cells of the column i, quoted where they must be', async () => {
    const input = join(folder, 'quoted');
    writeText(join(input, 'q.csv'), toFile(makeSeries(4, 600)).replace(/^(\d+),/gm, '"a,$1",'));
    const rows = rowsOf((await run(input, 'quoted-out')).out, 'q.csv');
    expect(rows[1]).toBe('"a,0",,,,');
    expect(rows[600]).toMatch(/^"a,599"(,-?\d[^,]*){4}$/);
  });

  it('are refused where two would be written into one', async () => {
    const input = join(folder, 'twice');
    for (const name of ['t.csv', 't.csv.gz']) writeText(join(input, name), toFile(makeSeries(5, 600)));
    await expect(run(input, 'twice-out')).rejects.toThrow('holds t.csv twice, plain and packed');
  });
});

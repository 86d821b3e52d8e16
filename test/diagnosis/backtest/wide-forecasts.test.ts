import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TimeSplit } from '../../../src/diagnosis/backtest/wide-detection.ts';
import { readWideForecasts } from '../../../src/diagnosis/backtest/wide-forecasts.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wide-forecasts-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const start = Date.UTC(2026, 10, 23);
const minute = 60_000;
const at = (i: number) => new Date(start + i * minute).toISOString();

function read(lines: readonly string[], options: { split?: TimeSplit; wanted?: string[]; mostBytes?: number } = {}) {
  const file = join(folder, 'made.csv');
  writeFileSync(file, lines.join('\n'));
  return readWideForecasts(file, { split: { trainShare: 0.7 }, seed: 1, ...options });
}

const header = 'time,host,rtt_ms,load,label,cause';
const rows = (host: string, from: number, count: number) =>
  Array.from({ length: count }, (_, i) => `${at(from + i)},${host},${i === 3 ? '' : i},${10 * i},maybe,loss`);

describe('a wide CSV for forecasts', () => {
  it('has a series of each metric and entity, at the same steps, and no labels', async () => {
    const source = await read([header, ...rows('b', 5, 10), ...rows('a', 0, 20)]);
    expect(source).toMatchObject({ metrics: ['rtt_ms', 'load'], otherMetrics: [] });
    const { series, places, steps, stepMs } = source.dataOf('rtt_ms');
    expect([places, steps, stepMs]).toEqual([2, 30, minute]);
    expect(series.map(({ key, first }) => [source.placeOf(key), first - start / minute])).toEqual([
      ['a', 0],
      ['b', 5],
    ]);
    expect([...series[1]!.values]).toEqual([0, 1, 2, Number.NaN, 4, 5, 6, 7, 8, 9]);
    expect([...source.dataOf('load').series[1]!.values.subarray(0, 4)]).toEqual([0, 10, 20, 30]);
  });

  it.each<[string, TimeSplit, number]>([
    ['after a share of the time, not of the rows', { trainShare: 0.5 }, 10 * minute],
    ['at a moment', { from: start + 7 * minute }, 7 * minute],
  ])('is cut for all entities %s', async (_what, split, cut) => {
    const file = [header, ...rows('a', 0, 3), `${at(20)},a,1,1,0,`, ...rows('b', 2, 9)];
    expect((await read(file, { split })).from - start).toBe(cut);
  });

  it('has only the metrics that were asked for, and reads no others', async () => {
    const words = ['time,rtt_ms,comment', `${at(0)},1,slow`, `${at(1)},2,fast`];
    await expect(read(words)).rejects.toThrow(/row 1 .*column comment: "slow"/);
    const source = await read(words, { wanted: ['rtt_ms'] });
    expect([source.metrics, source.placeOf('')]).toEqual([['rtt_ms'], 'the only entity']);
    await expect(read(words, { wanted: ['latency'] })).rejects.toThrow(/has no column latency/);
  });

  it.each<[string, string[], RegExp]>([
    ['without rows', [header], /made\.csv has no rows/],
    [
      'of one moment',
      [header, ...rows('a', 0, 1)],
      /made\.csv goes from 2026-11-23T00:00:00\.000Z to .* --from must lie between/,
    ],
    [
      'whose time goes back',
      [header, ...rows('a', 5, 2), ...rows('a', 0, 1)],
      /row 3 \(line 4\), column time: .* sort the rows/,
    ],
    ['without a time', ['host,rtt_ms', 'a,1'], /has no column time/],
  ])('is refused %s', async (_what, lines, message) => {
    await expect(read(lines)).rejects.toThrow(message);
  });

  it('is refused when its steps do not fit into memory: a wrong year makes many', async () => {
    const source = await read([header, ...rows('a', 0, 6), '2326-11-23T00:00:00Z,a,1,1,0,'], { mostBytes: 1e8 });
    expect(() => source.dataOf('load')).toThrowError(expect.objectContaining({ code: 'data-too-large' }));
  });
});

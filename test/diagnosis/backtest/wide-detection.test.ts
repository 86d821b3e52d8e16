import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readWideEntities, type TimeSplit } from '../../../src/diagnosis/backtest/wide-detection.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wide-detection-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const start = Date.UTC(2026, 10, 23);
const minute = 60_000;

/** A row a minute of each entity, with two metrics; the times count seconds. */
const rowsOf = (entities: readonly string[], count: number) =>
  Array.from({ length: count }, (_, i) =>
    entities.map((entity, e) => `${(start + i * minute) / 1000},${entity},${i},${i + e},${Number(i === count - 1)}`),
  ).flat();

function read(rows: readonly string[], split: TimeSplit, mostBytes?: number) {
  const file = join(folder, 'made.csv');
  writeFileSync(file, ['time,entity,a,b,label', ...rows].join('\n'));
  return readWideEntities(file, { split, ...(mostBytes && { mostBytes }) });
}

describe('the entities of a wide CSV', () => {
  it('are cut in time, each for itself', async () => {
    const rows = [...rowsOf(['one', 'other'], 100), ...rowsOf(['late'], 60)];
    const { entities, leftOut } = await read(rows, { trainShare: 0.5 });
    expect(leftOut).toEqual(['late']);
    expect(entities.map(({ name }) => name)).toEqual(['one', 'other']);
    const [, other] = entities;
    expect([...other!.test.values.slice(0, 4)]).toEqual([50, 51, 51, 52]);
    expect([other!.train.count, other!.test.count, other!.train.samplesPerDay]).toEqual([50, 50, 1440]);
    expect([...other!.labels!]).toEqual([...Array(49).fill(0), 1]);
    expect(other!.train.dayShares[30]).toBeCloseTo(30 / 1440, 12);
    const late = await read(rows, { from: start + 59 * minute });
    expect(late.entities.map(({ name, train }) => [name, train.count])).toEqual([
      ['one', 59],
      ['other', 59],
      ['late', 59],
    ]);
  });

  it('are refused when time goes back in one of them, with row and line', async () => {
    const rows = rowsOf(['one', 'other'], 100);
    await expect(read([...rows, rows[1]!], { trainShare: 0.5 })).rejects.toThrow(
      /row 201 \(line 202\), column time: "\d+" is before "\d+"; sort the rows by time/,
    );
  });

  it('are refused when there is too little of each, with the span', async () => {
    await expect(read(rowsOf(['one'], 60), { trainShare: 0.5 })).rejects.toMatchObject({
      message: expect.stringContaining('its rows go from 2026-11-23T00:00:00.000Z to 2026-11-23T00:59:00.000Z'),
      hint: expect.stringContaining('--train-share'),
    });
    await expect(read([], { from: 5 })).rejects.toThrow('it has no rows');
  });

  it.each([
    ['values', rowsOf(['one'], 10_000), 200_000],
    ['what detectors make of one entity', rowsOf(['one'], 10_000), 800_000],
    [
      'entities',
      rowsOf(
        Array.from({ length: 500 }, (_, i) => `e${i}`),
        1,
      ),
      1_000_000,
    ],
  ])('are refused when they do not fit into memory: %s', async (_name, rows, mostBytes) => {
    await expect(read(rows, { trainShare: 0.5 }, mostBytes)).rejects.toMatchObject({
      code: 'data-too-large',
      message: expect.stringMatching(/made\.csv needs more than the \d MB of memory/),
      hint: expect.stringContaining('cut it by time or by entity'),
    });
    expect(await read(rowsOf(['one'], 10_000), { trainShare: 0.5 }, 3_000_000)).toMatchObject({ leftOut: [] });
  });
});

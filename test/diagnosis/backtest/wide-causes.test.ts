import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportWideCauses, type WideCauseOptions } from '../../../src/diagnosis/backtest/wide-causes.ts';
import { createRandom, randomNormal } from '../../../src/models/random.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wide-causes-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Two causes that need two metrics each to be told apart, and many ordinary rows. */
function makeTable(count: number, nameOf: (cause: string) => string = (cause) => cause): string[][] {
  const random = createRandom(4);
  return Array.from({ length: count }, (_, i) => {
    const cause = ['none', 'none', 'none', 'loss', 'overload'][Math.floor(random() * 5)]!;
    const [high, low] = [6 + randomNormal(random), randomNormal(random)];
    const [a, b] = cause === 'none' ? [low, randomNormal(random)] : cause === 'loss' ? [high, low] : [high, high];
    return [String(1_700_000_000 + 60 * i), a!.toFixed(3), b!.toFixed(3), nameOf(cause)];
  });
}

function report(rows: readonly string[][], trainShare: number, more: Partial<WideCauseOptions> = {}) {
  const file = join(folder, 'made.csv');
  writeFileSync(file, ['time,a,b,cause', ...rows.map((cells) => cells.join())].join('\n'));
  return reportWideCauses(file, { split: { trainShare }, seed: 1, ...more });
}

describe('causes of a table', () => {
  it('beats one rule with a forest where one metric is not enough', async () => {
    const { rows, trainingRows, neverTrained } = await report(makeTable(600), 0.7);
    expect([trainingRows, rows.cases, neverTrained]).toEqual([420, 180, []]);
    const [majority, stump, forest] = rows.lines;
    expect(majority).toMatchObject({ name: 'always none' });
    expect(stump!.macroF1!).toBeGreaterThan(majority!.macroF1!);
    expect(forest!.macroF1!).toBeGreaterThan(0.95);
    expect(rows.against).toMatchObject({ baseline: 'best rule on one feature', beats: true });
    expect(rows.calibration!.error).toBeLessThan(0.1);
  });

  it('finds nothing where the causes are drawn by lot', async () => {
    const random = createRandom(8);
    const drawn = makeTable(600, () => (random() < 0.5 ? 'loss' : 'none'));
    const { rows } = await report(drawn, 0.7);
    expect(rows.lines.at(-1)!.accuracy!).toBeLessThan(0.65);
  });

  it('names causes that training never saw, and misses them', async () => {
    const table = makeTable(600);
    table.at(-1)![3] = 'flood';
    const { rows, neverTrained } = await report(table, 0.7);
    expect(neverTrained).toEqual(['flood']);
    expect(rows.classes.find(({ cause }) => cause === 'flood')).toMatchObject({ count: 1, recall: 0, precision: null });
  });

  it('says in which row a cause is missing, and when there is too little', async () => {
    const table = makeTable(600);
    table[10]![3] = '';
    await expect(report(table, 0.7)).rejects.toThrow(/row 11 .*column cause: is empty/);
    await expect(report(makeTable(60), 0.5)).rejects.toThrow(/30 rows to learn from/);
  });

  it('gives the same, whatever the order of the rows is in the file', async () => {
    const table = makeTable(400);
    const shuffled = table.map((row, i) => ({ row, lot: (i * 7919) % 400 })).sort((a, b) => a.lot - b.lot);
    expect(
      await report(
        shuffled.map(({ row }) => row),
        0.7,
      ),
    ).toEqual(await report(table, 0.7));
  });

  it('is refused when it does not fit into memory, with the limit and what to do', async () => {
    await expect(report(makeTable(600), 0.7, { mostBytes: 20_000 })).rejects.toMatchObject({
      ...{ code: 'data-too-large', message: expect.stringContaining('made.csv needs more than the 0 MB') },
      hint: expect.stringContaining('leave columns out'),
    });
  });
});

import { describe, expect, it } from 'vitest';
import { reportWideCauses } from '../../../src/diagnosis/backtest/wide-causes.ts';
import { createRandom, randomNormal } from '../../../src/models/random.ts';
import type { CsvTable } from '../../../src/telemetry/csv/csv.ts';

/** Two causes that need two metrics each to be told apart, and many ordinary rows. */
function makeTable(count: number, nameOf: (cause: string) => string = (cause) => cause): CsvTable {
  const random = createRandom(4);
  const rows = Array.from({ length: count }, (_, i) => {
    const cause = ['none', 'none', 'none', 'loss', 'overload'][Math.floor(random() * 5)]!;
    const [high, low] = [6 + randomNormal(random), randomNormal(random)];
    const [a, b] = cause === 'none' ? [low, randomNormal(random)] : cause === 'loss' ? [high, low] : [high, high];
    return [String(1_700_000_000 + 60 * i), a!.toFixed(3), b!.toFixed(3), nameOf(cause)];
  });
  return { file: 'made.csv', columns: ['time', 'a', 'b', 'cause'], rows, lines: [] };
}

describe('causes of a table', () => {
  it('beats one rule with a forest where one metric is not enough', () => {
    const { rows, trainingRows, neverTrained } = reportWideCauses(makeTable(600), { trainShare: 0.7 }, { seed: 1 });
    expect([trainingRows, rows.cases, neverTrained]).toEqual([420, 180, []]);
    const [majority, stump, forest] = rows.lines;
    expect(majority).toMatchObject({ name: 'always none' });
    expect(stump!.macroF1!).toBeGreaterThan(majority!.macroF1!);
    expect(forest!.macroF1!).toBeGreaterThan(0.95);
    expect(rows.against).toMatchObject({ baseline: 'best rule on one feature', beats: true });
    expect(rows.calibration!.error).toBeLessThan(0.1);
  });

  it('finds nothing where the causes are drawn by lot', () => {
    const random = createRandom(8);
    const drawn = makeTable(600, () => (random() < 0.5 ? 'loss' : 'none'));
    const { rows } = reportWideCauses(drawn, { trainShare: 0.7 }, { seed: 1 });
    expect(rows.lines.at(-1)!.accuracy!).toBeLessThan(0.65);
  });

  it('names causes that training never saw, and misses them', () => {
    const table = makeTable(600);
    table.rows.at(-1)![3] = 'flood';
    const { rows, neverTrained } = reportWideCauses(table, { trainShare: 0.7 }, { seed: 1 });
    expect(neverTrained).toEqual(['flood']);
    expect(rows.classes.find(({ cause }) => cause === 'flood')).toMatchObject({ count: 1, recall: 0, precision: null });
  });

  it('says in which row a cause is missing, and when there is too little', () => {
    const table = makeTable(600);
    table.rows[10]![3] = '';
    expect(() => reportWideCauses(table, { trainShare: 0.7 }, { seed: 1 })).toThrow(/row 11 .*column cause: is empty/);
    expect(() => reportWideCauses(makeTable(60), { trainShare: 0.5 }, { seed: 1 })).toThrow(/30 rows to learn from/);
  });
});

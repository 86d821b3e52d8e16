import { describe, expect, it } from 'vitest';
import { dealtTo, sampleOf } from './sampled.ts';

interface Row {
  vendor: string;
  fault: number;
  line: string;
}

const table: Row[] = Array.from({ length: 120 }, (_, i) => ({
  vendor: ['frr', 'eos', 'junos'][i % 3]!,
  fault: Math.floor(i / 3) % 8,
  line: `line ${i}`,
}));
const vendorOf = ({ vendor }: Row) => [vendor];
const bothOf = ({ vendor, fault }: Row) => [vendor, fault];
const counts = (rows: Row[], kindOf: (row: Row) => unknown) =>
  [...Map.groupBy(rows, kindOf).values()].map((g) => g.length);

describe('a sample of a long table', () => {
  it('has so many rows of each kind, in the order of the table', () => {
    const sample = sampleOf(table, vendorOf, 2);
    expect(counts(sample, ({ vendor }) => vendor)).toEqual([2, 2, 2]);
    expect(sample).toEqual(table.filter((row) => sample.includes(row)));
  });

  it('has each kind of several sorts with few rows', () => {
    const sample = sampleOf(table, bothOf);
    expect(counts(sample, ({ vendor }) => vendor)).toHaveLength(3);
    expect(counts(sample, ({ fault }) => fault)).toHaveLength(8);
    expect(sample.length).toBeLessThanOrEqual(3 + 8);
  });

  it('leaves no kind out, however rare', () => {
    const rare = { vendor: 'ios-xe', fault: 0, line: 'the only one' };
    expect(sampleOf([...table, rare], vendorOf)).toContain(rare);
    expect(sampleOf([rare], vendorOf, 5)).toEqual([rare]);
  });

  it('has one row when any stands for all, and none of an empty table', () => {
    expect(sampleOf(table, () => [])).toHaveLength(1);
    expect(sampleOf([], vendorOf)).toEqual([]);
  });

  it('is the same every time, and as it was when other rows go or move', () => {
    const sample = sampleOf(table, bothOf);
    expect(sampleOf(table, bothOf)).toEqual(sample);
    expect(new Set(sampleOf([...table].reverse(), bothOf))).toEqual(new Set(sample));
    expect(sampleOf(sample, bothOf)).toEqual(sample);
  });
});

describe('a table that several share', () => {
  it('is dealt so that each row is tried once', () => {
    const hands = [0, 1, 2].map((turn) => dealtTo(table, turn, 3));
    expect(hands.map(({ length }) => length)).toEqual([40, 40, 40]);
    expect(new Set(hands.flat())).toEqual(new Set(table));
  });

  it('leaves nobody without a row', () => {
    for (let turn = 0; turn < 8; turn++) expect(dealtTo(['a', 'b', 'c'], turn, 8)).toHaveLength(1);
    expect(dealtTo([], 0, 8)).toEqual([]);
  });
});

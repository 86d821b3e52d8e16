import { describe, expect, it } from 'vitest';
import { sampleOf } from './sampled.ts';

const table = Array.from({ length: 120 }, (_, i) => ({ vendor: ['frr', 'eos', 'junos'][i % 3]!, line: `line ${i}` }));
const kindOf = ({ vendor }: { vendor: string }) => vendor;

describe('a sample of a long table', () => {
  it('has so many rows of each kind, in the order of the table', () => {
    const sample = sampleOf(table, kindOf, 2);
    expect(sample.map(kindOf).sort()).toEqual(['eos', 'eos', 'frr', 'frr', 'junos', 'junos']);
    expect(sample).toEqual(table.filter((row) => sample.includes(row)));
  });

  it('leaves no kind out, however rare', () => {
    const rare = { vendor: 'ios-xe', line: 'the only one' };
    expect(sampleOf([...table, rare], kindOf)).toContain(rare);
    expect(sampleOf([rare], kindOf, 5)).toEqual([rare]);
  });

  it('is the same every time, and as it was when other rows come, go or move', () => {
    const sample = sampleOf(table, kindOf, 3);
    expect(sampleOf(table, kindOf, 3)).toEqual(sample);
    expect(new Set(sampleOf([...table].reverse(), kindOf, 3))).toEqual(new Set(sample));
    const withoutOthers = table.filter((row, i) => i % 2 === 0 || sample.includes(row));
    expect(sampleOf(withoutOthers, kindOf, 3)).toEqual(sample);
  });
});

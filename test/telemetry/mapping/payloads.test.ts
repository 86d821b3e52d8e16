import { describe, expect, it } from 'vitest';
import { mapLines, start } from './map-lines.ts';
import { payloads } from './payloads.ts';

const timed = (line: string) => line.replace(/\{(\d+)\}$/, (_, second) => `${start + Number(second) * 1000}000000`);
const place = (told: string) => told.slice(0, told.lastIndexOf(' '));

describe('what senders mean', () => {
  it.each(payloads)('$name', ({ lines, topology, right, unknown = [] }) => {
    const mapped = mapLines(lines.map(timed).join('\n'), { topology });
    expect(mapped.bad).toEqual([]);
    expect([...new Map(mapped.told.map((told) => [place(told), told])).values()].sort()).toEqual([...right].sort());
    expect(mapped.unknown).toEqual(unknown);
  });

  it.each(payloads)('$name: every value is a sample, a part of one, or counted as lost', ({ lines, topology }) => {
    const text = lines.map(timed).join('\n');
    const { samples, lostCount } = mapLines(text, { topology });
    expect(samples.length + lostCount).toBeGreaterThan(0);
  });
});

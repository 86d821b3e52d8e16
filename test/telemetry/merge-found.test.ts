import { expect, it } from 'vitest';
import type { Found } from '../../src/telemetry/history/by-series.ts';
import { mergeFound } from '../../src/telemetry/history/merge-found.ts';

const found = (series: Record<string, [at: number, value: number][]>): Found => ({
  series: Object.entries(series).map(([device, rows]) => ({
    ...{ device, interface: '', metric: 'cpu_pct' },
    columns: { ts: Float64Array.from(rows, ([at]) => at), value: Float64Array.from(rows, ([, value]) => value) },
  })),
  found: Object.values(series).flat().length,
});

it('two parts of an answer become one: every time once, oldest first, the larger of two values', () => {
  const merged = mergeFound(found({ R2: [[3, 7]], R1: [[5, 1]] }), found({ R1: [[1, 4], [5, 9]], R3: [[2, 2]] })); // biome-ignore format: tables
  expect(merged.series.map(({ device, columns }) => [device, [...columns.ts!], [...columns.value!]])).toEqual([
    ['R1', [1, 5], [4, 9]],
    ['R2', [3], [7]],
    ['R3', [2], [2]],
  ]);
  // A cut answer stays one that says so.
  expect(merged.found).toBe(5);
  expect(mergeFound(found({}), found({}))).toEqual({ series: [], found: 0 });
});

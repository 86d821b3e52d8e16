import { describe, expect, it } from 'vitest';
import { createGapFinder } from '../../../src/app/record/gaps.ts';

const minute = 60_000;
const span = { from: 0, to: 600 * minute };

/** Times from `from` to `to`, both ends included, in minutes. */
const every = (step: number, from: number, to: number) =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);

const table: [string, number[], [number, number][]][] = [
  ['nothing at all', [], [[0, 600]]],
  ['everything', every(1, 0, 599), []],
  ['a late beginning', every(1, 60, 599), [[0, 60]]],
  ['an early end', every(1, 0, 300), [[300, 600]]],
  ['a hole in the middle', [...every(1, 0, 100), ...every(1, 200, 599)], [[100, 200]]],
  ['a short hole', [...every(1, 0, 100), ...every(1, 109, 599)], []],
  [
    'two holes and a late beginning',
    [...every(1, 20, 100), ...every(1, 150, 200), ...every(1, 300, 599)],
    [
      [0, 20],
      [100, 150],
      [200, 300],
    ],
  ],
  ['telemetry that comes once an hour', every(60, 0, 599), []],
  ['a hole of it', [...every(60, 0, 120), ...every(60, 480, 599)], [[120, 480]]],
  [
    'a single sample',
    [300],
    [
      [0, 300],
      [300, 600],
    ],
  ],
];

describe('the gaps of a span', () => {
  it.each(table)('%s', (_name, minutes, gaps) => {
    const finder = createGapFinder(span);
    for (const at of minutes) for (let place = 0; place < 3; place++) finder.see(at * minute);
    expect(finder.found()).toEqual({
      first: minutes.length > 0 ? minutes[0]! * minute : null,
      last: minutes.length > 0 ? minutes.at(-1)! * minute : null,
      gaps: gaps.map(([from, to]) => ({ from: from * minute, to: to * minute })),
    });
  });
});

import { describe, expect, it } from 'vitest';
import { presentExpected, readExpected } from '../../src/changes/expected-series.ts';
import type { MetricReader, Point } from '../../src/domain/metric-reader.ts';

const place = (device: string) => ({ device, interface: 'eth1' });

/** Each device's points, as `[at in s, value]`. */
function metricsOf(given: Record<string, [number, number][]>): MetricReader {
  return {
    values: ({ device }, _metric, from, to) =>
      (given[device] ?? [])
        .map(([at, value]): Point => ({ at: at * 1000, value }))
        .filter(({ at }) => at >= from && at <= to),
    metricsAt: () => [],
    lastHeard: () => null,
  };
}

const path = {
  name: 'A to C',
  parts: [
    { place: place('A'), share: 1 },
    { place: place('B'), share: 0.5 },
  ],
};
const judged = { place: { device: 'A', interface: null }, metric: 'latency_ms', path };
const sums = (given: Record<string, [number, number][]>, from = 0) =>
  readExpected(metricsOf(given), judged, from * 1000, 1_000_000).map(({ at, value }) => [at / 1000, value]);

describe('the points of a path', () => {
  it('are sums by share, at the moments of the part that is measured most rarely', () => {
    const often: [number, number][] = [
      [1, 10],
      [2, 12],
      [3, 14],
      [4, 16],
      [5, 18],
    ];
    expect(
      sums({
        A: often,
        B: [
          [2.5, 4],
          [4.5, 8],
        ],
      }),
    ).toEqual([
      [2.5, 14],
      [4.5, 20],
    ]);
    expect(
      sums({
        A: [
          [2.5, 4],
          [4.5, 8],
        ],
        B: often,
      }),
    ).toEqual([
      [2.5, 10],
      [4.5, 16],
    ]);
  });

  it('are none before every part was measured, from where it is looked on, and none when a part is silent', () => {
    expect(
      sums(
        {
          A: [
            [1, 10],
            [2, 10],
            [3, 10],
          ],
          B: [
            [2.5, 4],
            [3.5, 4],
          ],
        },
        2.2,
      ),
    ).toEqual([[3, 12]]);
    expect(
      sums({
        A: [
          [1, 10],
          [2, 10],
        ],
      }),
    ).toEqual([]);
    expect(
      sums({
        A: [[1, 10]],
        B: [
          [2, 4],
          [62, 4],
        ],
      }),
    ).toEqual([]);
    expect(presentExpected(metricsOf({ A: [[1, 10]] }), judged, 2000)).toBeUndefined();
  });

  it('are those of the place where there is no path', () => {
    const { path: _, ...plain } = judged;
    expect(readExpected(metricsOf({ A: [[1, 10]] }), plain, 0, 9000)).toEqual([{ at: 1000, value: 10 }]);
  });
});

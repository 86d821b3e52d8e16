import type { HistoryAnswer, HistoryReader, HistoryRollup } from '../../src/domain/history-reader.ts';
import { bucketMs, noHistory } from '../../src/domain/history-reader.ts';
import type { Place } from '../../src/domain/place.ts';
import type { Risk } from '../../src/domain/risk.ts';

export const minuteMs = 60_000;
/** A full five minutes. */
export const noon = Date.parse('2026-03-02T12:00:00Z');

export const riskOf = (id: string, change: Partial<Risk> = {}): Risk => ({
  ...{ id, place: { device: 'Switch-2', interface: null }, metric: 'memory_pct', limit: 90, basis: 'trend' },
  ...{ openedAt: noon, seenAt: noon, level: 71, slope: 0.5, since: noon - 120 * minuteMs, until: null, end: null },
  ...{ expectedAt: noon + 38 * minuteMs, earliestAt: noon + 30 * minuteMs, latestAt: noon + 55 * minuteMs },
  ...change,
});

/** What a place reads at a moment; null for nothing. */
export type Reads = (place: Place, metric: string, at: number) => number | null;

/** A history that sums up what is read once a minute. `failing` makes it give no answer. */
export function madeHistory(places: readonly Place[], reads: Reads, failing = { is: false }): HistoryReader {
  return {
    ...noHistory,
    async rollUp({ place, metric, from, to }, bucket): Promise<HistoryAnswer<HistoryRollup>> {
      if (failing.is) return { outcome: 'failed', why: 'failed', reason: 'it is broken' };
      const asked = places.filter(
        (one) => !place || (one.device === place.device && one.interface === place.interface),
      );
      const series = asked.flatMap((one) => {
        const buckets = new Map<number, number[]>();
        for (let at = Math.ceil(from / minuteMs) * minuteMs; at < to; at += minuteMs) {
          const value = reads(one, metric!, at);
          if (value === null) continue;
          const start = Math.floor(at / bucketMs[bucket]) * bucketMs[bucket];
          buckets.set(start, [...(buckets.get(start) ?? []), value]);
        }
        if (buckets.size === 0) return [];
        const all = [...buckets];
        const of = (pick: (values: number[]) => number) => Float64Array.from(all, ([, values]) => pick(values));
        const middle = (values: number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!;
        return [
          {
            ...{
              place: one,
              metric: metric!,
              at: Float64Array.from(all, ([at]) => at),
              count: of(({ length }) => length),
            },
            ...{
              mean: of((values) => values.reduce((sum, value) => sum + value, 0) / values.length),
              deviation: of(() => 0),
            },
            ...{
              min: of((values) => Math.min(...values)),
              median: of(middle),
              p95: of((values) => Math.max(...values)),
            },
            max: of((values) => Math.max(...values)),
          },
        ];
      });
      return series.length > 0 ? { outcome: 'ok', series, more: false } : { outcome: 'no-data' };
    },
  };
}

import { bucketMs, type HistoryReader, type HistoryRollup, noHistory } from '../../domain/history-reader.ts';
import { type Place, placeKey } from '../../domain/place.ts';
import type { Sample } from '../../domain/sample.ts';
import { median } from '../../foundation/median.ts';

/** What was played longer ago is forgotten: levels of two hours are looked at, and three are shown. */
const keptMs = 4 * 3_600_000;

interface Series {
  place: Place;
  metric: string;
  at: number[];
  value: number[];
}

/** The last hours of a replay as a history, of some metrics: for those who look ahead by its levels. It answers with roll-ups only. */
export function createReplayedLevels(metrics: readonly string[]): {
  take(samples: readonly Sample[]): void;
  history: HistoryReader;
} {
  const all = new Map<string, Series>();
  const wanted = new Set(metrics);

  function take(samples: readonly Sample[]): void {
    for (const sample of samples) {
      const { at, device, metric, value } = sample;
      if (!wanted.has(metric)) continue;
      const place = { device, interface: sample.interface };
      const key = `${placeKey(place)}\t${metric}`;
      const series = all.get(key) ?? { place, metric, at: [], value: [] };
      all.set(key, series);
      series.at.push(at);
      series.value.push(value);
      // In one go now and then, because to shift an array costs its length.
      if (series.at[0]! < at - 2 * keptMs) forget(series, at - keptMs);
    }
  }

  return {
    take,
    history: {
      ...noHistory,
      async rollUp({ place, device, metric, from, to }, bucket) {
        const series = [...all.values()].flatMap((one) => {
          if (metric !== undefined && one.metric !== metric) return [];
          if (place ? placeKey(one.place) !== placeKey(place) : device !== undefined && one.place.device !== device)
            return [];
          return rollUp(one, { from, to, stepMs: bucketMs[bucket] });
        });
        return series.length > 0 ? { outcome: 'ok', series, more: false } : { outcome: 'no-data' };
      },
    },
  };
}

function forget(series: Series, before: number): void {
  const first = series.at.findIndex((at) => at >= before);
  series.at = series.at.slice(first);
  series.value = series.value.slice(first);
}

function rollUp(
  { place, metric, at: times, value }: Series,
  { from, to, stepMs }: { from: number; to: number; stepMs: number },
): HistoryRollup[] {
  const buckets = new Map<number, number[]>();
  for (const [i, at] of times.entries()) {
    if (at < from || at >= to) continue;
    const start = Math.floor(at / stepMs) * stepMs;
    const values = buckets.get(start) ?? [];
    buckets.set(start, values);
    values.push(value[i]!);
  }
  if (buckets.size === 0) return [];
  const entries = [...buckets].sort(([a], [b]) => a - b);
  const of = (pick: (values: number[]) => number) => Float64Array.from(entries, ([, values]) => pick(values));
  const sorted = (values: number[]) => [...values].sort((a, b) => a - b);
  return [
    {
      ...{ place, metric, at: Float64Array.from(entries, ([at]) => at), count: of(({ length }) => length) },
      mean: of((values) => values.reduce((sum, one) => sum + one, 0) / values.length),
      // A replay does not need the deviation.
      deviation: of(() => Number.NaN),
      min: of((values) => Math.min(...values)),
      median: of((values) => median(values)!),
      p95: of((values) => sorted(values)[Math.floor(0.95 * (values.length - 1))]!),
      max: of((values) => Math.max(...values)),
    },
  ];
}

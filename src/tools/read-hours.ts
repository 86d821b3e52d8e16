import type { HistoryReader } from '../domain/history-reader.ts';
import type { MetricReader } from '../domain/metric-reader.ts';
import type { Place } from '../domain/place.ts';
import { type ReadValues, readValues, unreadBecause } from './read-values.ts';

const hourMs = 3_600_000;

/**
 * Reads a span of weeks, half-open: means of hours of UTC at their beginnings, and from an hour before the newest of them on every reading, which
 * tells when the last one came. Where the history gives no means, what memory holds stands in, and `unread` says why.
 */
export async function readHours(
  ports: { metrics: MetricReader; history: HistoryReader },
  { place, metric, from, to }: { place: Place; metric: string; from: number; to: number },
): Promise<ReadValues> {
  const found = await ports.history.rollUp({ place, metric, from, to }, 'hour');
  if (found.outcome === 'failed') {
    const points = ports.metrics.values(place, metric, from, to).filter(({ at }) => at < to);
    return { points, unread: unreadBecause[found.why] };
  }
  const hours =
    found.outcome === 'ok'
      ? found.series.flatMap(({ at: times, mean }) => Array.from(times, (at, i) => ({ at, value: mean[i]! })))
      : [];
  const since = Math.max(from, (hours.at(-1)?.at ?? from) - hourMs);
  const lately = await readValues(ports, { place, metric, from: since, to });
  return { points: [...hours.filter(({ at }) => at < since), ...lately.points], unread: lately.unread };
}

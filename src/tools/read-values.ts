import type { HistoryFailure, HistoryReader } from '../domain/history-reader.ts';
import type { MetricReader, Point } from '../domain/metric-reader.ts';
import type { Place } from '../domain/place.ts';

/** What was read of one metric at one place in a span. */
export interface ReadValues {
  /** Oldest first, each moment once. */
  points: Point[];
  /** Why readings of the span may be missing here, as a clause: the history gave no answer, or there were too many. Null when all are here. */
  unread: string | null;
}

/** Why the history gave no answer, for people: the reason itself may name files and is in the log. */
export const unreadBecause: Record<HistoryFailure, string> = {
  disabled: 'no history is kept here',
  'too-slow': 'the history did not answer in time',
  damaged: 'a file of the history is damaged',
  failed: 'the history could not be read',
};

/** Readings that are looked at in one go; a day of seconds has 86,400. */
const mostReadings = 100_000;

/**
 * Reads a span, half-open, from memory and, for what came before that, from the history. Memory has everything from its first reading on; so
 * no moment is read twice, and one that is not written yet is not missed.
 */
export async function readValues(
  { metrics, history }: { metrics: MetricReader; history: HistoryReader },
  { place, metric, from, to }: { place: Place; metric: string; from: number; to: number },
): Promise<ReadValues> {
  const latest = metrics.values(place, metric, from, to).filter(({ at }) => at < to);
  const before = latest[0]?.at ?? to;
  if (before <= from) return { points: latest, unread: null };
  const found = await history.range({ place, metric, from, to: before }, { rows: mostReadings });
  if (found.outcome === 'failed')
    return { points: latest, unread: isWhole(latest, from) ? null : unreadBecause[found.why] };
  if (found.outcome === 'no-data') return { points: latest, unread: null };
  const earlier = found.series.flatMap(({ at: times, value }) =>
    Array.from(times, (at, i) => ({ at, value: value[i]! })),
  );
  const unread = found.more ? `only the newest ${earlier.length} earlier readings were read` : null;
  return { points: [...earlier, ...latest], unread };
}

/** Memory alone holds a span when its readings begin no later than they follow each other. */
function isWhole(points: readonly Point[], from: number): boolean {
  if (points.length < 2) return false;
  const interval = (points.at(-1)!.at - points[0]!.at) / (points.length - 1);
  return points[0]!.at - from <= 2 * interval;
}

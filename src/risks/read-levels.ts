import { levelMs } from '../diagnosis/forecasting/level-series.ts';
import type { HistoryReader } from '../domain/history-reader.ts';
import { type Place, placeKey } from '../domain/place.ts';

/** Medians of five minutes of one metric at one place, oldest first, up to the five minutes that ended last; NaN where nothing was measured. */
export interface PlaceLevels {
  place: Place;
  levels: Float64Array;
  /** When the newest level that is known ended, milliseconds since 1970. */
  knownAt: number;
}

/** When the five minutes that ended last did so. */
export const levelsEnd = (now: number): number => Math.floor(now / levelMs) * levelMs;

/** Rows of an answer: two hours of 80,000 places. */
const bounds = { rows: 2_000_000, withinMs: 20_000 };

/** The last `count` levels of a metric at every place, by place; null when the history gave no whole answer. */
export async function readLevels(
  history: Pick<HistoryReader, 'rollUp'>,
  { metric, count, now }: { metric: string; count: number; now: number },
): Promise<Map<string, PlaceLevels> | null> {
  const to = levelsEnd(now);
  const from = to - count * levelMs;
  const found = await history.rollUp({ metric, from, to }, 'five-minutes', bounds);
  // Of an answer that was cut nobody knows which places it lacks.
  if (found.outcome === 'failed' || (found.outcome === 'ok' && found.more)) return null;
  const series = found.outcome === 'ok' ? found.series : [];
  return new Map(
    series.map(({ place, at: times, median }) => {
      const levels = new Float64Array(count).fill(Number.NaN);
      for (let i = 0; i < times.length; i++) levels[Math.round((times[i]! - from) / levelMs)] = median[i]!;
      return [placeKey(place), { place, levels, knownAt: times.at(-1)! + levelMs }];
    }),
  );
}

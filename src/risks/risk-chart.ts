import type { ForecastChart } from '../charts/specs/forecast.ts';
import type { HistoryReader } from '../domain/history-reader.ts';
import type { Point } from '../domain/metric-reader.ts';
import { formatPlace } from '../domain/place.ts';
import type { Risk } from '../domain/risk.ts';

const hourMs = 3_600_000;

/** How much is shown before the risk was seen: what showed it, and some of what came before. */
const shownMs = { trend: 3 * hourMs, day: 24 * hourMs };

/** The picture of a risk: its levels, and the way to the limit. Null where the history does not give them. */
export async function chartOfRisk(
  history: Pick<HistoryReader, 'rollUp'>,
  risk: Risk,
  stepMs: number,
): Promise<ForecastChart | null> {
  const { place, metric, seenAt: now, basis } = risk;
  const from = now - shownMs[basis];
  const found = await history.rollUp({ place, metric, from, to: now }, basis === 'day' ? 'hour' : 'five-minutes');
  if (found.outcome !== 'ok') return null;
  const points = found.series.flatMap(({ at: times, median }) =>
    Array.from(times, (at, i): Point => ({ at: Math.max(from, at), value: median[i]! })),
  );
  const coming = wayToLimit(risk, stepMs);
  const last = coming.at(-1)?.at ?? now;
  return {
    ...{ metric, label: formatPlace(place), from, now, to: Math.ceil(last + 0.02 * (last - from)), points },
    ...{ issued: [], next: null, coming },
  };
}

/** From now to the moment of the limit, with the ways of the earliest and the latest moment around it. */
function wayToLimit({ level, limit, seenAt, expectedAt, earliestAt, latestAt, until }: Risk, stepMs: number) {
  const end = Math.max(seenAt + stepMs, until ?? expectedAt);
  const steps = Math.max(1, Math.min(48, Math.round((end - seenAt) / stepMs)));
  const towards = (at: number, reachedAt: number) =>
    level + (limit - level) * Math.min(1, (at - seenAt) / Math.max(1, reachedAt - seenAt));
  return Array.from({ length: steps }, (_, i) => {
    const at = seenAt + ((end - seenAt) * (i + 1)) / steps;
    return {
      at,
      median: towards(at, expectedAt),
      upper: towards(at, Math.min(expectedAt, earliestAt)),
      lower: latestAt === null ? level : towards(at, latestAt),
    };
  });
}

import type { ForecastPoint } from '../charts/forecast-layers.ts';
import type { ForecastChart } from '../charts/specs/forecast.ts';
import type { HistoryReader } from '../domain/history-reader.ts';
import type { Point } from '../domain/metric-reader.ts';
import { formatPlace } from '../domain/place.ts';
import type { Risk } from '../domain/risk.ts';
import { metricRange } from '../domain/sample.ts';

const hourMs = 3_600_000;

/** How much is shown before the risk was seen: what showed it, and some of what came before. */
const shownMs = { trend: 3 * hourMs, day: 24 * hourMs };

/** The picture of a risk: its levels, and the way to the limit. Null where the history does not give them. */
export async function chartOfRisk(history: Pick<HistoryReader, 'rollUp'>, risk: Risk): Promise<ForecastChart | null> {
  const { place, metric, seenAt: now, basis } = risk;
  const from = now - shownMs[basis];
  const found = await history.rollUp({ place, metric, from, to: now }, basis === 'day' ? 'hour' : 'five-minutes');
  if (found.outcome !== 'ok') return null;
  const points = found.series.flatMap(({ at: times, median }) =>
    Array.from(times, (at, i): Point => ({ at: Math.max(from, at), value: median[i]! })),
  );
  const ahead = basis === 'day' ? { next: null, coming: busyHours(risk) } : { next: momentOfLimit(risk) };
  const last = risk.until ?? risk.expectedAt;
  return {
    ...{ metric, label: formatPlace(place), from, now, to: Math.ceil(last + 0.03 * (last - from)), points },
    ...{ issued: [], ahead: 'if it goes on', ...ahead },
  };
}

/** The limit at the moment at which it is expected, and where the fastest and the slowest way are then. */
function momentOfLimit({ metric, level, limit, seenAt, expectedAt, earliestAt, latestAt }: Risk): ForecastPoint {
  const { most } = metricRange(metric);
  const passed = Math.max(1, expectedAt - seenAt);
  const reached = (at: number) => level + (limit - level) * (passed / Math.max(1, at - seenAt));
  return {
    ...{ at: Math.max(seenAt + 1, expectedAt), median: limit },
    upper: Math.min(most, reached(Math.min(earliestAt, expectedAt))),
    lower: latestAt === null ? level : Math.max(level, reached(latestAt)),
  };
}

/** The hours that are expected above the limit. */
function busyHours({ limit, expectedAt, until }: Risk): ForecastPoint[] {
  return [expectedAt, until!].map((at) => ({ at, median: limit, lower: limit, upper: limit }));
}

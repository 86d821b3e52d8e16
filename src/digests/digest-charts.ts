import type { IncidentChart } from '../charts/incident-chart.ts';
import type { ForecastChart } from '../charts/specs/forecast.ts';
import type { Digest, DigestLink } from '../domain/digest.ts';
import type { HistoryReader } from '../domain/history-reader.ts';
import { formatPlace } from '../domain/place.ts';
import { chartOfDay } from '../tools/forecast/chart.ts';
import { forecastDayOfPlace } from '../tools/forecast/day-place.ts';
import { throughput } from './digest-phrases.ts';
import { type HistoryPorts, weekMs } from './gather-history.ts';

/** The picture of what got worse: its medians by the hour in the span of the digest and the week before. Null where the history does not give them. */
export async function chartOfWorse(
  history: Pick<HistoryReader, 'rollUp'>,
  { place, metric, before }: Digest['worse'][number],
  { from, to }: Pick<Digest, 'from' | 'to'>,
): Promise<IncidentChart | null> {
  const found = await history.rollUp({ place, metric, from: from - weekMs, to }, 'hour');
  if (found.outcome !== 'ok') return null;
  const points = found.series.flatMap(({ at: hours, median }) =>
    Array.from(hours, (at, i) => ({ at, value: median[i]! })),
  );
  return {
    ...{ metric, from: Math.min(from, points[0]!.at), to, usual: before },
    series: [{ label: formatPlace(place), role: 'target', points }],
    events: [{ at: from, kind: 'other', label: 'this digest' }],
  };
}

/** The picture of what is expected of a link, as it was forecast for the digest. Null where there is no forecast any more. */
export async function chartOfBusy(
  ports: Omit<HistoryPorts, 'topology'>,
  { place }: DigestLink,
  { to }: Pick<Digest, 'to'>,
): Promise<ForecastChart | null> {
  return chartOfDay(await forecastDayOfPlace(ports, { place, metric: throughput, now: to }));
}

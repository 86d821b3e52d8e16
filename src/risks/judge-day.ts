import type { DayOfPoints } from '../diagnosis/forecasting/place-day.ts';
import type { Risk } from '../domain/risk.ts';
import { hourMs } from '../models/forecasting/day/day-forecast.ts';

/** Hours ahead that are looked at. */
const hoursAhead = 12;

type Forecast = Extract<DayOfPoints, { outcome: 'ok' }>;

/** The first hours in a row that are expected above a limit, as a risk says it; null where none is within twelve hours. */
export function findBusyHours(
  { hours, history }: Forecast,
  limit: number,
  now: number,
): Pick<Risk, 'level' | 'slope' | 'since' | 'expectedAt' | 'earliestAt' | 'latestAt' | 'until'> | null {
  // The hour that runs is no warning any more.
  const coming = hours.filter(({ at }) => at > now && at <= now + hoursAhead * hourMs);
  const first = coming.findIndex(({ median }) => median > limit);
  if (first < 0) return null;
  let last = first;
  while (coming[last + 1] && coming[last + 1]!.median > limit && coming[last + 1]!.at - coming[last]!.at === hourMs)
    last++;
  const earliest = coming.find(({ upper }) => upper > limit)!;
  const surely = coming.find(({ lower }) => lower > limit);
  return {
    level: history.at(-1)?.value ?? Number.NaN,
    slope: null,
    since: history[0]?.at ?? now,
    expectedAt: coming[first]!.at,
    earliestAt: earliest.at,
    latestAt: surely?.at ?? null,
    until: coming[last]!.at + hourMs,
  };
}

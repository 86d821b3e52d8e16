import type { Diagnoser } from '../diagnosis/diagnoser.ts';
import { keptReadings } from '../diagnosis/place-states.ts';
import type { Clock } from '../domain/clock.ts';
import type { Sample } from '../domain/sample.ts';
import { median } from '../foundation/median.ts';
import type { History } from '../telemetry/history/history.ts';
import type { HistorySeries } from '../telemetry/history/history-query.ts';
import type { Recent } from '../telemetry/recent.ts';

const minuteMs = 60_000;
/** How much of the history is read back into memory at start, so that charts begin before the restart. */
const shownMs = 15 * minuteMs;
/** How far back they are looked for: where places send once a minute or less often, the first span holds too few. */
const spansMs = [30 * minuteMs, 360 * minuteMs];

type Reader = Pick<History, 'range' | 'latest'>;

/**
 * Brings a process that starts to where the one before stood: recent telemetry in memory, and the windows of the places full, however seldom they
 * send. With empty windows the first readings after a restart would be judged alone, and an incident that is open would get another cause; and
 * a new place would begin anew to learn what is usual.
 */
export async function readBack(deps: {
  history: Reader;
  recent: Pick<Recent, 'add'>;
  diagnoser: Pick<Diagnoser, 'recall'>;
  clock: Clock;
}): Promise<void> {
  const { history, recent, diagnoser, clock } = deps;
  const now = clock();
  for (const sample of samplesOf(await history.range({ from: now - shownMs, to: now }))) recent.add(sample);
  const past = samplesOf(await latestReadings(history, now));
  diagnoser.recall(past.sort((a, b) => a.at - b.at));
}

async function latestReadings(history: Reader, now: number): Promise<HistorySeries[]> {
  let found: HistorySeries[] = [];
  for (const span of spansMs) {
    found = await history.latest({ from: now - span, to: now }, keptReadings);
    if ((median(found.map(({ at }) => at.length)) ?? 0) >= keptReadings) break;
  }
  return found;
}

function samplesOf(series: readonly HistorySeries[]): Sample[] {
  return series.flatMap(({ place, metric, at: times, value }) =>
    Array.from(times, (at, i) => ({ at, device: place.device, interface: place.interface, metric, value: value[i]! })),
  );
}

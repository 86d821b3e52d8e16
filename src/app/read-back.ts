import type { Diagnoser } from '../diagnosis/diagnoser.ts';
import { keptReadings } from '../diagnosis/place-states.ts';
import type { Clock } from '../domain/clock.ts';
import type { HistoryAnswer, HistoryReader, HistorySeries } from '../domain/history-reader.ts';
import type { Sample } from '../domain/sample.ts';
import { median } from '../foundation/median.ts';
import type { Recent } from '../telemetry/recent.ts';

const minuteMs = 60_000;
/** How much of the history is read back into memory at start, so that charts begin before the restart. */
const shownMs = 15 * minuteMs;
/** How far back they are looked for: where places send once a minute or less often, the first span holds too few. */
const spansMs = [30 * minuteMs, 360 * minuteMs];

/** The answers are long: everything that every place sent. Nothing else waits for them yet. */
const bounds = { rows: 5_000_000, withinMs: minuteMs };

type Reader = Pick<HistoryReader, 'range' | 'last'>;

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
  const to = now + 1;
  // What the history can't answer is in its log, and a process begins without it.
  const seriesOf = (answer: HistoryAnswer<HistorySeries>) => (answer.outcome === 'ok' ? answer.series : []);
  const shown = seriesOf(await history.range({ from: now - shownMs, to }, bounds));
  for (const sample of samplesOf(shown)) recent.add(sample);
  let found: HistorySeries[] = [];
  for (const span of spansMs) {
    found = seriesOf(await history.last({ from: now - span, to }, keptReadings, bounds));
    if ((median(found.map(({ at }) => at.length)) ?? 0) >= keptReadings) break;
  }
  diagnoser.recall(samplesOf(found).sort((a, b) => a.at - b.at));
}

function samplesOf(series: readonly HistorySeries[]): Sample[] {
  return series.flatMap(({ place, metric, at: times, value }) =>
    Array.from(times, (at, i) => ({ at, device: place.device, interface: place.interface, metric, value: value[i]! })),
  );
}

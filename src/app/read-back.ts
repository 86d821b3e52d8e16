import type { Clock } from '../domain/clock.ts';
import type { Sample } from '../domain/sample.ts';
import type { History } from '../telemetry/history/history.ts';
import type { Recent } from '../telemetry/recent.ts';
import type { LiveModels } from './live-models.ts';

/** How much of the history is read back into memory at start, so that charts begin before the restart. */
const readBackMs = 15 * 60_000;
/** How much of it the models see again: enough for thirty readings at one in ten seconds. */
const warmUpMs = 5 * 60_000;

/**
 * Brings a process that starts to where the one before stood: recent telemetry in memory, and windows of the models that are full. With empty
 * windows the first readings after a restart would be judged alone, and an incident that is open would get another cause.
 */
export async function readBack(deps: {
  history: Pick<History, 'range'>;
  recent: Pick<Recent, 'add'>;
  models: Pick<LiveModels, 'diagnoser'>;
  clock: Clock;
}): Promise<void> {
  const { history, recent, models, clock } = deps;
  const now = clock();
  const samples: Sample[] = [];
  for (const { place, metric, at: times, value } of await history.range({ from: now - readBackMs, to: now })) {
    const { device, interface: port } = place;
    for (const [i, at] of times.entries()) samples.push({ at, device, interface: port, metric, value: value[i]! });
  }
  for (const sample of samples) recent.add(sample);
  const newest = samples.reduce((latest, { at }) => Math.max(latest, at), 0);
  const seen = samples.filter(({ at }) => at >= newest - warmUpMs).sort((a, b) => a.at - b.at);
  models.diagnoser()?.observe(seen);
}

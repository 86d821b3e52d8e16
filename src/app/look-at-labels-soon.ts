import type { Clock } from '../domain/clock.ts';
import type { Later } from '../domain/later.ts';
import type { JobPayloads } from '../jobs/list.ts';
import type { Log } from '../log.ts';

/** Labels of so long are looked at together: somebody may go through a list of incidents. */
const togetherMs = 5_000;

/** Asks for a look at the labels because one came. What can't be asked for now is looked at by the next label, or by the clock. */
export async function lookAtLabelsSoon(deps: {
  later: Later<Pick<JobPayloads, 'learn-labels'>>;
  clock: Clock;
  log: Log;
}): Promise<void> {
  const { later, clock, log } = deps;
  const round = Math.floor(clock() / togetherMs) + 1;
  await later
    .later('learn-labels', {}, { at: round * togetherMs, key: `learn-labels-${round}` })
    .catch((err: unknown) => log.warn({ err }, 'a look at the labels could not be asked for'));
}

import type { Plan } from '../domain/plan.ts';
import type { ChangesDeps } from './deps.ts';
import { scheduleAdvance } from './move-plan.ts';
import type { UnknownPlan } from './plan-facts.ts';
import { type RunningTimer, runningTimers } from './running-timers.ts';

/** A device takes a while to load its former configuration. */
const settleMs = 15_000;
/** How long after a device could not be read it is tried again. */
const againMs = 60_000;

/**
 * When the devices of an unknown plan are to be read again: once after the last of its timers, and until they answer. Null when the last
 * reading tells all that the timers can bring about, or there are none.
 */
export function nextLook(timers: readonly RunningTimer[], found: UnknownPlan): number | null {
  if (timers.length === 0) return null;
  const over = Math.max(...timers.map(({ until }) => until)) + settleMs;
  if (found.at < over) return over;
  return found.difference === null ? found.at + againMs : null;
}

/** Has the plan looked at when its timers are over. Without timers nothing changes by itself, and a person is waited for. */
export async function scheduleLook(deps: ChangesDeps, plan: Plan, found: UnknownPlan): Promise<void> {
  const at = nextLook(await runningTimers(deps, plan), found);
  if (at !== null) await scheduleAdvance(deps, plan.id, { state: 'unknown', at, again: `timers-${at}` });
}

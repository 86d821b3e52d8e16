import type { Plan } from '../domain/plan.ts';
import type { ChangesDeps } from './deps.ts';
import { scheduleAdvance } from './move-plan.ts';
import type { UnknownPlan } from './plan-facts.ts';
import { type RunningTimer, runningTimers } from './running-timers.ts';

/** A device takes a while to load its former configuration. */
const settleMs = 15_000;
/** Each pause is as long as all the time since the plan became unknown, so that pauses double, within these limits. */
const shortestPauseMs = 60_000;
const longestPauseMs = 3_600_000;

/**
 * When the devices of an unknown plan are to be read again: soon after the last of its timers, and then with growing pauses until it is known how
 * the plan ended or a person has decided. The same while a device can't be read. Null when nothing changes by itself: the devices were read and
 * there are no timers.
 */
export function nextLook(timers: readonly RunningTimer[], found: UnknownPlan): number | null {
  if (timers.length === 0 && found.difference !== null) return null;
  const over = Math.max(...timers.map(({ until }) => until)) + settleMs;
  const passed = found.at - (found.since ?? found.at);
  const again = found.at + Math.min(longestPauseMs, Math.max(shortestPauseMs, passed));
  if (found.at >= over) return again;
  return found.difference === null ? Math.min(over, again) : over;
}

/** Has the plan looked at at that time. The reconciliation asks for the same when the job gets lost or the process is another one. */
export async function scheduleLook(deps: ChangesDeps, plan: Plan, found: UnknownPlan): Promise<void> {
  const at = nextLook(await runningTimers(deps, plan), found);
  if (at !== null) await scheduleAdvance(deps, plan.id, { state: 'unknown', at, again: `timers-${at}` });
}

import type { Plan } from '../domain/plan.ts';
import { type ChangesDeps, changeJobs } from './deps.ts';
import { movePlan } from './move-plan.ts';

/**
 * Whether a plan's time is over: nobody approved it in time, or it did not run in time after that. A plan that began to wait in the future
 * was written before the clock was set back, and how long it waits is unknown: it may not wait longer than its span in either direction.
 */
export function isOverdue(plan: Plan, now: number): boolean {
  const wait = waitOf(plan);
  return wait !== null && Math.abs(now - wait.since) > wait.until - wait.since;
}

/** Since when a plan waits for people or for its run, and until when it may. Null when it waits for neither. */
function waitOf({ state, createdAt, approveBy, decidedAt, runBy }: Plan): { since: number; until: number } | null {
  if (state === 'pending') return { since: createdAt, until: approveBy };
  return state === 'approved' && decidedAt !== null && runBy !== null ? { since: decidedAt, until: runBy } : null;
}

/**
 * Expires a plan whose time is over. False when it is not, or when somebody else moved it. Asked too early, because the clock was set back,
 * it asks again.
 */
export async function expire(deps: ChangesDeps, planId: string): Promise<boolean> {
  const plan = await deps.store.plans.get(planId);
  const wait = plan && waitOf(plan);
  if (!wait) return false;
  const now = deps.clock();
  if (!isOverdue(plan, now)) {
    await scheduleExpiry(deps, planId, wait.until, `${plan.state}-${now}`);
    return false;
  }
  const outcome = plan.state === 'pending' ? 'Nobody decided in time' : 'It was approved but did not run in time';
  return movePlan(deps, plan, { to: 'expired', outcome });
}

/** Asks for the job that expires the plan just after `at`, in milliseconds since 1970. `turn` tells apart requests for the same plan. */
export async function scheduleExpiry(
  { later }: Pick<ChangesDeps, 'later'>,
  planId: string,
  at: number,
  turn: string,
): Promise<void> {
  await later.later(changeJobs.expire, { planId }, { at: at + 1, key: `${changeJobs.expire}-${planId}-${turn}` });
}

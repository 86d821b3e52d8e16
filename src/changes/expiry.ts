import type { Plan } from '../domain/plan.ts';
import type { ChangesDeps } from './deps.ts';
import { movePlan } from './move-plan.ts';

/**
 * Whether a plan's time is over: nobody approved it in time, or it did not run in time after that. The time that this process measured counts;
 * without it, a plan that began to wait in the future was written before the clock was set back, and may not wait longer for it.
 */
export function isOverdue(deps: Pick<ChangesDeps, 'clock' | 'ages'>, plan: Plan): boolean {
  const leftMs = timeLeft(deps, plan);
  return leftMs !== null && leftMs < 0;
}

/** When {@link expire} ends the plan unless somebody decides before, milliseconds since 1970; null for a plan whose time does not run. */
export function expiresAt(deps: Pick<ChangesDeps, 'clock' | 'ages'>, plan: Plan): number | null {
  const leftMs = timeLeft(deps, plan);
  return leftMs === null ? null : deps.clock() + Math.ceil(leftMs) + 1;
}

/** Milliseconds; null for a plan that waits neither for people nor for its run. */
function timeLeft({ clock, ages }: Pick<ChangesDeps, 'clock' | 'ages'>, plan: Plan): number | null {
  const wait = waitOf(plan);
  return wait && wait.until - wait.since - (ages?.of(plan) ?? Math.abs(clock() - wait.since));
}

function waitOf({ state, createdAt, approveBy, decidedAt, runBy }: Plan): { since: number; until: number } | null {
  if (state === 'pending') return { since: createdAt, until: approveBy };
  return state === 'approved' && decidedAt !== null && runBy !== null ? { since: decidedAt, until: runBy } : null;
}

/**
 * Expires a plan whose time is over. False when it is not, or when somebody else moved it. Asked too early, because a clock was set, it asks
 * again.
 */
export async function expire(deps: ChangesDeps, planId: string): Promise<boolean> {
  const plan = await deps.store.plans.get(planId);
  const leftMs = plan ? timeLeft(deps, plan) : null;
  if (!plan || leftMs === null) return false;
  if (leftMs >= 0) {
    const now = deps.clock();
    await scheduleExpiry(deps, planId, now + Math.ceil(leftMs), `${plan.state}-${now}`);
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
  await later.later('expire-plan', { planId }, { at: at + 1, key: `expire-plan-${planId}-${turn}` });
}

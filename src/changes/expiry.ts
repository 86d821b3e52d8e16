import type { Plan } from '../domain/plan.ts';
import type { ChangesDeps } from './deps.ts';
import { movePlan } from './move-plan.ts';

/** Whether a plan's time is over: nobody approved it in time, or it did not run in time after that. */
export function isOverdue(plan: Plan, now: number): boolean {
  if (plan.state === 'pending') return now > plan.approveBy;
  return plan.state === 'approved' && plan.runBy !== null && now > plan.runBy;
}

/** Expires a plan whose time is over. False when it is not, or when somebody else moved it. */
export async function expire(deps: ChangesDeps, planId: string): Promise<boolean> {
  const plan = await deps.store.plans.get(planId);
  if (!plan || !isOverdue(plan, deps.clock())) return false;
  const outcome = plan.state === 'pending' ? 'Nobody decided in time' : 'It was approved but did not run in time';
  return movePlan(deps, plan, { to: 'expired', outcome });
}

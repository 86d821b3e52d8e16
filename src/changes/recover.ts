import type { Plan, PlanState } from '../domain/plan.ts';
import type { ChangesDeps } from './deps.ts';
import { expire, expiresAt, isOverdue, scheduleExpiry } from './expiry.ts';
import { nextLook, owesFollowUp } from './follow-up.ts';
import { nextLook as nextLookAtTimers } from './look-again.ts';
import { movePlan, scheduleAdvance } from './move-plan.ts';
import { factKinds } from './plan-facts.ts';
import { runningTimers } from './running-timers.ts';
import { becomeUnknown } from './unknown.ts';

/** Of plans that have not ended. */
const openStates: PlanState[] = ['pending', 'approved', 'running', 'verifying', 'unknown'];

/** A drain is given back within days, or by hand. */
const followedUpMs = 7 * 86_400_000;

/** The jobs that an open plan, or a stopgap that is in place, may wait for. */
export type OwedPlanJob = 'advance-plan' | 'expire-plan' | 'follow-up-plan';

/** A job that must be asked for as long as the database says so; `at` is when it is due, milliseconds since 1970. */
export interface OwedJob {
  payload: { planId: string };
  at: number;
}

/** The plans that wait for a job. Derived from the database alone. */
export async function owedJobs(deps: ChangesDeps, job: OwedPlanJob): Promise<OwedJob[]> {
  const { plans } = deps.store;
  const since = deps.clock() - followedUpMs;
  const looked = job === 'follow-up-plan' ? plans.createdSince(since) : plans.inStates(openStates);
  const owed: OwedJob[] = [];
  for (const plan of await looked) {
    const at = await dueAt[job](deps, plan);
    if (at !== null) owed.push({ payload: { planId: plan.id }, at });
  }
  return owed;
}

/** When a plan is due for a job; null when it does not wait for it. */
const dueAt: Record<OwedPlanJob, (deps: ChangesDeps, plan: Plan) => number | null | Promise<number | null>> = {
  'advance-plan': carriedOnAt,
  'expire-plan': expiresAt,
  'follow-up-plan': followedUpAt,
};

async function followedUpAt(deps: ChangesDeps, plan: Plan): Promise<number | null> {
  return plan.state === 'verified' && (await owesFollowUp(deps, plan)) ? nextLook(deps, plan) : null;
}

/** When a plan is carried on; null when it waits for people. One that is unknown is looked at again when the timers on its devices are over. */
async function carriedOnAt(deps: ChangesDeps, plan: Plan): Promise<number | null> {
  if (plan.state === 'pending') return null;
  if (plan.state !== 'unknown' || (await deps.store.facts.get(factKinds.choice, plan.id))) return deps.clock();
  const found = await deps.store.facts.get(factKinds.unknown, plan.id);
  return found ? nextLookAtTimers(await runningTimers(deps, plan), found) : null;
}

/**
 * At start-up: whatever a former process left open is taken up. Overdue plans expire; the others get their jobs again under fresh keys,
 * because the old jobs may have died with the process. What `advance` then does, the record of sent lines decides.
 */
export async function reconcile(deps: ChangesDeps): Promise<{ advanced: number; expired: number }> {
  const now = deps.clock();
  let [advanced, expired] = [0, 0];
  for (const plan of await deps.store.plans.inStates(openStates)) {
    if (isOverdue(deps, plan)) {
      if (await expire(deps, plan.id)) expired++;
    } else if (plan.state === 'pending') await scheduleExpiry(deps, plan.id, plan.approveBy, `pending-${now}`);
    else {
      await scheduleAdvance(deps, plan.id, { state: plan.state, again: `start-${now}` });
      advanced++;
    }
  }
  deps.log.info({ advanced, expired }, 'plans taken up');
  return { advanced, expired };
}

/**
 * The job that carried a plan on failed for good. A plan that did not run yet ends as failed; one that may have changed a device becomes
 * unknown, so that its card says why and asks a person. May be called again.
 */
export async function stopAdvancing(deps: ChangesDeps, planId: string, reason: string): Promise<void> {
  const plan = await deps.store.plans.get(planId);
  const why = `Continuing it failed: ${reason}`;
  if (plan?.state === 'approved') await movePlan(deps, plan, { to: 'failed', outcome: `${why}. Nothing was changed` });
  else if (plan && ['running', 'verifying', 'unknown'].includes(plan.state)) await becomeUnknown(deps, plan, why);
}

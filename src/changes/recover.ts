import type { Plan } from '../domain/plan.ts';
import { type ChangesDeps, changeJobs } from './deps.ts';
import { expire, expiresAt, isOverdue, scheduleExpiry } from './expiry.ts';
import { nextLook, owesFollowUp } from './follow-up.ts';
import { nextLook as nextLookAtTimers } from './look-again.ts';
import { movePlan, scheduleAdvance } from './move-plan.ts';
import { factKinds, type UnknownPlan } from './plan-facts.ts';
import { runningTimers } from './running-timers.ts';
import { becomeUnknown } from './unknown.ts';

/** A job that must be asked for as long as the database says so; `at` is when it is due, milliseconds since 1970. */
export interface OwedJob {
  job: string;
  planId: string;
  at: number;
}

/** A drain is given back within days, or by hand. */
const followedUpMs = 7 * 86_400_000;

/** What every open plan, and every stopgap that is in place, waits for. Derived from the database alone. */
export async function owedJobs(deps: ChangesDeps): Promise<OwedJob[]> {
  const now = deps.clock();
  const owed: OwedJob[] = [];
  for (const plan of await deps.store.plans.inStates(['pending', 'approved', 'running', 'verifying', 'unknown'])) {
    const planId = plan.id;
    const at = await carriedOnAt(deps, plan);
    if (at !== null) owed.push({ job: changeJobs.advance, planId, at });
    const over = expiresAt(deps, plan);
    if (over !== null) owed.push({ job: changeJobs.expire, planId, at: over });
  }
  for (const plan of await deps.store.plans.createdSince(now - followedUpMs)) {
    if (plan.state === 'verified' && (await owesFollowUp(deps, plan)))
      owed.push({ job: changeJobs.followUp, planId: plan.id, at: await nextLook(deps, plan) });
  }
  return owed;
}

/** When a plan is carried on; null when it waits for people. One that is unknown is looked at again when the timers on its devices are over. */
async function carriedOnAt(deps: ChangesDeps, plan: Plan): Promise<number | null> {
  if (plan.state === 'pending') return null;
  if (plan.state !== 'unknown' || (await deps.store.facts.get(factKinds.choice, plan.id))) return deps.clock();
  const found = await deps.store.facts.get<UnknownPlan>(factKinds.unknown, plan.id);
  return found ? nextLookAtTimers(await runningTimers(deps, plan), found) : null;
}

/**
 * At start-up: whatever a former process left open is taken up. Overdue plans expire; the others get their jobs again under fresh keys,
 * because the old jobs may have died with the process. What `advance` then does, the record of sent lines decides.
 */
export async function reconcile(deps: ChangesDeps): Promise<{ advanced: number; expired: number }> {
  const now = deps.clock();
  let [advanced, expired] = [0, 0];
  for (const plan of await deps.store.plans.inStates(['pending', 'approved', 'running', 'verifying', 'unknown'])) {
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

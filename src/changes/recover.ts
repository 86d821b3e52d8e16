import type { ChangesDeps } from './deps.ts';
import { expire, isOverdue, scheduleExpiry } from './expiry.ts';
import { scheduleAdvance } from './move-plan.ts';

/**
 * At start-up: whatever a former process left open is taken up. Overdue plans expire; the others get their jobs again under fresh keys,
 * because the old jobs may have died with the process. What `advance` then does, the record of sent lines decides.
 */
export async function reconcile(deps: ChangesDeps): Promise<{ advanced: number; expired: number }> {
  const now = deps.clock();
  let [advanced, expired] = [0, 0];
  for (const plan of await deps.store.plans.inStates(['pending', 'approved', 'running', 'verifying', 'unknown'])) {
    if (isOverdue(plan, now)) {
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

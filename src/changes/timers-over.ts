import type { Plan } from '../domain/plan.ts';
import type { ChangesDeps } from './deps.ts';
import { nextLook } from './look-again.ts';
import { movePlan } from './move-plan.ts';
import { factKinds } from './plan-facts.ts';
import { touchedSteps } from './progress.ts';
import { runningTimers } from './running-timers.ts';
import { type DeviceDifference, keepReading, readDifferences } from './unknown.ts';

/**
 * Looks at an unknown plan when it is time to. Where its timers are over and every device that was touched is as before the change, the plan is
 * rolled back; otherwise the person who decides is shown how the devices differ now, and it is looked at again later.
 */
export async function lookAfterTimers(deps: ChangesDeps, plan: Plan): Promise<void> {
  const former = await deps.store.facts.get(factKinds.unknown, plan.id);
  const at = former && nextLook(await runningTimers(deps, plan), former);
  if (!former || at == null || deps.clock() < at) return;
  // Under the lock of the choice: nobody is told that the plan goes on while it ends here.
  await deps.store.withLock(`plan-vote:${plan.id}`, async () => {
    if (await deps.store.facts.get(factKinds.choice, plan.id)) return;
    const read = await readDifferences(deps, plan);
    if (!(await isAsBefore(deps, plan, read))) return keepReading(deps, plan, { former, read });
    const outcome = `${former.reason}. The timers on the devices are over. The configuration equals the snapshot`;
    await movePlan(deps, plan, { to: 'rolled-back', outcome });
  });
}

/** Known only of a change that the configuration shows, and where a timer ran at every step that was touched and none runs any more. */
async function isAsBefore(deps: ChangesDeps, plan: Plan, read: DeviceDifference[] | null): Promise<boolean> {
  const touched = touchedSteps(deps.vendors, plan, await deps.store.executions.lines(plan.id));
  if (plan.content.irreversible || touched.some((step) => !plan.content.steps[step]!.timer)) return false;
  if ((await runningTimers(deps, plan)).some(({ until }) => until > deps.clock())) return false;
  return read?.every(({ difference }) => difference === '') ?? false;
}

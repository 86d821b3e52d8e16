import type { Plan } from '../domain/plan.ts';
import type { ChangesDeps } from './deps.ts';
import { nextLook } from './look-again.ts';
import { movePlan } from './move-plan.ts';
import { factKinds, type UnknownChoice, type UnknownPlan } from './plan-facts.ts';
import { touchedSteps } from './progress.ts';
import { runningTimers } from './running-timers.ts';
import { becomeUnknown, readDifferences } from './unknown.ts';

/**
 * Looks at an unknown plan whose timers are over. Where every device that was touched is as before the change, the plan is rolled back;
 * otherwise the person who decides is shown how the devices differ now.
 */
export async function lookAfterTimers(deps: ChangesDeps, plan: Plan): Promise<void> {
  const found = await deps.store.facts.get<UnknownPlan>(factKinds.unknown, plan.id);
  const at = found && nextLook(await runningTimers(deps, plan), found);
  if (!found || at == null || deps.clock() < at) return;
  // Under the lock of the choice: nobody is told that the plan goes on while it ends here.
  await deps.store.withLock(`plan-vote:${plan.id}`, async () => {
    if (await deps.store.facts.get<UnknownChoice>(factKinds.choice, plan.id)) return;
    if (!(await isAsBefore(deps, plan))) return becomeUnknown(deps, plan, found.reason);
    const outcome = `${found.reason}. The timers on the devices are over. The configuration equals the snapshot`;
    await movePlan(deps, plan, { to: 'rolled-back', outcome });
  });
}

/** Known only of a change that the configuration shows, and where a timer ran at every step that was touched. */
async function isAsBefore(deps: ChangesDeps, plan: Plan): Promise<boolean> {
  const touched = touchedSteps(deps.vendors, plan, await deps.store.executions.lines(plan.id));
  if (plan.content.irreversible || touched.some((step) => !plan.content.steps[step]!.timer)) return false;
  const differences = await readDifferences(deps, plan);
  return differences?.every(({ difference }) => difference === '') ?? false;
}

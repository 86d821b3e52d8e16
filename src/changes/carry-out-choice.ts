import type { Plan } from '../domain/plan.ts';
import type { ChangesDeps } from './deps.ts';
import { finishChange, runStep } from './execution.ts';
import { factKinds } from './plan-facts.ts';
import { rollBack } from './roll-back.ts';
import { rollBackProgress } from './roll-back-progress.ts';
import { textOf } from './send-step.ts';
import { becomeUnknown, refuseContinuing } from './unknown.ts';

/**
 * Carries out what a person chose for an unknown plan. False when nobody chose (yet). A choice is carried out once: when the process ends in
 * the middle, the devices are read again and the person is asked again.
 */
export async function carryOutChoice(deps: ChangesDeps, plan: Plan): Promise<boolean> {
  const choice = await deps.store.facts.get(factKinds.choice, plan.id);
  if (!choice) return false;
  if (choice.startedAt !== null) {
    await becomeUnknown(deps, plan, 'The process ended while the choice was being carried out');
    return true;
  }
  const goesBack = choice.choice === 'roll-back' || (await rollBackProgress(deps, plan)) !== 'none';
  let running = new Map<string, string>();
  try {
    if (!goesBack) running = await readRunning(deps, plan);
  } catch (error) {
    await becomeUnknown(deps, plan, `The devices could not be read: ${textOf(error)}`);
    return true;
  }
  await deps.store.facts.put(factKinds.choice, plan.id, { ...choice, startedAt: deps.clock() });
  if (goesBack) await rollBack(deps, plan, { why: `${choice.user} chose to roll back`, actor: choice.user });
  else await goOn(deps, plan, running);
  return true;
}

async function goOn(deps: ChangesDeps, plan: Plan, running: ReadonlyMap<string, string>): Promise<void> {
  const refused = await refuseContinuing(deps, plan);
  if (refused !== null) return becomeUnknown(deps, plan, refused);
  for (const [step, { device }] of plan.content.steps.entries()) {
    if (!(await runStep(deps, plan, step, running.get(device)))) return;
  }
  await finishChange(deps, plan);
}

async function readRunning({ sessions }: ChangesDeps, plan: Plan): Promise<Map<string, string>> {
  const running = new Map<string, string>();
  for (const { device } of plan.content.steps) running.set(device, await sessions.snapshot(device));
  return running;
}

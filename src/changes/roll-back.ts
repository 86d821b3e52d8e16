import type { Plan } from '../domain/plan.ts';
import { diffConfigs } from '../network/parsing/config-diff.ts';
import type { ChangesDeps } from './deps.ts';
import { movePlan } from './move-plan.ts';
import { touchedSteps } from './progress.ts';
import { sendStep, textOf } from './send-step.ts';
import { callOffTimers, cancelTimer } from './timers.ts';
import { becomeUnknown } from './unknown.ts';

export interface RollBackOptions {
  /** Why, for people. */
  why: string;
  actor?: string;
  /** Running configurations by device, read just now; needed when undo lines were begun before. */
  running?: ReadonlyMap<string, string>;
}

/**
 * Takes back what was changed, the last step first, and compares the devices with their snapshots. A plan without a way back fails, and so does
 * one after which a device differs from its snapshot; one device that refuses keeps none of the others from being taken back. When a device
 * can't be reached the plan becomes unknown: a person must know of it. No timer of the plan is left behind where nothing was changed.
 */
export async function rollBack(deps: ChangesDeps, plan: Plan, options: RollBackOptions): Promise<void> {
  const { why, actor } = options;
  const steps = [...plan.content.steps.keys()];
  if (plan.content.irreversible) {
    const left = await callOffTimers(deps, plan, steps);
    await movePlan(deps, plan, { to: 'failed', actor, outcome: `${why}. This change can not be rolled back${left}` });
    return;
  }
  const touched = touchedSteps(deps.vendors, plan, await deps.store.executions.lines(plan.id));
  const { refusals, lost, timers } = await takeBack(deps, plan, touched, options);
  if (lost !== null) {
    return becomeUnknown(deps, plan, `${[why, ...refusals].join('. ')}. Rolling back stopped: ${lost}`);
  }
  const untouched = steps.filter((step) => !touched.includes(step));
  const left = `${timers}${await callOffTimers(deps, plan, untouched)}`;
  if (touched.length === 0) {
    await movePlan(deps, plan, { to: 'rolled-back', actor, outcome: `${why}. Nothing was changed${left}` });
    return;
  }
  const { differs, unread } = await compareWithSnapshots(deps, plan);
  const wrong = [...refusals, ...differs];
  if (wrong.length > 0) {
    // Not as it was: somebody has to look, whoever made the difference.
    await movePlan(deps, plan, { to: 'failed', actor, outcome: `${why}. Rolled back, but ${wrong.join('\n')}${left}` });
    return;
  }
  const state = unread.length === 0 ? 'The configuration equals the snapshot' : unread.join('\n');
  await movePlan(deps, plan, { to: 'rolled-back', actor, outcome: `${why}. Rolled back. ${state}${left}` });
}

/** `lost` says why a step could not be taken back; the steps before it were not tried then. `timers` tells of those that still run. */
async function takeBack(deps: ChangesDeps, plan: Plan, touched: number[], { running }: RollBackOptions) {
  const refusals: string[] = [];
  let timers = '';
  for (const step of touched.toReversed()) {
    const { device, timer } = plan.content.steps[step]!;
    const sent = await sendStep(deps, { plan, step, phase: 'undo', running: running?.get(device) });
    // The timer of a device that refuses is left to run, because it may take the change back.
    if (sent.result === 'refused') refusals.push(`${device} refused to take it back: ${sent.output.trim()}`);
    else if (sent.result !== 'sent') return { refusals, timers, lost: sent.reason };
    else {
      const uncancelled = timer?.endedByUndo ? null : await cancelTimer(deps, plan, step);
      if (uncancelled !== null) timers += `. The revert timer of ${device} could not be cancelled: ${uncancelled}`;
    }
  }
  return { refusals, timers, lost: null };
}

async function compareWithSnapshots(deps: ChangesDeps, plan: Plan): Promise<{ differs: string[]; unread: string[] }> {
  const [differs, unread]: [string[], string[]] = [[], []];
  for (const { device, text } of await deps.store.executions.snapshots(plan.id)) {
    try {
      const difference = diffConfigs(text, await deps.sessions.snapshot(device));
      if (difference !== '') differs.push(`${device} differs from its snapshot:\n${difference}`);
    } catch (error) {
      unread.push(`${device} could not be compared with its snapshot: ${textOf(error)}`);
    }
  }
  return { differs, unread };
}

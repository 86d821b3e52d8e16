import type { Plan } from '../domain/plan.ts';
import { diffConfigs } from '../network/parsing/config-diff.ts';
import type { ChangesDeps } from './deps.ts';
import { tryReading } from './in-force.ts';
import { movePlan } from './move-plan.ts';
import { touchedSteps } from './progress.ts';
import { sendStep, textOf } from './send-step.ts';
import { callOffTimers, cancelTimer, revertByTimer } from './timers.ts';
import { becomeUnknown } from './unknown.ts';

export interface RollBackOptions {
  /** Why, for people. */
  why: string;
  actor?: string;
}

/**
 * Takes back what was changed, the last step first, and compares the devices with their snapshots. Each device is looked at first: what it runs, and
 * whether its timer does, decides what it is sent. A plan without a way back fails, and so does one after which a device differs from its snapshot;
 * one device that refuses keeps none of the others from being taken back. When a device can't be reached or read the plan becomes unknown: a person
 * must know of it. No timer of the plan is left behind where nothing is to be taken back.
 */
export async function rollBack(deps: ChangesDeps, plan: Plan, options: RollBackOptions): Promise<void> {
  const { why, actor } = options;
  const steps = [...plan.content.steps.keys()];
  if (plan.content.irreversible) {
    const left = await callOffTimers(deps, plan, steps);
    await movePlan(deps, plan, { to: 'failed', actor, outcome: `${why}. This change cannot be rolled back${left}` });
    return;
  }
  const touched = touchedSteps(deps.vendors, plan, await deps.store.executions.lines(plan.id));
  const { refusals, lost, timers } = await takeAllBack(deps, plan, touched);
  await deps.routes?.forget(plan.content.steps.map(({ device }) => device));
  if (lost !== null)
    return becomeUnknown(deps, plan, `${[why, ...refusals].join('. ')}. Rolling back stopped: ${lost}`);
  // The timer of a step may run although none of its lines was begun.
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
  if (unread.length > 0) return becomeUnknown(deps, plan, `${why}. Rolled back, but ${unread.join('\n')}`);
  const outcome = `${why}. Rolled back. The configuration equals the snapshot${left}`;
  await movePlan(deps, plan, { to: 'rolled-back', actor, outcome });
}

/** `lost` says why a step could not be taken back; the steps before it were not tried then. `timers` tells of those that still run. */
async function takeAllBack(deps: ChangesDeps, plan: Plan, touched: readonly number[]) {
  const refusals: string[] = [];
  let timers = '';
  for (const step of touched.toReversed()) {
    const { device } = plan.content.steps[step]!;
    const taken = await takeBack(deps, plan, step);
    // The timer of a device that refuses is left to run, because it may take the change back.
    if (taken.result === 'refused') refusals.push(`${device} refused to take it back: ${taken.reason}`);
    else if (taken.result !== 'sent') return { refusals, timers, lost: taken.reason };
    else {
      const uncancelled = await cancelTimer(deps, plan, step);
      if (uncancelled !== null) timers += `. The revert timer of ${device} could not be cancelled: ${uncancelled}`;
    }
  }
  return { refusals, timers, lost: null };
}

type TakenBack = { result: 'sent' } | { result: 'refused' | 'unreachable' | 'lost'; reason: string };

/** By the timer where only that works, and then by the plan's own lines, as far as the device does not run them already. */
async function takeBack(deps: ChangesDeps, plan: Plan, step: number): Promise<TakenBack> {
  const byTimer = await revertByTimer(deps, plan, step);
  if ('reason' in byTimer) return byTimer;
  let running: string;
  try {
    running = await tryReading(deps, () => deps.sessions.snapshot(plan.content.steps[step]!.device));
  } catch (error) {
    return { result: 'unreachable', reason: textOf(error) };
  }
  const sent = await sendStep(deps, { plan, step, phase: 'undo', running });
  return sent.result === 'refused' ? { result: 'refused', reason: sent.output.trim() } : sent;
}

async function compareWithSnapshots(deps: ChangesDeps, plan: Plan): Promise<{ differs: string[]; unread: string[] }> {
  const [differs, unread]: [string[], string[]] = [[], []];
  for (const { device, text } of await deps.store.executions.snapshots(plan.id)) {
    try {
      const difference = diffConfigs(text, await tryReading(deps, () => deps.sessions.snapshot(device)));
      if (difference !== '') differs.push(`${device} differs from its snapshot:\n${difference}`);
    } catch (error) {
      unread.push(`${device} could not be compared with its snapshot: ${textOf(error)}`);
    }
  }
  return { differs, unread };
}

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
 * whether its timer does, decides what it is sent. A plan without a way back fails, and so does one after which a device differs from its snapshot.
 * When a device can't be reached or read the plan becomes unknown: a person must know of it.
 */
export async function rollBack(deps: ChangesDeps, plan: Plan, options: RollBackOptions): Promise<void> {
  const { why, actor } = options;
  if (plan.content.irreversible) {
    await movePlan(deps, plan, { to: 'failed', actor, outcome: `${why}. This change can not be rolled back` });
    return;
  }
  const uncancelled: string[] = [];
  const touched = touchedSteps(deps.vendors, plan, await deps.store.executions.lines(plan.id));
  for (const step of touched.reverse()) {
    const { device } = plan.content.steps[step]!;
    const taken = await takeBack(deps, plan, step);
    if (taken.result === 'refused') {
      const outcome = `${why}. ${device} refused to take it back: ${taken.reason}${uncancelled.join('')}`;
      await movePlan(deps, plan, { to: 'failed', actor, outcome });
      return;
    }
    if (taken.result !== 'sent') return becomeUnknown(deps, plan, `${why}. Rolling back stopped: ${taken.reason}`);
    const timer = await cancelTimer(deps, plan, step);
    if (timer !== null) uncancelled.push(` The revert timer of ${device} could not be cancelled: ${timer}`);
  }
  // The timer of a step may run although none of its lines was begun.
  const left = await callOffTimers(deps, plan, plan.content.steps.length - 1);
  if (left !== '') uncancelled.push(left.slice(1));
  if (touched.length === 0) {
    const outcome = `${why}. ${['Nothing was changed', ...uncancelled].join('.')}`;
    await movePlan(deps, plan, { to: 'rolled-back', actor, outcome });
    return;
  }
  const { differs, unread } = await compareWithSnapshots(deps, plan);
  if (differs.length > 0) {
    // Not as it was: somebody has to look, whoever made the difference.
    const outcome = `${why}. Rolled back, but ${differs.join('\n')}${uncancelled.join('')}`;
    await movePlan(deps, plan, { to: 'failed', actor, outcome });
    return;
  }
  if (unread.length > 0) return becomeUnknown(deps, plan, `${why}. Rolled back, but ${unread.join('\n')}`);
  const state = ['The configuration equals the snapshot', ...uncancelled].join('.');
  await movePlan(deps, plan, { to: 'rolled-back', actor, outcome: `${why}. Rolled back. ${state}` });
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

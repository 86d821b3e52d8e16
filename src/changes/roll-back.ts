import type { Plan } from '../domain/plan.ts';
import { diffConfigs } from '../network/parsing/config-diff.ts';
import type { ChangesDeps } from './deps.ts';
import { movePlan } from './move-plan.ts';
import { touchedSteps } from './progress.ts';
import { sendStep, textOf } from './send-step.ts';
import { cancelTimer } from './timers.ts';
import { becomeUnknown } from './unknown.ts';

export interface RollBackOptions {
  /** Why, for people. */
  why: string;
  actor?: string;
  /** Running configurations by device, read just now; needed when undo lines were begun before. */
  running?: ReadonlyMap<string, string>;
}

/**
 * Takes back what was changed, the last step first, and compares the devices with their snapshots. A plan without a way back fails, and so
 * does one after which a device differs from its snapshot. When a device can't be reached the plan becomes unknown: a person must know of it.
 */
export async function rollBack(deps: ChangesDeps, plan: Plan, options: RollBackOptions): Promise<void> {
  const { why, actor, running } = options;
  if (plan.content.irreversible) {
    await movePlan(deps, plan, { to: 'failed', actor, outcome: `${why}. This change cannot be rolled back` });
    return;
  }
  const uncancelled: string[] = [];
  const touched = touchedSteps(deps.vendors, plan, await deps.store.executions.lines(plan.id));
  for (const step of touched.reverse()) {
    const { device, timer: planned } = plan.content.steps[step]!;
    const sent = await sendStep(deps, { plan, step, phase: 'undo', running: running?.get(device) });
    if (sent.result === 'refused') {
      await movePlan(deps, plan, {
        to: 'failed',
        actor,
        outcome: `${why}. ${device} refused to take it back: ${sent.output.trim()}${uncancelled.join('')}`,
      });
      return;
    }
    if (sent.result !== 'sent') return becomeUnknown(deps, plan, `${why}. Rolling back stopped: ${sent.reason}`);
    const timer = planned?.endedByUndo ? null : await cancelTimer(deps, plan, step);
    if (timer !== null) uncancelled.push(` The revert timer of ${device} could not be cancelled: ${timer}`);
  }
  if (touched.length === 0) {
    await movePlan(deps, plan, { to: 'rolled-back', actor, outcome: `${why}. Nothing was changed` });
    return;
  }
  const { differs, unread } = await compareWithSnapshots(deps, plan);
  if (differs.length > 0) {
    // Not as it was: somebody has to look, whoever made the difference.
    const outcome = `${why}. Rolled back, but ${differs.join('\n')}${uncancelled.join('')}`;
    await movePlan(deps, plan, { to: 'failed', actor, outcome });
    return;
  }
  const state = unread.length === 0 ? 'The configuration equals the snapshot' : unread.join('\n');
  await movePlan(deps, plan, {
    to: 'rolled-back',
    actor,
    outcome: `${why}. Rolled back. ${[state, ...uncancelled].join('.')}`,
  });
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

import type { Plan } from '../domain/plan.ts';
import type { ChangesDeps } from './deps.ts';
import { type Progress, progressOf } from './progress.ts';

/**
 * How far rolling back went. "some" also when a timer was told to take the change back and nothing is known of it, because that leaves no line in
 * the record.
 */
export async function rollBackProgress(
  { store, vendors }: Pick<ChangesDeps, 'store' | 'vendors'>,
  plan: Plan,
): Promise<Progress> {
  const undo = progressOf(vendors, plan, await store.executions.lines(plan.id), 'undo');
  if (undo !== 'none') return undo;
  const told = await store.audit.list({ subject: plan.id });
  return told.some(({ action }) => action === 'plan.timer-reverting') ? 'some' : 'none';
}

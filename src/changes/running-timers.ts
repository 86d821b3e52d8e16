import type { Plan, PlanStep } from '../domain/plan.ts';
import { isMissing, type Vendor } from '../network/vendor.ts';
import { findVendor } from '../network/vendors/index.ts';
import type { AuditEntry, ExecutionLine } from '../store/store.ts';
import type { ChangesDeps } from './deps.ts';

/** A timer that a plan started on a device. At `until` at the latest, milliseconds since 1970, the device takes the change back. */
export interface RunningTimer {
  device: string;
  until: number;
}

/**
 * The timers of a plan that were started and that nothing has ended since, as far as the record tells; those whose time is over are among
 * them. A timer that was cancelled by a line whose answer got lost still counts as one that runs.
 */
export async function runningTimers(
  { store, vendors }: Pick<ChangesDeps, 'store' | 'vendors'>,
  plan: Plan,
): Promise<RunningTimer[]> {
  if (plan.content.steps.every(({ timer }) => timer === undefined)) return [];
  const [lines, audit] = await Promise.all([store.executions.lines(plan.id), store.audit.list({ subject: plan.id })]);
  return plan.content.steps.flatMap((step, index) => {
    const own = lines.filter((line) => line.step === index);
    const told = audit.filter(({ detail }) => detail.device === step.device);
    const startedAt = startOf(findVendor(vendors, step.vendor), step, { own, told });
    if (!step.timer || startedAt === null || hasEnded(startedAt, told)) return [];
    return [{ device: step.device, until: startedAt + step.timer.seconds * 1000 }];
  });
}

interface StepRecord {
  own: ExecutionLine[];
  told: AuditEntry[];
}

/** When the timer began at the latest; null when it was never started. */
function startOf(vendor: Vendor | undefined, step: PlanStep, { own, told }: StepRecord): number | null {
  const change = own.filter(({ phase }) => phase === 'change');
  if (step.timer?.start.length) {
    const started = told.filter(({ action }) => /^plan\.timer-start(?:ing|ed)$/.test(action)).map(({ at }) => at);
    // The line before the change starts it, so a change that was begun stands for a start that nobody could note.
    return started.at(-1) ?? change[0]?.sentAt ?? null;
  }
  const record = change.findLast(({ command, accepted }) => accepted !== false && startsTimer(vendor, command));
  return record ? (record.doneAt ?? record.sentAt) : null;
}

/** Whether a line of the change is the one that starts the timer of this system. */
function startsTimer(vendor: Vendor | undefined, command: string): boolean {
  if (!vendor || isMissing(vendor.timer)) return false;
  return vendor.timer.start.some((template) => {
    const [head = '', tail = ''] = template.split(/\{\{[a-z]+\}\}/);
    return command.startsWith(head) && command.endsWith(tail);
  });
}

/** Cancelled since it began, or ended by taking the change back. */
function hasEnded(startedAt: number, told: AuditEntry[]): boolean {
  return told.some(({ action, at }) => /^plan\.timer-(?:cancelled|reverted)$/.test(action) && at >= startedAt);
}

import type { Plan } from '../domain/plan.ts';
import type { ChangesDeps } from './deps.ts';
import { textOf } from './send-step.ts';

/** Starts the timer of a step on its device. Arming it twice is harmless: the later one counts. Null when it runs or none is wanted. */
export function armTimer(deps: ChangesDeps, plan: Plan, step: number): Promise<string | null> {
  return sendTimerLines(deps, plan, step, 'start');
}

/**
 * Keeps the change: the device no longer takes it back by itself. Null when that is done or there is no timer. A timer that was cancelled by
 * a process that ended before it could say so is not cancelled again, because the device would answer with an error.
 */
export async function cancelTimer(deps: ChangesDeps, plan: Plan, step: number): Promise<string | null> {
  return (await isCancelled(deps, plan, step)) ? null : sendTimerLines(deps, plan, step, 'cancel');
}

async function isCancelled({ store }: ChangesDeps, plan: Plan, step: number): Promise<boolean> {
  const { device } = plan.content.steps[step]!;
  const told = (await store.audit.list({ subject: plan.id })).filter(({ detail }) => detail.device === device);
  return told.findLast(({ action }) => action.startsWith('plan.timer-'))?.action === 'plan.timer-cancelled';
}

/** The reason why it could not be done, or null. */
async function sendTimerLines(
  deps: ChangesDeps,
  plan: Plan,
  index: number,
  which: 'start' | 'cancel',
): Promise<string | null> {
  const { device, timer } = plan.content.steps[index]!;
  if (!timer || timer[which].length === 0) return null;
  try {
    const session = await deps.sessions.openChange(device, timer.login);
    try {
      for (const line of timer[which]) {
        const { accepted, output } = await session.send(line, 'timer');
        if (!accepted) return `${device} refused its revert timer: ${output.trim()}`;
      }
    } finally {
      session.close();
    }
  } catch (error) {
    return textOf(error);
  }
  const action = `plan.timer-${which === 'start' ? 'started' : 'cancelled'}`;
  const detail = { device, seconds: timer.seconds };
  await deps.store.audit.append({ at: deps.clock(), actor: 'nocturne', action, subject: plan.id, detail });
  return null;
}

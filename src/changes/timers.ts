import type { Plan } from '../domain/plan.ts';
import { isMissing, isNavigation } from '../network/vendor.ts';
import { findVendor } from '../network/vendors/index.ts';
import type { ChangesDeps } from './deps.ts';
import { isStepInForce, textOf } from './send-step.ts';

/** "begun": the line that starts or ends the timer was on its way, so it may have been carried out. */
type Sent =
  | { result: 'done' }
  | { result: 'refused'; reason: string; output: string }
  | { result: 'not-begun' | 'begun'; reason: string };

/**
 * Starts the timer of a step on its device. Arming it twice is harmless: the later one counts. Null when the device proved that it runs or none is
 * wanted; otherwise the reason, and the timer is called off as far as that can be done.
 */
export async function armTimer(deps: ChangesDeps, plan: Plan, step: number): Promise<string | null> {
  const sent = await sendTimerLines(deps, plan, step, 'start');
  if (sent.result === 'done') return null;
  return sent.result === 'begun' ? `${sent.reason}${await callOff(deps, plan, step)}` : sent.reason;
}

/**
 * Keeps the change: the device no longer takes it back by itself. Null when the device proved that, or when there is no timer. A timer that a former
 * process cancelled is not cancelled again, and one that the device does not know any more has kept the change only if that is still in force.
 */
export async function cancelTimer(deps: ChangesDeps, plan: Plan, step: number): Promise<string | null> {
  if (await isCancelled(deps, plan, step)) return null;
  const sent = await sendTimerLines(deps, plan, step, 'cancel');
  return sent.result === 'done' ? null : sent.reason;
}

/** Reading may be repeated: a connection that broke says nothing about the change. */
const readTries = 3;
const readAgainMs = 2000;

/** Whether the device still runs the change once its timer is gone: a timer that ended a moment before has taken it back. Null when it does. */
export async function provesKept(deps: ChangesDeps, plan: Plan, step: number): Promise<string | null> {
  const { device, timer } = plan.content.steps[step]!;
  if (!timer) return null;
  for (let tries = 1; ; tries++) {
    try {
      const inForce = await isStepInForce(deps, plan, step);
      return inForce === false ? `${device} has taken the change back by itself` : null;
    } catch (error) {
      if (tries === readTries) return `${device} could not be read after its timer was cancelled: ${textOf(error)}`;
      await deps.sleep(readAgainMs);
    }
  }
}

/** Calls off the timers of steps that changed nothing. What can't be proven is told, as a sentence to be put behind others. */
export async function callOffTimers(deps: ChangesDeps, plan: Plan, steps: readonly number[]): Promise<string> {
  const parts: string[] = [];
  for (const step of steps) {
    if (await startsBeforeChange(deps, plan, step)) parts.push(await callOff(deps, plan, step));
  }
  return parts.join('');
}

/** A timer that starts with the commit has changed something when it runs; calling it off would keep that. */
async function startsBeforeChange(deps: ChangesDeps, plan: Plan, index: number): Promise<boolean> {
  const { device, vendor: id, timer } = plan.content.steps[index]!;
  const vendor = findVendor(deps.vendors, id);
  if (!timer || !vendor || isMissing(vendor.timer)) return false;
  if (vendor.timer.kind === 'host') return (await lastTold(deps, plan, device)) === 'plan.timer-started';
  if (!isNavigation(vendor, vendor.timer.replaces)) return false;
  const sent = await deps.store.executions.lines(plan.id);
  return sent.some(({ step, phase, accepted }) => step === index && phase === 'change' && accepted !== false);
}

async function callOff(deps: ChangesDeps, plan: Plan, step: number): Promise<string> {
  const { device, timer } = plan.content.steps[step]!;
  if ((await cancelTimer(deps, plan, step)) === null) return '';
  return `. A revert timer of ${timer?.seconds} s may run on ${device}`;
}

async function isCancelled(deps: ChangesDeps, plan: Plan, step: number): Promise<boolean> {
  return (await lastTold(deps, plan, plan.content.steps[step]!.device)) === 'plan.timer-cancelled';
}

async function lastTold({ store }: ChangesDeps, plan: Plan, device: string): Promise<string | undefined> {
  const told = (await store.audit.list({ subject: plan.id })).filter(({ detail }) => detail.device === device);
  return told.findLast(({ action }) => action.startsWith('plan.timer-'))?.action;
}

async function sendTimerLines(deps: ChangesDeps, plan: Plan, index: number, which: 'start' | 'cancel'): Promise<Sent> {
  const { device, timer } = plan.content.steps[index]!;
  if (!timer || timer[which].length === 0) return { result: 'done' };
  const sent = await trySending(deps, plan, index, timer[which]);
  const ended = which === 'cancel' && sent.result === 'refused' && saysNoTimer(deps, plan, index, sent.output);
  if (sent.result !== 'done' && !ended) return sent;
  const action = `plan.timer-${which === 'start' ? 'started' : 'cancelled'}`;
  const detail = { device, seconds: timer.seconds, ...(ended ? { found: 'no timer was running any more' } : {}) };
  await deps.store.audit.append({ at: deps.clock(), actor: 'nocturne', action, subject: plan.id, detail });
  return { result: 'done' };
}

async function trySending(deps: ChangesDeps, plan: Plan, index: number, lines: readonly string[]): Promise<Sent> {
  const { device, timer } = plan.content.steps[index]!;
  let deciding = false;
  try {
    const session = await deps.sessions.openChange(device, timer!.login);
    try {
      for (const [i, line] of lines.entries()) {
        deciding = i === lines.length - 1;
        const { accepted, output } = await session.send(line, 'timer');
        const reason = `${device} refused its revert timer: ${output.trim()}`;
        if (!accepted) return { result: 'refused', reason, output };
      }
      return { result: 'done' };
    } finally {
      session.close();
    }
  } catch (error) {
    return { result: deciding ? 'begun' : 'not-begun', reason: textOf(error) };
  }
}

function saysNoTimer({ vendors }: ChangesDeps, plan: Plan, index: number, output: string): boolean {
  const timer = findVendor(vendors, plan.content.steps[index]!.vendor)?.timer;
  return timer !== undefined && !isMissing(timer) && (timer.none?.test(output) ?? false);
}

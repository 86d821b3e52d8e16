import type { Plan } from '../domain/plan.ts';
import type { ChangesDeps } from './deps.ts';
import { isStepInForce } from './in-force.ts';
import { type RunningTimer, runningTimers } from './running-timers.ts';
import { textOf } from './send-step.ts';
import { lookAtTimer } from './shown-timer.ts';

/** "begun": a line was on its way, so it may have been carried out. */
type Sent = { result: 'done' } | { result: 'refused' | 'not-begun' | 'begun'; reason: string };

/** What the audit tells of a timer. Something that is only begun is told before the first line is sent. */
type Told = 'starting' | 'started' | 'cancelled' | 'reverting' | 'reverted';

/**
 * Starts the timer of a step on its device, before the change or with its commit. Null when nothing is in the way of the change; otherwise the
 * reason, and the timer is called off as far as that can be done. Nothing of the step may be in force: some devices keep what runs now as what they
 * give back. A timer of somebody else is left alone, and so is the device.
 */
export async function armTimer(deps: ChangesDeps, plan: Plan, index: number): Promise<string | null> {
  const step = plan.content.steps[index]!;
  const { device, timer } = step;
  if (!timer) return null;
  const shown = await lookAtTimer(deps, step);
  if (shown.timer === 'unread') return `${device} did not show whether a revert timer runs: ${shown.reason}`;
  const own = await findOwnTimer(deps, plan, index);
  if (shown.timer === 'running' && (!own || own.until < deps.clock()))
    return `A revert timer that is not of this plan runs on ${device}`;
  // A second one would be refused, or would keep what the first one is to take back.
  const left = shown.timer === 'running' ? await cancelTimer(deps, plan, index) : null;
  if (left !== null) return left;
  await tell(deps, plan, index, 'starting');
  if (timer.start.length === 0) return null;
  const sent = await sendTimerLines(deps, plan, index, timer.start);
  const failure = sent.result === 'done' ? await provesArmed(deps, plan, index) : sent.reason;
  return failure === null || sent.result === 'not-begun' ? failure : `${failure}${await callOff(deps, plan, index)}`;
}

/** Whether the device shows the timer that was started just now; null when it does. */
export async function provesArmed(deps: ChangesDeps, plan: Plan, index: number): Promise<string | null> {
  const step = plan.content.steps[index]!;
  if (!step.timer) return null;
  const shown = await lookAtTimer(deps, step);
  if (shown.timer === 'none') return `${step.device} does not show the revert timer that was started`;
  if (shown.timer === 'unread') return `${step.device} did not show whether its revert timer runs: ${shown.reason}`;
  await tell(deps, plan, index, 'started');
  return null;
}

/**
 * Keeps the change: the device no longer takes it back by itself. Null when the device shows that no timer runs, or when there is none to cancel. One
 * that ended by itself counts too, so whether the change was kept is asked by {@link provesKept}.
 */
export async function cancelTimer(deps: ChangesDeps, plan: Plan, index: number): Promise<string | null> {
  const step = plan.content.steps[index]!;
  if (!step.timer || ['cancelled', 'reverted'].includes((await lastTold(deps, plan, step.device)) ?? '')) return null;
  const sent = await sendTimerLines(deps, plan, index, step.timer.cancel);
  if (sent.result === 'not-begun') return sent.reason;
  const shown = await lookAtTimer(deps, step);
  if (shown.timer === 'none') {
    await tell(
      deps,
      plan,
      index,
      'cancelled',
      sent.result === 'done' ? {} : { found: 'no timer was running any more' },
    );
    return null;
  }
  if (sent.result !== 'done') return sent.reason;
  return shown.timer === 'unread' ? shown.reason : `${step.device} still shows a revert timer`;
}

/** Whether the device runs the change still, when it is to be kept. Null when it does, or when its configuration can't tell. */
export async function provesKept(deps: ChangesDeps, plan: Plan, index: number): Promise<string | null> {
  const { device, timer } = plan.content.steps[index]!;
  try {
    if ((await isStepInForce(deps, plan, index)) !== false) return null;
  } catch (error) {
    return `${device} could not be read before the change was kept: ${textOf(error)}`;
  }
  return timer ? `${device} has taken the change back by itself` : `${device} does not run the change any more`;
}

/**
 * Takes a step back by its timer, where nothing else does so while the timer runs. "none": no timer runs, so the way back is the plan's own.
 */
export async function revertByTimer(
  deps: ChangesDeps,
  plan: Plan,
  index: number,
): Promise<{ result: 'none' | 'done' } | { result: 'refused' | 'lost'; reason: string }> {
  const step = plan.content.steps[index]!;
  if (!step.timer?.revert) return { result: 'none' };
  const before = await lookAtTimer(deps, step);
  if (before.timer === 'unread') return { result: 'lost', reason: before.reason };
  if (before.timer === 'none') return { result: 'none' };
  await tell(deps, plan, index, 'reverting');
  const sent = await sendTimerLines(deps, plan, index, step.timer.revert);
  const after = await lookAtTimer(deps, step);
  if (after.timer === 'none') {
    await tell(deps, plan, index, 'reverted');
    return { result: 'done' };
  }
  if (sent.result === 'refused') return { result: 'refused', reason: sent.reason };
  const reason = after.timer === 'unread' ? after.reason : `${step.device} still shows its revert timer`;
  return { result: 'lost', reason: sent.result === 'done' ? reason : sent.reason };
}

/** Calls off the timers of steps that changed nothing. What can't be proven is told, as a sentence to be put behind others. */
export async function callOffTimers(deps: ChangesDeps, plan: Plan, steps: readonly number[]): Promise<string> {
  const parts: string[] = [];
  for (const step of steps) {
    if (await findOwnTimer(deps, plan, step)) parts.push(await callOff(deps, plan, step));
  }
  return parts.join('');
}

/** A timer that was started before the change. One that starts with the commit has changed something when it runs; calling it off would keep that. */
async function findOwnTimer(deps: ChangesDeps, plan: Plan, index: number): Promise<RunningTimer | undefined> {
  const { device, timer } = plan.content.steps[index]!;
  if (!timer?.start.length) return undefined;
  return (await runningTimers(deps, plan)).find((running) => running.device === device);
}

async function callOff(deps: ChangesDeps, plan: Plan, step: number): Promise<string> {
  const { device, timer } = plan.content.steps[step]!;
  if ((await cancelTimer(deps, plan, step)) === null) return '';
  return `. A revert timer of ${timer?.seconds} s may run on ${device}`;
}

async function lastTold({ store }: ChangesDeps, plan: Plan, device: string): Promise<string | undefined> {
  const told = (await store.audit.list({ subject: plan.id })).filter(({ detail }) => detail.device === device);
  return told.findLast(({ action }) => action.startsWith('plan.timer-'))?.action.slice('plan.timer-'.length);
}

async function tell(deps: ChangesDeps, plan: Plan, index: number, told: Told, more: object = {}): Promise<void> {
  const { device, timer } = plan.content.steps[index]!;
  const detail = { device, seconds: timer!.seconds, ...more };
  const action = `plan.timer-${told}`;
  await deps.store.audit.append({ at: deps.clock(), actor: 'nocturne', action, subject: plan.id, detail });
}

async function sendTimerLines(deps: ChangesDeps, plan: Plan, index: number, lines: readonly string[]): Promise<Sent> {
  const { device, timer } = plan.content.steps[index]!;
  let begun = false;
  try {
    const session = await deps.sessions.openChange(device, timer!.login);
    try {
      for (const line of lines) {
        begun = true;
        const { accepted, output } = await session.send(line, 'timer');
        if (!accepted) return { result: 'refused', reason: `${device} refused its revert timer: ${output.trim()}` };
      }
      return { result: 'done' };
    } finally {
      session.close();
    }
  } catch (error) {
    return { result: begun ? 'begun' : 'not-begun', reason: textOf(error) };
  }
}

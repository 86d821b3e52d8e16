import type { Plan } from '../domain/plan.ts';
import type { Tables } from '../store/store.ts';
import { readBefore, reauthorise, recheck, refuseActing } from './before-run.ts';
import { findBrokenGlass } from './break-glass.ts';
import type { ChangesDeps } from './deps.ts';
import { expire, isOverdue } from './expiry.ts';
import { findHold } from './holds.ts';
import { movePlan, scheduleAdvance } from './move-plan.ts';
import { factKinds, putTimes, readTimes } from './plan-facts.ts';
import { plannedLines, progressOf, touchedSteps } from './progress.ts';
import { rollBack } from './roll-back.ts';
import { sendStep, textOf } from './send-step.ts';
import { armTimer, callOffTimers } from './timers.ts';
import { becomeUnknown } from './unknown.ts';
import { waitForLock } from './wait-for-lock.ts';

const holdRetryMs = 30_000;

/** From approved to running: authorise and check again, take snapshots, then move. Gives the reason when the plan has to wait. */
export async function startRun(deps: ChangesDeps, plan: Plan): Promise<string | null> {
  if (isOverdue(deps, plan)) {
    await expire(deps, plan.id);
    return null;
  }
  const refused = await reauthorise(deps, plan);
  if (refused) return giveUp(deps, plan, refused);
  const hold = await findOwnHold(deps, plan);
  if (hold !== null) return waitAndRetry(deps, plan, hold);
  const changed = await recheck(deps, plan);
  if (changed) return giveUp(deps, plan, changed);
  let snapshots: [string, string][];
  try {
    snapshots = await takeSnapshots(deps, plan);
  } catch (error) {
    return giveUp(deps, plan, {
      to: 'failed',
      outcome: `No snapshot could be taken, so nothing was sent: ${textOf(error)}`,
    });
  }
  const at = deps.clock();
  const before = readBefore(deps, plan);
  const also = async (tables: Tables) => {
    for (const [device, text] of snapshots) {
      await tables.executions.putSnapshot(plan.id, device, text, at);
      await tables.configs.put({ device, at, source: 'before-plan', planId: plan.id, text });
    }
    await tables.facts.put(factKinds.before, plan.id, before);
    await putTimes(tables.facts, plan.id, { startedAt: at });
  };
  // Asked again where one plan begins at a time: reading the devices took a while, and two plans may not share the last place of a budget.
  const late = await waitForLock(deps, 'plan-begins', async () => {
    const found = await findOwnHold(deps, plan);
    if (found === null) await movePlan(deps, plan, { to: 'running', also });
    return found;
  });
  return late === null ? null : waitAndRetry(deps, plan, late ?? 'Other plans begin right now');
}

/** What holds the plan back, unless somebody broke the glass for it. */
async function findOwnHold(deps: ChangesDeps, plan: Plan): Promise<string | null> {
  return (await findBrokenGlass(deps, plan)) ? null : findHold(deps, plan);
}

async function waitAndRetry(deps: ChangesDeps, plan: Plan, reason: string): Promise<string> {
  const at = deps.clock() + holdRetryMs;
  await scheduleAdvance(deps, plan.id, { state: 'approved', at, again: String(at) });
  return reason;
}

async function giveUp(
  deps: ChangesDeps,
  plan: Plan,
  obstacle: { to: 'cancelled' | 'failed'; outcome: string },
): Promise<null> {
  await movePlan(deps, plan, obstacle);
  return null;
}

async function takeSnapshots({ sessions }: ChangesDeps, plan: Plan): Promise<[string, string][]> {
  const devices = [...new Set(plan.content.steps.map(({ device }) => device))];
  const snapshots: [string, string][] = [];
  for (const device of devices) snapshots.push([device, await sessions.snapshot(device)]);
  return snapshots;
}

/**
 * A running plan, fresh or found after a crash. The record of lines decides: none begun, it runs; all done, it goes on to verification; some
 * begun, nobody knows, and a person decides.
 */
export async function run(deps: ChangesDeps, plan: Plan): Promise<void> {
  const sent = await deps.store.executions.lines(plan.id);
  const change = progressOf(deps.vendors, plan, sent, 'change');
  if (await resumeRollBack(deps, plan)) return;
  if (change === 'all') return finishChange(deps, plan);
  if (change === 'refused') return rollBack(deps, plan, { why: 'A device refused a line' });
  if (change === 'some')
    return becomeUnknown(deps, plan, 'The process ended between the first and the last change line');
  const refused = refuseActing(deps, plan);
  if (refused) return endBeforeFirstLine(deps, plan, refused.outcome);
  for (const step of plan.content.steps.keys()) {
    if (!(await runStep(deps, plan, step))) return;
  }
  await finishChange(deps, plan);
}

/** A process that ended may have started the timer of the first step. */
async function endBeforeFirstLine(deps: ChangesDeps, plan: Plan, why: string): Promise<void> {
  const left = await callOffTimers(deps, plan, [0]);
  await movePlan(deps, plan, { to: 'failed', outcome: `${why}. Nothing was changed${left}` });
}

/** False when the plan was moved on because the step did not go well. */
export async function runStep(deps: ChangesDeps, plan: Plan, step: number, running?: string): Promise<boolean> {
  const { device } = plan.content.steps[step]!;
  const timer = await armTimer(deps, plan, step);
  const sent =
    timer === null
      ? await sendStep(deps, { plan, step, phase: 'change', running })
      : ({ result: 'unreachable', reason: timer } as const);
  if (sent.result === 'sent') return true;
  if (sent.result === 'lost')
    await becomeUnknown(deps, plan, `The answer of ${device} to a change line is not known: ${sent.reason}`);
  else {
    const reason = sent.result === 'refused' ? `${device} refused "${sent.line}": ${sent.output.trim()}` : sent.reason;
    const touched = touchedSteps(deps.vendors, plan, await deps.store.executions.lines(plan.id));
    if (touched.length > 0) await rollBack(deps, plan, { why: reason });
    else {
      const left = await callOffTimers(deps, plan, [...plan.content.steps.keys()].slice(0, step + 1));
      await movePlan(deps, plan, { to: 'failed', outcome: `${reason}. Nothing was changed${left}` });
    }
  }
  return false;
}

/** When rolling back had begun: finished if all of it was done, otherwise nobody knows. False when it had not begun. */
export async function resumeRollBack(deps: ChangesDeps, plan: Plan): Promise<boolean> {
  const undo = progressOf(deps.vendors, plan, await deps.store.executions.lines(plan.id), 'undo');
  if (undo === 'none') return false;
  if (undo === 'all') await rollBack(deps, plan, { why: 'Rolling back was under way' });
  else await becomeUnknown(deps, plan, 'The process ended while the plan was being rolled back');
  return true;
}

/** Notes when the last change line was done and goes on to verification. */
export async function finishChange(deps: ChangesDeps, plan: Plan): Promise<void> {
  const alters = plan.content.steps
    .flatMap((step, i) => plannedLines(deps.vendors, step, i, 'change'))
    .filter((line) => line.alters);
  const sent = (await deps.store.executions.lines(plan.id)).filter(({ phase }) => phase === 'change');
  const done = sent.filter((record) => alters.some(({ step, line }) => record.step === step && record.line === line));
  const executedAt = Math.max(...done.map(({ doneAt }) => doneAt ?? 0));
  const { incidentId } = plan.content;
  const also = async (tables: Tables) => {
    const times = await readTimes(tables.facts, plan.id);
    await putTimes(tables.facts, plan.id, { executedAt: times.executedAt ?? executedAt });
    const event = { type: 'plan.output', incidentId, planId: plan.id } as const;
    await tables.outbox.append(`plan.output:${plan.id}:executed`, event, deps.clock());
  };
  const detail = {
    lines: sent.map(({ device, command, accepted, output }) => ({ device, command, accepted, output })),
  };
  await movePlan(deps, plan, { to: 'verifying', detail, also });
}

import type { Plan } from '../domain/plan.ts';
import type { Tables } from '../store/store.ts';
import { readBefore, reauthorise, recheck, refuseActing } from './before-run.ts';
import { findBrokenGlass } from './break-glass.ts';
import type { ChangesDeps } from './deps.ts';
import { expire, isOverdue } from './expiry.ts';
import { findHold } from './holds.ts';
import { isStepInForce, linesInForce } from './in-force.ts';
import { movePlan, scheduleAdvance } from './move-plan.ts';
import { factKinds, putTimes, readTimes } from './plan-facts.ts';
import { plannedLines, progressOf, touchedSteps } from './progress.ts';
import { rollBack } from './roll-back.ts';
import { rollBackProgress } from './roll-back-progress.ts';
import { sendStep, textOf } from './send-step.ts';
import { armTimer, callOffTimers, provesArmed } from './timers.ts';
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
  return late === null ? null : waitAndRetry(deps, plan, late ?? 'Other plans are starting right now');
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
  if (refused) return endBeforeFirstLine(deps, plan, { why: refused.outcome, upTo: 0 });
  for (const step of plan.content.steps.keys()) {
    if (!(await runStep(deps, plan, step))) return;
  }
  await finishChange(deps, plan);
}

/** The timers up to a step may have been started, by this process or by one that ended. */
async function endBeforeFirstLine(
  deps: ChangesDeps,
  plan: Plan,
  { why, upTo }: { why: string; upTo: number },
): Promise<void> {
  const left = await callOffTimers(deps, plan, [...plan.content.steps.keys()].slice(0, upTo + 1));
  await movePlan(deps, plan, { to: 'failed', outcome: `${why}. Nothing was changed${left}` });
}

/**
 * False when the plan was moved on because the step did not go well. `running` is the configuration of its device, read just now, when a person
 * chose to go on: what it shows to be in force is left as it is.
 */
export async function runStep(deps: ChangesDeps, plan: Plan, step: number, running?: string): Promise<boolean> {
  const ended = await doStep(deps, plan, step, running);
  if (ended.end === 'done') return true;
  if (ended.end === 'unknown') await becomeUnknown(deps, plan, ended.reason);
  else {
    const touched = touchedSteps(deps.vendors, plan, await deps.store.executions.lines(plan.id));
    if (touched.length > 0) await rollBack(deps, plan, { why: ended.reason });
    else await endBeforeFirstLine(deps, plan, { why: ended.reason, upTo: step });
  }
  return false;
}

type StepEnd = { end: 'done' } | { end: 'failed' | 'unknown'; reason: string };

async function doStep(deps: ChangesDeps, plan: Plan, step: number, running?: string): Promise<StepEnd> {
  const { device } = plan.content.steps[step]!;
  const held = running === undefined ? [] : linesInForce(deps, plan, step, running);
  // Nothing is to be sent, and a timer that was started now would give back what the plan changed.
  const isThere = held.includes(true);
  if (isThere && held.includes(false)) return failed(`Only a part of the change is in force on ${device}`);
  const unarmed = isThere ? null : await armTimer(deps, plan, step);
  if (unarmed !== null) return failed(unarmed);
  const sent = await sendStep(deps, { plan, step, phase: 'change', running });
  if (sent.result === 'refused') return failed(`${device} refused "${sent.line}": ${sent.output.trim()}`);
  if (sent.result === 'unreachable') return failed(sent.reason);
  if (sent.result === 'lost')
    return { end: 'unknown', reason: `The answer of ${device} to a change line is not known: ${sent.reason}` };
  return isThere ? { end: 'done' } : readBack(deps, plan, step);
}

/** An error may come behind the prompt that ended an answer, so a step is done only when the device shows it, and the timer that came with it. */
async function readBack(deps: ChangesDeps, plan: Plan, step: number): Promise<StepEnd> {
  const { device, timer } = plan.content.steps[step]!;
  try {
    if ((await isStepInForce(deps, plan, step)) === false)
      return failed(`${device} did not refuse the change, but its configuration does not show it`);
  } catch (error) {
    return { end: 'unknown', reason: `${device} could not be read after the change: ${textOf(error)}` };
  }
  const unarmed = timer?.start.length === 0 ? await provesArmed(deps, plan, step) : null;
  return unarmed === null ? { end: 'done' } : failed(unarmed);
}

const failed = (reason: string): StepEnd => ({ end: 'failed', reason });

/** When rolling back had begun: finished if all of it was done, otherwise nobody knows. False when it had not begun. */
export async function resumeRollBack(deps: ChangesDeps, plan: Plan): Promise<boolean> {
  const undo = await rollBackProgress(deps, plan);
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
    await putTimes(tables.facts, plan.id, { executedAt: Math.max(times.executedAt ?? 0, executedAt) });
    const event = { type: 'plan.output', incidentId, planId: plan.id } as const;
    await tables.outbox.append(`plan.output:${plan.id}:executed`, event, deps.clock());
  };
  const detail = {
    lines: sent.map(({ device, command, accepted, output }) => ({ device, command, accepted, output })),
  };
  await deps.routes?.forget(plan.content.steps.map(({ device }) => device));
  await movePlan(deps, plan, { to: 'verifying', detail, also });
}

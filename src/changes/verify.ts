import { createSteadyClock } from '../domain/clock.ts';
import type { Plan } from '../domain/plan.ts';
import type { Tables } from '../store/store.ts';
import type { ChangesDeps } from './deps.ts';
import { resumeRollBack } from './execution.ts';
import { scheduleFollowUp } from './follow-up.ts';
import { movePlan } from './move-plan.ts';
import { factKinds, putTimes, readTimes } from './plan-facts.ts';
import { rollBack } from './roll-back.ts';
import { sendStep } from './send-step.ts';
import { cancelTimer, provesKept } from './timers.ts';
import { becomeUnknown } from './unknown.ts';
import { judgeEffect, type Verification } from './verification.ts';

const pollMs = 500;
/** What a busy machine may put between two looks; more is a clock that was set. */
const longestPollMs = 10 * pollMs;

/** Waits for telemetry to show the expected effect, then keeps the change or takes it back. After a restart the waiting begins anew. */
export async function verify(deps: ChangesDeps, plan: Plan): Promise<void> {
  if (await resumeRollBack(deps, plan)) return;
  const verdict = await watch(deps, plan);
  const { expected } = plan.content;
  const detail = { end: verdict.end, expected };
  await deps.store.audit.append({
    at: deps.clock(),
    actor: 'nocturne',
    action: 'plan.measured',
    subject: plan.id,
    detail,
  });
  if (verdict.end === 'better') return keep(deps, plan, verdict);
  await rollBack(deps, plan, { why: verdict.text });
}

type Ended = Exclude<Verification, { end: 'wait' }>;

async function watch(deps: ChangesDeps, plan: Plan): Promise<Ended> {
  const { expected } = plan.content;
  const times = await readTimes(deps.store.facts, plan.id);
  const before = (await deps.store.facts.get(factKinds.before, plan.id)) ?? { at: 0, values: {} };
  const changedAt = times.executedAt ?? deps.clock();
  const steady = createSteadyClock(deps.clock, longestPollMs);
  const endsAt = steady() + expected.withinSeconds * 1000;
  for (;;) {
    // A clock that is set takes no time away, and hides nothing that was sent meanwhile.
    const waited = steady();
    const now = Math.max(deps.clock(), waited);
    const deadline = now + endsAt - waited;
    const verdict = judgeEffect({ expected, before, metrics: deps.metrics, changedAt, now, deadline });
    if (verdict.end !== 'wait') return verdict;
    await deps.sleep(pollMs);
    deps.assertHeld?.();
  }
}

async function keep(deps: ChangesDeps, plan: Plan, verdict: Extract<Verification, { end: 'better' }>): Promise<void> {
  for (const step of plan.content.steps.keys()) {
    const sent = await sendStep(deps, { plan, step, phase: 'confirm' });
    const timer = sent.result === 'sent' ? await cancelTimer(deps, plan, step) : null;
    if (sent.result === 'refused')
      return becomeUnknown(deps, plan, `It helped, but confirming was refused: ${sent.output.trim()}`);
    if (sent.result !== 'sent')
      return becomeUnknown(deps, plan, `It helped, but it could not be confirmed: ${sent.reason}`);
    if (timer !== null) return becomeUnknown(deps, plan, `It helped, but the device may take it back: ${timer}`);
    const gone = await provesKept(deps, plan, step);
    if (gone !== null) return becomeUnknown(deps, plan, `It helped, but ${gone}`);
  }
  // Before the move: should the process die in between, the job finds a plan that is not verified yet and looks again.
  await scheduleFollowUp(deps, plan);
  const also = (tables: Tables) => putTimes(tables.facts, plan.id, { recoveredAt: verdict.since });
  await movePlan(deps, plan, { to: 'verified', outcome: verdict.text, also });
}

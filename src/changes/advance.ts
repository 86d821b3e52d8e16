import { isFinal, type Plan, type PlanState } from '../domain/plan.ts';
import { NocturneError } from '../errors.ts';
import { carryOutChoice } from './carry-out-choice.ts';
import { scheduleConfigRecord } from './config-history.ts';
import type { ChangesDeps } from './deps.ts';
import { run, startRun } from './execution.ts';
import { movePlan, scheduleAdvance } from './move-plan.ts';
import { lookAfterTimers } from './timers-over.ts';
import { verify } from './verify.ts';

/** Where a plan stands after a push. `waiting` says what it waits for; null when it is final or a person's turn. */
export interface Advanced {
  state: PlanState;
  final: boolean;
  outcome: string | null;
  waiting: string | null;
}

const busyRetryMs = 2000;

/**
 * Carries a plan on as far as it goes: approved → running → verifying → an end. May be called at any time and any number of times; a plan
 * that another process carries on is left alone and asked for again later. Undefined when there is no such plan.
 */
export async function advance(deps: ChangesDeps, planId: string): Promise<Advanced | undefined> {
  const plan = await deps.store.plans.get(planId);
  if (!plan || isFinal(plan.state) || plan.state === 'pending') return plan && describe(plan, null);
  const devices = [...new Set(plan.content.steps.map(({ device }) => device))].sort();
  const held = await withDevices(deps, devices, (holding) => carryOn(holding, planId));
  if (held) {
    if (held.value.final) await scheduleConfigRecord(deps, planId);
    return held.value;
  }
  // On a grid, so that however often the plan is found busy, one job waits for it.
  const at = Math.ceil(deps.clock() / busyRetryMs + 1) * busyRetryMs;
  await scheduleAdvance(deps, planId, { state: plan.state, at, again: String(at) });
  return describe(plan, 'Another plan is using the devices');
}

/**
 * Takes the locks one after the other in the order of the names, so that two plans never wait for each other. The work is handed dependencies
 * that end it when a lock is lost: another process may hold the device from then on.
 */
async function withDevices<T>(
  deps: ChangesDeps,
  devices: string[],
  work: (holding: ChangesDeps) => Promise<T>,
): Promise<{ value: T } | undefined> {
  const [first, ...rest] = devices;
  if (first === undefined) return { value: await work(deps) };
  const held = await deps.store.withLock(`device:${first}`, (lost) =>
    withDevices(endedWith(deps, first, lost), rest, work),
  );
  return held?.value;
}

function endedWith(deps: ChangesDeps, device: string, lost: AbortSignal): ChangesDeps {
  const assertHeld = () => {
    deps.assertHeld?.();
    if (!lost.aborted) return;
    throw new NocturneError('lock-lost', `The lock on ${device} was lost with its database connection`, {
      retryable: true,
    });
  };
  return { ...deps, assertHeld };
}

async function carryOn(deps: ChangesDeps, planId: string): Promise<Advanced> {
  for (;;) {
    const plan = (await deps.store.plans.get(planId))!;
    const waiting = await push(deps, plan);
    const after = (await deps.store.plans.get(planId))!;
    if (waiting !== null || after.state === plan.state || isFinal(after.state)) return describe(after, waiting);
  }
}

async function push(deps: ChangesDeps, plan: Plan): Promise<string | null> {
  if (plan.state === 'approved') return startRun(deps, plan);
  if (plan.state === 'running') await run(deps, plan);
  if (plan.state === 'verifying') await verify(deps, plan);
  if (plan.state === 'unknown' && !(await carryOutChoice(deps, plan))) await lookAfterTimers(deps, plan);
  return null;
}

function describe(plan: Plan, waiting: string | null): Advanced {
  return { state: plan.state, final: isFinal(plan.state), outcome: plan.outcome, waiting };
}

/** Takes back a plan that does not run yet. */
export async function cancel(
  deps: ChangesDeps,
  planId: string,
  options: { actor: string; reason: string },
): Promise<boolean> {
  for (;;) {
    const plan = await deps.store.plans.get(planId);
    if (!plan || (plan.state !== 'pending' && plan.state !== 'approved')) return false;
    // When it was approved between the two, it is looked at again: an approval must not outrun whoever takes the plan back.
    if (await movePlan(deps, plan, { to: 'cancelled', actor: options.actor, outcome: options.reason })) return true;
  }
}

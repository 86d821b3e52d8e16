import type { Person } from '../domain/person.ts';
import type { Plan } from '../domain/plan.ts';
import { visibleText } from '../network/untrusted.ts';
import type { Tables } from '../store/store.ts';
import type { Answer } from './approval.ts';
import type { ChangesDeps } from './deps.ts';
import { expire, isOverdue, scheduleExpiry } from './expiry.ts';
import { moveIn, scheduleAdvance } from './move-plan.ts';
import { type BrokenGlass, factKinds, putTimes } from './plan-facts.ts';
import { planHash } from './plan-hash.ts';
import { inMs, modeFor } from './policy.ts';
import { isNamed, refusePerson } from './voters.ts';
import { waitForLock } from './wait-for-lock.ts';

export interface Emergency {
  planId: string;
  user: Person;
  reason: string;
}

const shortestReason = 10;

/**
 * One person runs a plan alone: without the votes it needs, past a freeze, a window and the change budget, even when they asked for it. The
 * guard, the mode, the preconditions, the revert timer and the verification hold as ever. Off unless the policy names people and a second
 * channel; the event tells that channel.
 */
export async function breakGlass(deps: ChangesDeps, emergency: Emergency): Promise<Answer> {
  const found = await deps.store.plans.get(emergency.planId);
  if (!found) return no('unknown-plan', 'I know no plan of this id.');
  const seen = { ...emergency, reason: visibleText(emergency.reason) };
  const answer = await waitForLock(deps, `plan-vote:${found.id}`, () => breakAlone(deps, seen, found.id));
  return answer ?? no('busy', 'Others are deciding about this plan right now. Try again in a moment.');
}

async function breakAlone(deps: ChangesDeps, emergency: Emergency, planId: string): Promise<Answer> {
  const plan = (await deps.store.plans.get(planId))!;
  const { user, reason } = emergency;
  const at = deps.clock();
  const refuse = async (refusal: Answer) => {
    const detail = { code: refusal.code, state: plan.state };
    await deps.store.audit.append({ at, actor: user.id, action: 'plan.break-glass-refused', subject: planId, detail });
    return refusal;
  };
  const refusal = await refuseEmergency(deps, emergency, plan);
  if (refusal) return refuse(refusal);
  const broken: BrokenGlass = { user: user.id, reason, at };
  const { incidentId } = plan.content;
  const note = async (tables: Tables) => {
    await tables.facts.put(factKinds.brokenGlass, planId, broken);
    const event = { type: 'plan.break-glass', incidentId, planId, user: user.id, reason } as const;
    await tables.outbox.append(`plan.break-glass:${planId}`, event, at);
    const detail = { reason, planHash: plan.hash, state: plan.state };
    await tables.audit.append({ at, actor: user.id, action: 'plan.break-glass', subject: planId, detail });
  };
  const runBy = at + inMs(deps.policy.runWithinMinutes);
  const outcome = `Break-glass by ${user.id}: ${reason}`;
  const broke = await deps.store.transaction(async (tables) => {
    const held = await tables.plans.hold(planId);
    if (held?.state !== plan.state || (await tables.facts.get(factKinds.brokenGlass, planId))) return false;
    await note(tables);
    if (held.state !== 'pending') return true;
    await putTimes(tables.facts, planId, { approvedAt: at });
    return moveIn(tables, held, { to: 'approved', actor: user.id, runBy, outcome }, at);
  });
  if (!broke) return refuse(no('already-decided', 'Somebody else decided about this plan a moment ago.'));
  if (plan.state === 'pending') {
    deps.ages?.begin(planId, 'approved');
    await scheduleExpiry(deps, planId, runBy, 'approved');
  }
  await scheduleAdvance(deps, planId, { state: 'approved', again: `emergency-${at}` });
  deps.log.warn({ planId, user: user.id }, 'a plan runs by break-glass');
  return {
    accepted: true,
    code: 'break-glass',
    text: 'The plan runs now, on your word alone. The second channel is notified.',
  };
}

async function refuseEmergency(deps: ChangesDeps, { user, reason }: Emergency, plan: Plan): Promise<Answer | null> {
  const { breakGlass: allowed } = deps.policy;
  const barred = refusePerson(user);
  if (barred) return no(barred.code, barred.text);
  if (allowed.users.length + allowed.groups.length === 0 || allowed.channel === null)
    return no('break-glass-off', 'The policy has no break-glass.');
  if (!isNamed(allowed, user)) return no('not-allowed', 'The policy does not let you break the glass.');
  if (reason.length < shortestReason)
    return no('reason-needed', 'Say why, in a sentence. The reason is recorded and posted.');
  if (plan.state !== 'pending' && plan.state !== 'approved')
    return no('already-decided', `This plan can no longer be run; it is ${plan.state}.`);
  if (isOverdue(deps, plan)) {
    await expire(deps, plan.id);
    return no('expired', 'The time of this plan is over. Let a new one be written.');
  }
  if (planHash(plan.content) !== plan.hash) return no('hash-mismatch', 'This plan was altered after it was written.');
  if (await findBrokenGlass(deps, plan))
    return no('already-decided', 'Somebody broke the glass for this plan already.');
  const devices = plan.content.steps.map(({ device }) => device);
  return modeFor(deps.policy, deps.topology, devices) === 'act'
    ? null
    : no('mode', 'The policy lets plans for these devices be proposed, not run; break-glass does not change that.');
}

/** Who broke the glass for a plan, if anybody did. */
export async function findBrokenGlass(
  { store }: Pick<ChangesDeps, 'store'>,
  plan: Plan,
): Promise<BrokenGlass | undefined> {
  return store.facts.get(factKinds.brokenGlass, plan.id);
}

/** Whether who broke the glass still may, as the workspace knows them now. */
export async function mayStillBreak(deps: ChangesDeps, { user }: BrokenGlass): Promise<boolean> {
  const person = await deps.people(user);
  return person !== undefined && refusePerson(person) === null && isNamed(deps.policy.breakGlass, person);
}

const no = (code: string, text: string): Answer => ({ accepted: false, code, text });

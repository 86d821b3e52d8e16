import { canonicalJson } from '../domain/canonical-json.ts';
import { placeKey } from '../domain/place.ts';
import type { Plan } from '../domain/plan.ts';
import { findBrokenGlass, mayStillBreak } from './break-glass.ts';
import type { ChangesDeps } from './deps.ts';
import { presentValue } from './expected-effect.ts';
import { neededApprovals } from './needed-approvals.ts';
import { refuseValues } from './parameter-bounds.ts';
import { timerFor } from './plan-content.ts';
import { type BeforeChange, factKinds } from './plan-facts.ts';
import { planHash } from './plan-hash.ts';
import { placeIn } from './plan-parameters.ts';
import { modeFor } from './policy.ts';
import { readPreconditions } from './preconditions.ts';
import { renderSteps } from './render-steps.ts';
import { assessRisk } from './risk.ts';
import { findTarget } from './targets.ts';
import { refuseVoter } from './voters.ts';

/** Why an approved plan must not run after all. "cancelled": it may not; "failed": it can't, or the devices are no longer as they were. */
export interface Obstacle {
  to: 'cancelled' | 'failed';
  outcome: string;
}

/** Why no line of a plan may be sent any more, whoever approved it, or null. Taking back what it changed is always allowed. */
export function refuseActing(
  { policy, topology }: Pick<ChangesDeps, 'policy' | 'topology'>,
  plan: Plan,
): Obstacle | null {
  if (planHash(plan.content) !== plan.hash) return failed('The plan was altered after it was approved');
  const devices = plan.content.steps.map(({ device }) => device);
  return modeFor(policy, topology, devices) === 'act'
    ? null
    : cancelled('The policy no longer lets plans run on these devices');
}

/** Authorises once more, just before it runs: the hash, the mode, and every approver as the workspace knows them now. */
export async function reauthorise(deps: ChangesDeps, plan: Plan): Promise<Obstacle | null> {
  const refused = refuseActing(deps, plan);
  if (refused) return refused;
  const broken = await findBrokenGlass(deps, plan);
  if (broken)
    return (await mayStillBreak(deps, broken)) ? null : cancelled('Who broke the glass may not do so any more');
  const authors = (await deps.store.facts.get(factKinds.authors, plan.id)) ?? [];
  const votes = (await deps.store.votes.forPlan(plan.id)).filter(
    (vote) => vote.decision === 'approve' && vote.planHash === plan.hash,
  );
  const people = await Promise.all(votes.map(({ user }) => deps.people(user)));
  const valid = people.filter((person) => person && refuseVoter(deps, { plan, person, authors }) === null);
  if (valid.length < neededApprovals(deps.policy, plan))
    return cancelled('Not enough of the approvers may approve any more');
  return null;
}

/** Renders the plan anew from its playbook and reads its preconditions again: both must be exactly what was approved. */
export async function recheck(deps: ChangesDeps, plan: Plan): Promise<Obstacle | null> {
  const { content } = plan;
  const playbook = deps.playbooks.find(({ id }) => id === content.playbook);
  const place = placeIn(content.parameters);
  const target = playbook && place && findTarget(deps.topology, playbook, place);
  if (!playbook || !target || 'reason' in target) return failed('The playbook or the place of this plan is gone');
  const { parameters, preconditions } = content;
  const options = { ...deps, playbook, places: target.places, parameters };
  const { lockOut } = assessRisk({ topology: deps.topology, target, irreversible: content.irreversible });
  const steps = renderSteps({ ...options, preconditions, timerSeconds: timerFor(deps, playbook, lockOut) });
  if (canonicalJson(steps) !== canonicalJson(content.steps))
    return failed('The playbook gives other commands now than were approved');
  const read = await readPreconditions(options);
  if (read.outcome !== 'ok') return failed(read.reason);
  const unfit = refuseValues(playbook, parameters, read.facts);
  if (unfit !== null) return cancelled(`The plan would no longer do what it says: ${unfit}`);
  if (canonicalJson(read.facts) !== canonicalJson(preconditions)) {
    return failed(
      `The devices are no longer as they were when the plan was written: ${describeChanges(preconditions, read.facts)}`,
    );
  }
  return null;
}

function describeChanges(before: Plan['content']['preconditions'], now: Plan['content']['preconditions']): string {
  const changes = Object.entries(now).flatMap(([device, facts]) =>
    Object.entries(facts)
      .filter(([name, value]) => before[device]?.[name] !== value)
      .map(([name, value]) => `${device} ${name} was ${before[device]?.[name]} and is ${value}`),
  );
  return changes.join(', ');
}

/** The metric at the target and the controls, just before the change. */
export function readBefore(deps: ChangesDeps, plan: Plan): BeforeChange {
  const { expected } = plan.content;
  const at = deps.clock();
  const values = [expected.place, ...expected.controls].flatMap((place) => {
    const value = presentValue(deps.metrics, place, expected.metric, at);
    return value === undefined ? [] : [[placeKey(place), value] as const];
  });
  return { at, values: Object.fromEntries(values) };
}

const cancelled = (outcome: string): Obstacle => ({ to: 'cancelled', outcome });
const failed = (outcome: string): Obstacle => ({ to: 'failed', outcome });

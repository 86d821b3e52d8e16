import { canonicalJson } from '../domain/canonical-json.ts';
import type { Plan } from '../domain/plan.ts';
import { findBrokenGlass, mayStillBreak } from './break-glass.ts';
import type { ChangesDeps } from './deps.ts';
import { expectedKey, presentExpected } from './expected-series.ts';
import { neededApprovals } from './needed-approvals.ts';
import { refuseValues } from './parameter-bounds.ts';
import { pathOf } from './path-effect.ts';
import { timerFor } from './plan-content.ts';
import { type BeforeChange, factKinds } from './plan-facts.ts';
import { planHash } from './plan-hash.ts';
import { placeIn } from './plan-parameters.ts';
import type { Playbook } from './playbooks.ts';
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
  return recheckBasis(deps, plan, playbook);
}

/** A cost that somebody changed, or a link that is down, may send the traffic another way than the plan promises. */
async function recheckBasis({ routes }: ChangesDeps, { content }: Plan, playbook: Playbook): Promise<Obstacle | null> {
  const { basis, parameters } = content;
  if (!basis) return null;
  const pair = playbook.expect?.path && pathOf(playbook.expect.path, parameters);
  if (!routes || !pair) return failed('Nobody can tell any more whether the network is as it was');
  const now = await routes.readBasis(pair);
  if (canonicalJson(now) === canonicalJson(basis)) return null;
  const changes = [...new Set([...Object.keys(basis), ...Object.keys(now)])].flatMap((device) => {
    const ports = [...new Set([...Object.keys(basis[device] ?? {}), ...Object.keys(now[device] ?? {})])];
    const differing = ports.filter((port) => basis[device]?.[port] !== now[device]?.[port]);
    return differing.map(
      (port) => `${device} ${port}: ${costWords(basis[device]?.[port])} before, ${costWords(now[device]?.[port])} now`,
    );
  });
  return failed(`The routes are no longer as they were when the plan was written: ${changes.join(', ')}`);
}

function costWords(read: string | number | undefined): string {
  if (typeof read === 'number') return `OSPF cost ${read}`;
  if (read === 'none') return 'not used by OSPF';
  return read === undefined ? 'not in the inventory' : 'not readable';
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
  const { metric } = expected;
  const values = [expected, ...expected.controls.map((place) => ({ place, metric }))].flatMap((judged) => {
    const value = presentExpected(deps.metrics, judged, at);
    return value === undefined ? [] : [[expectedKey(judged), value] as const];
  });
  return { at, values: Object.fromEntries(values) };
}

const cancelled = (outcome: string): Obstacle => ({ to: 'cancelled', outcome });
const failed = (outcome: string): Obstacle => ({ to: 'failed', outcome });

import { endedAt, type MetricReader } from '../domain/metric-reader.ts';
import { isFinal, type Plan } from '../domain/plan.ts';
import { type ChangesDeps, productActor } from './deps.ts';
import { factKinds, readTimes } from './plan-facts.ts';
import type { Playbook } from './playbooks.ts';
import { propose } from './propose.ts';

/** How soon it is looked again: every ten seconds at first, later every tenth of the time that has passed. */
const soonestMs = 10_000;
const latestMs = 10 * 60_000;
/** Part of the samples that must be usual; a short burst does not make a place ill. */
const usualShare = 0.9;

/** Asks for the look at a plan's place after it; nothing when its playbook has no follow-up. May be asked before the plan has ended. */
export async function scheduleFollowUp(deps: ChangesDeps, plan: Plan, again = 'first'): Promise<void> {
  if (!followUpOf(deps, plan)) return;
  const key = `follow-up-plan-${plan.id}-${again}`;
  await deps.later.later('follow-up-plan', { planId: plan.id }, { at: await nextLook(deps, plan), key });
}

/** When the place is to be looked at next, in whole milliseconds since 1970. */
export async function nextLook(deps: ChangesDeps, plan: Plan): Promise<number> {
  const { executedAt } = await readTimes(deps.store.facts, plan.id);
  const now = deps.clock();
  return now + Math.min(latestMs, Math.max(soonestMs, Math.ceil((now - (executedAt ?? now)) / 10)));
}

/** Whether the plan that ends this stopgap is still to be written. A playbook that leaves it to people owes nothing: they were told. */
export async function owesFollowUp(deps: ChangesDeps, plan: Plan): Promise<boolean> {
  if (!followUpOf(deps, plan)) return false;
  const { facts } = deps.store;
  return !((await facts.get(factKinds.key, followUpKey(plan))) ?? (await facts.get(factKinds.leftToPeople, plan.id)));
}

const followUpKey = (plan: Plan) => `follow-up-plan:${plan.id}`;

/**
 * Proposes the plan that ends a stopgap, such as a drain, when the place has been well for as long as the playbook says. It is a plan like
 * any other: people approve it, telemetry verifies it, and it is rolled back when the trouble returns. Until then it looks again later.
 */
export async function followUp(deps: ChangesDeps, planId: string): Promise<void> {
  const plan = await deps.store.plans.get(planId);
  const next = plan && followUpOf(deps, plan);
  if (!plan || !next || (isFinal(plan.state) && plan.state !== 'verified')) return;
  const wellMs = next.well_seconds * 1000;
  if (plan.state !== 'verified' || !hasBeenWell(deps, plan, wellMs)) return lookAgain(deps, plan);
  const { incidentId, parameters, target } = plan.content;
  const place = { device: target.device, ...(target.interface === null ? {} : { interface: parameters.interface! }) };
  const answer = await propose(deps, {
    incidentId,
    playbook: next.playbook,
    parameters: place,
    requestedBy: productActor,
    key: followUpKey(plan),
  });
  if (answer.outcome === 'escalate') await deps.store.facts.put(factKinds.leftToPeople, plan.id, answer.reason);
  if (answer.outcome === 'refused') {
    deps.log.info({ planId, reason: answer.reason }, 'no follow-up plan yet');
    await lookAgain(deps, plan);
  }
}

const lookAgain = (deps: ChangesDeps, plan: Plan) => scheduleFollowUp(deps, plan, String(deps.clock()));

function followUpOf({ playbooks }: ChangesDeps, plan: Plan): Playbook['follow_up'] {
  return playbooks.find(({ id }) => id === plan.content.playbook)?.follow_up;
}

/** Whether the metric was usual at the place for all of this time. Silence is not health. */
function hasBeenWell(
  deps: { metrics: MetricReader; playbooks: readonly Playbook[]; clock(): number },
  { content }: Plan,
  wellMs: number,
): boolean {
  const { metric, baseline, samples, direction } = content.expected;
  const margin = deps.playbooks.find(({ id }) => id === content.playbook)?.expect?.least_margin;
  const usual = deps.metrics.usual?.(content.target, metric) ?? baseline;
  if (usual === undefined || margin === undefined) return false;
  const now = deps.clock();
  const points = deps.metrics.values(content.target, metric, now - wellMs, now);
  const watchedAll = points.length >= samples && points[0]!.at <= now - 0.8 * wellMs && endedAt(points, now) === null;
  const sign = direction === 'below' ? 1 : -1;
  const good = points.filter(({ value }) => sign * (value - usual) <= margin);
  return watchedAll && good.length >= usualShare * points.length;
}

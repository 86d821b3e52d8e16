import type { Plan } from '../domain/plan.ts';
import { type ChangesDeps, productActor } from './deps.ts';
import { scheduleExpiry } from './expiry.ts';
import { moveIn } from './move-plan.ts';
import { buildContent, type Proposal, type Written } from './plan-content.ts';
import { factKinds } from './plan-facts.ts';
import { planHash } from './plan-hash.ts';
import { inMs } from './policy.ts';
import type { NoSteps } from './render-steps.ts';
import { waitForLock } from './wait-for-lock.ts';

export type ProposeOutcome = { outcome: 'ok'; planId: string; plan: Plan } | NoSteps;

/**
 * Writes a pending plan: target, preconditions read from the devices, exact lines, expected effect, risk. Earlier plans of the incident that
 * still wait are superseded. Everything that stands in the way is a value: "escalate" when the playbook leaves it to people.
 */
export async function propose(deps: ChangesDeps, proposal: Proposal): Promise<ProposeOutcome> {
  const locked = await waitForLock(deps, `propose:${proposal.incidentId}`, () => proposeAlone(deps, proposal));
  return locked ?? refuse('Another plan of this incident is being written; try again');
}

async function proposeAlone(deps: ChangesDeps, proposal: Proposal): Promise<ProposeOutcome> {
  const known = await findByKey(deps, proposal.key);
  if (known) return { outcome: 'ok', planId: known.id, plan: known };
  const others = await deps.store.plans.forIncident(proposal.incidentId);
  const inTheWay = refuseBeside(proposal, others);
  if (inTheWay) return inTheWay;
  const content = await buildContent(deps, proposal);
  if ('outcome' in content) return content;
  const waiting = others.filter(({ state }) => state === 'pending');
  const same = waiting.find(({ hash }) => hash === planHash(content.content));
  if (same && same.id === (proposal.replaces ?? same.id)) return { outcome: 'ok', planId: same.id, plan: same };
  return storePlan(deps, proposal, content, waiting);
}

/** A plan that acts already, or the decision about the one that is to be replaced, leaves no room for another. */
function refuseBeside({ replaces }: Proposal, others: Plan[]): NoSteps | null {
  const acting = others.find(({ state }) => ['approved', 'running', 'verifying', 'unknown'].includes(state));
  if (acting) return refuse(`Plan ${acting.id} of this incident is ${acting.state}; one at a time`);
  const replaced = replaces === undefined || others.some(({ id, state }) => id === replaces && state === 'pending');
  return replaced ? null : refuse(`Plan ${replaces} no longer waits, so nothing can take its place`);
}

async function findByKey({ store }: ChangesDeps, key: string | undefined): Promise<Plan | undefined> {
  const planId = key === undefined ? undefined : await store.facts.get(factKinds.key, key);
  return planId === undefined ? undefined : store.plans.get(planId);
}

/** Replaces the plans that wait. They are held first: when one was decided upon meanwhile, nothing is written. */
async function storePlan(
  deps: ChangesDeps,
  proposal: Proposal,
  written: Written,
  waiting: Plan[],
): Promise<ProposeOutcome> {
  const now = deps.clock();
  const plan: Plan = {
    id: deps.newId('plan'),
    state: 'pending',
    hash: planHash(written.content),
    content: written.content,
    summary: written.summary,
    requestedBy: proposal.requestedBy,
    createdAt: now,
    approveBy: now + inMs(deps.policy.approveWithinMinutes),
    runBy: null,
    buttonId: deps.newId('button'),
    decidedAt: null,
    outcome: null,
  };
  const { incidentId } = proposal;
  const inTheWay = await deps.store.transaction(async (tables) => {
    const held: Plan[] = [];
    for (const { id } of waiting) held.push((await tables.plans.hold(id))!);
    const refusal = refuseBeside(proposal, held);
    if (refusal) return refusal;
    for (const old of held.filter(({ state }) => state === 'pending')) {
      const outcome = `Replaced by plan ${plan.id}`;
      await moveIn(tables, old, { to: 'superseded', outcome, detail: { by: plan.id } }, now);
    }
    await tables.plans.insert(plan);
    if (proposal.key !== undefined) await tables.facts.put(factKinds.key, proposal.key, plan.id);
    if (proposal.authors) await tables.facts.put(factKinds.authors, plan.id, proposal.authors);
    await tables.outbox.append(`plan.proposed:${plan.id}`, { type: 'plan.proposed', incidentId, planId: plan.id }, now);
    await tables.audit.append({
      at: now,
      actor: proposal.requestedBy || productActor,
      action: 'plan.proposed',
      subject: plan.id,
      detail: {
        planHash: plan.hash,
        incidentId,
        playbook: plan.content.playbook,
        risk: plan.content.risk,
        steps: plan.content.steps,
      },
    });
    return null;
  });
  if (inTheWay) return inTheWay;
  deps.ages?.begin(plan.id, 'pending');
  await scheduleExpiry(deps, plan.id, plan.approveBy, 'pending');
  deps.log.info({ planId: plan.id, incidentId, playbook: plan.content.playbook }, 'plan proposed');
  return { outcome: 'ok', planId: plan.id, plan };
}

const refuse = (reason: string): NoSteps => ({ outcome: 'refused', reason });

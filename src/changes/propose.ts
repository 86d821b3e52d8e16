import type { Plan } from '../domain/plan.ts';
import { type ChangesDeps, changeJobs, productActor } from './deps.ts';
import { moveIn } from './move-plan.ts';
import { buildContent, type Proposal, type Written } from './plan-content.ts';
import { factKinds } from './plan-facts.ts';
import { planHash } from './plan-hash.ts';
import type { NoSteps } from './render-steps.ts';
import { waitForLock } from './wait-for-lock.ts';

export type ProposeOutcome = { outcome: 'ok'; planId: string; plan: Plan } | NoSteps;

const minute = 60_000;

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
  const acting = others.find(({ state }) => ['approved', 'running', 'verifying', 'unknown'].includes(state));
  if (acting) return refuse(`Plan ${acting.id} of this incident is ${acting.state}; one at a time`);
  const content = await buildContent(deps, proposal);
  if ('outcome' in content) return content;
  const same = others.find(({ state, hash }) => state === 'pending' && hash === planHash(content.content));
  if (same) return { outcome: 'ok', planId: same.id, plan: same };
  const plan = await storePlan(
    deps,
    proposal,
    content,
    others.filter(({ state }) => state === 'pending'),
  );
  return { outcome: 'ok', planId: plan.id, plan };
}

async function findByKey({ store }: ChangesDeps, key: string | undefined): Promise<Plan | undefined> {
  const planId = key === undefined ? undefined : await store.facts.get<string>(factKinds.key, key);
  return planId === undefined ? undefined : store.plans.get(planId);
}

async function storePlan(deps: ChangesDeps, proposal: Proposal, written: Written, superseded: Plan[]): Promise<Plan> {
  const now = deps.clock();
  const plan: Plan = {
    id: deps.newId('plan'),
    state: 'pending',
    hash: planHash(written.content),
    content: written.content,
    summary: written.summary,
    requestedBy: proposal.requestedBy,
    createdAt: now,
    approveBy: now + deps.policy.approveWithinMinutes * minute,
    runBy: null,
    buttonId: deps.newId('button'),
    decidedAt: null,
    outcome: null,
  };
  const { incidentId } = proposal;
  await deps.store.transaction(async (tables) => {
    for (const old of superseded) {
      await moveIn(
        tables,
        old,
        { to: 'superseded', outcome: `Replaced by plan ${plan.id}`, detail: { by: plan.id } },
        now,
      );
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
  });
  await scheduleExpiry(deps, plan.id, plan.approveBy, 'pending');
  deps.log.info({ planId: plan.id, incidentId, playbook: plan.content.playbook }, 'plan proposed');
  return plan;
}

export async function scheduleExpiry(
  { later }: Pick<ChangesDeps, 'later'>,
  planId: string,
  at: number,
  state: string,
): Promise<void> {
  await later.later(changeJobs.expire, { planId }, { at: at + 1, key: `${changeJobs.expire}-${planId}-${state}` });
}

const refuse = (reason: string): NoSteps => ({ outcome: 'refused', reason });

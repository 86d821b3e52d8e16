import type { Changes } from '../../src/changes/changes.ts';
import { factKinds } from '../../src/changes/plan-facts.ts';
import { planHash } from '../../src/changes/plan-hash.ts';
import type { Plan } from '../../src/domain/plan.ts';
import type { Store } from '../../src/store/store.ts';

/** Writes a copy of the pattern plan in the situation that an input asks for. */
export async function placePlan(
  deps: { store: Store; pattern: Plan; now: number; newId(prefix: string): string; changes: Changes },
  situation: string,
): Promise<Plan> {
  const { store, pattern, now, newId } = deps;
  const plan: Plan = { ...structuredClone(pattern), id: newId('plan'), buttonId: newId('button'), createdAt: now };
  plan.approveBy = now + 1_800_000;
  plan.content.incidentId = await copyIncident(deps);
  plan.hash = planHash(plan.content);
  if (situation === 'expired') plan.approveBy = now - 1;
  if (situation === 'requested') plan.requestedBy = 'U0APPROVE1';
  if (situation === 'edited') plan.content.steps[0]!.commands = ['configure terminal', 'router ospf', 'end'];
  if (situation === 'edited-undo') plan.content.steps[0]!.undo = [];
  if (situation === 'edited-approvals') plan.content.approvals = 1;
  if (situation === 'access') {
    plan.content.steps[0]!.device = 'AP-1';
    plan.hash = planHash(plan.content);
  }
  await store.plans.insert(plan);
  if (situation === 'authored') await store.facts.put(factKinds.authors, plan.id, ['U0APPROVE1']);
  for (const state of ['superseded', 'rejected', 'cancelled'] as const) {
    if (situation === state) await store.plans.move(plan.id, 'pending', state, { at: now });
  }
  if (situation === 'timed-out') await store.plans.move(plan.id, 'pending', 'expired', { at: now });
  if (situation === 'done') {
    await store.plans.move(plan.id, 'pending', 'approved', { at: now });
    await store.plans.move(plan.id, 'approved', 'running', { at: now });
    await store.plans.move(plan.id, 'running', 'verifying', { at: now });
    await store.plans.move(plan.id, 'verifying', 'verified', { at: now });
  }
  if (situation === 'frozen') await deps.changes.freeze({ by: 'U0LEAD', reason: 'audit', until: null });
  else await deps.changes.thaw({ by: 'U0LEAD' });
  return plan;
}

/** Each plan has an incident of its own, so that it can be edited whatever became of the others. */
async function copyIncident({ store, pattern, newId, now }: Parameters<typeof placePlan>[0]): Promise<string> {
  const incident = (await store.incidents.get(pattern.content.incidentId))!;
  const id = newId('INC');
  await store.incidents.insert({ ...incident, id, openedAt: now - 20_000, lastAnomalyAt: now });
  return id;
}

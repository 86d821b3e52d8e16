import type { Plan, PlanState } from '../domain/plan.ts';
import type { Tables } from '../store/store.ts';
import { type ChangesDeps, productActor } from './deps.ts';
import { putTimes } from './plan-facts.ts';

export interface Move {
  to: PlanState;
  /** Who moved it; the product itself when left out. */
  actor?: string;
  outcome?: string;
  runBy?: number;
  /** More for the audit. */
  detail?: Record<string, unknown>;
  /** What else is stored in the same transaction. */
  also?: (tables: Tables) => Promise<void>;
}

/**
 * Moves a plan by compare-and-set, with its event and its audit entry in the same transaction. False when somebody else was faster; then
 * nothing is stored.
 */
export async function movePlan(
  deps: Pick<ChangesDeps, 'store' | 'clock' | 'log'>,
  plan: Plan,
  move: Move,
): Promise<boolean> {
  const at = deps.clock();
  const moved = await deps.store.transaction((tables) => moveIn(tables, plan, move, at));
  if (moved) deps.log.info({ planId: plan.id, from: plan.state, to: move.to }, 'plan moved');
  return moved;
}

/** The same inside a transaction that is open already. */
export async function moveIn(tables: Tables, plan: Plan, move: Move, at: number): Promise<boolean> {
  const { to, outcome, runBy } = move;
  const change = { at, ...(outcome === undefined ? {} : { outcome }), ...(runBy === undefined ? {} : { runBy }) };
  if (!(await tables.plans.move(plan.id, plan.state, to, change))) return false;
  const { incidentId } = plan.content;
  const event = { type: 'plan.moved', incidentId, planId: plan.id, from: plan.state, to } as const;
  await tables.outbox.append(`plan.moved:${plan.id}:${plan.state}:${to}:${at}`, event, at);
  await tables.audit.append({
    at,
    actor: move.actor ?? productActor,
    action: `plan.${to}`,
    subject: plan.id,
    detail: { from: plan.state, to, planHash: plan.hash, incidentId, outcome: outcome ?? null, ...move.detail },
  });
  await move.also?.(tables);
  if (to === 'rolled-back') await putTimes(tables.facts, plan.id, { rolledBackAt: at });
  return true;
}

/** Asks for the job that carries the plan on. `again` tells apart requests for the same state. */
export async function scheduleAdvance(
  deps: Pick<ChangesDeps, 'later' | 'clock'>,
  planId: string,
  options: { state: string; at?: number; again?: string },
): Promise<void> {
  const key = ['advance-plan', planId, options.state, options.again].filter((part) => part !== undefined).join('-');
  await deps.later.later('advance-plan', { planId }, { at: options.at ?? deps.clock(), key });
}

import { canMove, type Plan, type PlanContent, type PlanState } from '../domain/plan.ts';
import { NocturneError } from '../errors.ts';
import { storableText, toJson } from './json.ts';
import type { Query } from './query.ts';
import type { PlanTable } from './store.ts';

const columns = `id, incident_id, state, hash, button_id, summary, requested_by, created_at, approve_by, run_by,
  decided_at, outcome, content`;

export function createPlans(query: Query): PlanTable {
  const select = async (where: string, values: unknown[], lock = '') =>
    (
      await query(`SELECT ${columns} FROM nocturne.plan WHERE ${where} ORDER BY created_at, id ${lock}`, values)
    ).rows.map(toPlan);
  return {
    async insert(plan) {
      await query(
        `INSERT INTO nocturne.plan (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
        toRow(plan),
      );
    },
    get: async (id) => (await select('id = $1', [id]))[0],
    byButton: async (buttonId) => (await select('button_id = $1', [buttonId]))[0],
    hold: async (id) => (await select('id = $1', [id], 'FOR UPDATE'))[0],
    forIncident: (incidentId) => select('incident_id = $1', [incidentId]),
    inStates: (states) => select('state = ANY ($1)', [states]),
    createdSince: (at) => select('created_at >= $1', [at]),
    async move(id, from, to, change) {
      if (!canMove(from, to))
        throw new NocturneError('plan-move-forbidden', `a plan cannot go from ${from} to ${to}`, { detail: { id } });
      const { rowCount } = await query(
        `UPDATE nocturne.plan SET state = $3,
           decided_at = CASE WHEN $2 = 'pending' THEN $4 ELSE decided_at END,
           outcome = CASE WHEN $5 THEN $6 ELSE outcome END,
           run_by = CASE WHEN $7 THEN $8 ELSE run_by END
         WHERE id = $1 AND state = $2`,
        [
          id,
          from,
          to,
          change.at,
          change.outcome !== undefined,
          change.outcome == null ? null : storableText(change.outcome),
          change.runBy !== undefined,
          change.runBy ?? null,
        ],
      );
      return rowCount === 1;
    },
  };
}

function toRow(plan: Plan): unknown[] {
  return [
    plan.id,
    plan.content.incidentId,
    plan.state,
    plan.hash,
    plan.buttonId,
    storableText(plan.summary),
    plan.requestedBy,
    plan.createdAt,
    plan.approveBy,
    plan.runBy,
    plan.decidedAt,
    plan.outcome,
    toJson(plan.content),
  ];
}

function toPlan(row: Record<string, unknown>): Plan {
  const time = (value: unknown) => (value === null ? null : Number(value));
  return {
    id: row.id as string,
    state: row.state as PlanState,
    hash: row.hash as string,
    content: row.content as PlanContent,
    summary: row.summary as string,
    requestedBy: row.requested_by as string,
    createdAt: Number(row.created_at),
    approveBy: Number(row.approve_by),
    runBy: time(row.run_by),
    buttonId: row.button_id as string,
    decidedAt: time(row.decided_at),
    outcome: row.outcome as string | null,
  };
}

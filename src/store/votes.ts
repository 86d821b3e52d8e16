import type { Vote } from '../domain/plan.ts';
import { storableText } from './json.ts';
import type { Query } from './query.ts';
import type { VoteTable } from './store.ts';

export function createVotes(query: Query): VoteTable {
  return {
    async insert(vote) {
      const { rowCount } = await query(
        `INSERT INTO nocturne.vote (plan_id, user_id, plan_hash, decision, reason, at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (plan_id, user_id) DO NOTHING`,
        [
          vote.planId,
          vote.user,
          vote.planHash,
          vote.decision,
          vote.reason === null ? null : storableText(vote.reason),
          vote.at,
        ],
      );
      return rowCount === 1;
    },
    async forPlan(planId) {
      const { rows } = await query(
        `SELECT plan_id AS "planId", plan_hash AS "planHash", user_id AS "user", decision, reason, at
         FROM nocturne.vote WHERE plan_id = $1 ORDER BY at, user_id`,
        [planId],
      );
      return rows.map((row) => ({ ...row, at: Number(row.at) }) as Vote);
    },
  };
}

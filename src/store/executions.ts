import { NocturneError } from '../errors.ts';
import { storableText } from './json.ts';
import type { Query } from './query.ts';
import type { ExecutionLine, ExecutionTable } from './store.ts';

export function createExecutions(query: Query): ExecutionTable {
  return {
    async begin(line) {
      const { rowCount } = await query(
        `INSERT INTO nocturne.execution_line (plan_id, phase, step, line, device, command, sent_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (plan_id, phase, step, line) DO NOTHING`,
        [line.planId, line.phase, line.step, line.line, line.device, line.command, line.sentAt],
      );
      return rowCount === 1;
    },
    async beginAgain({ planId, phase, step, line }, sentAt) {
      await query(
        `UPDATE nocturne.execution_line SET sent_at = $5, done_at = NULL, output = NULL, accepted = NULL
         WHERE plan_id = $1 AND phase = $2 AND step = $3 AND line = $4`,
        [planId, phase, step, line, sentAt],
      );
    },
    async done(key, result) {
      const { rowCount } = await query(
        `UPDATE nocturne.execution_line SET done_at = $5, output = $6, accepted = $7
         WHERE plan_id = $1 AND phase = $2 AND step = $3 AND line = $4`,
        [key.planId, key.phase, key.step, key.line, result.at, storableText(result.output), result.accepted],
      );
      if (rowCount === 0)
        throw new NocturneError('execution-not-begun', 'a line was finished that was never begun', { detail: key });
    },
    async lines(planId) {
      const { rows } = await query(
        `SELECT plan_id AS "planId", phase, step, line, device, command, sent_at AS "sentAt", done_at AS "doneAt",
           output, accepted FROM nocturne.execution_line WHERE plan_id = $1 ORDER BY position`,
        [planId],
      );
      return rows.map(
        (row) =>
          ({
            ...row,
            sentAt: Number(row.sentAt),
            doneAt: row.doneAt === null ? null : Number(row.doneAt),
          }) as ExecutionLine,
      );
    },
    async putSnapshot(planId, device, text, at) {
      // The first one stays: after a crash a second would show the half-changed device, and the way back would be lost.
      await query(
        `INSERT INTO nocturne.execution_snapshot (plan_id, device, content, at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (plan_id, device) DO NOTHING`,
        [planId, device, storableText(text), at],
      );
    },
    async snapshots(planId) {
      const { rows } = await query(
        `SELECT device, content AS text, at FROM nocturne.execution_snapshot WHERE plan_id = $1 ORDER BY at, device`,
        [planId],
      );
      return rows.map((row) => ({ device: row.device as string, text: row.text as string, at: Number(row.at) }));
    },
  };
}

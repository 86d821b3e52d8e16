import { toJson } from './json.ts';
import type { Query } from './query.ts';
import type { InboxTable } from './store.ts';

export function createInbox(query: Query): InboxTable {
  return {
    async put(entry) {
      const { rowCount } = await query(
        'INSERT INTO nocturne.inbox (key, kind, payload, at) VALUES ($1, $2, $3, $4) ON CONFLICT (key) DO NOTHING',
        [entry.key, entry.kind, toJson(entry.payload), entry.at],
      );
      return rowCount === 1;
    },
    async pending(limit, after = null) {
      const { rows } = await query(
        `SELECT key, kind, payload, at FROM nocturne.inbox WHERE done_at IS NULL
         AND position > COALESCE((SELECT position FROM nocturne.inbox WHERE key = $2), 0) ORDER BY position LIMIT $1`,
        [limit, after],
      );
      return rows.map((row) => ({
        key: row.key as string,
        kind: row.kind as string,
        payload: row.payload,
        at: Number(row.at),
      }));
    },
    async finish(key, at) {
      await query(`UPDATE nocturne.inbox SET done_at = $2, payload = 'null' WHERE key = $1 AND done_at IS NULL`, [
        key,
        at,
      ]);
    },
  };
}

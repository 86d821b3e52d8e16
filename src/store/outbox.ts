import type { DomainEvent } from '../domain/event.ts';
import { toJson } from './json.ts';
import type { Query } from './query.ts';
import type { OutboxMark, OutboxTable } from './store.ts';

const through = 'COALESCE((SELECT through FROM nocturne.outbox_cursor WHERE projection = $1), 0)';
const isOpen = 'NOT EXISTS (SELECT FROM nocturne.outbox_done WHERE projection = $1 AND entry_id = entry.id)';

export function createOutbox(query: Query): OutboxTable {
  return {
    async append(key, event, at) {
      const { rowCount } = await query(
        'INSERT INTO nocturne.outbox (key, at, event) VALUES ($1, $2, $3) ON CONFLICT (key) DO NOTHING',
        [key, at, toJson(event)],
      );
      return rowCount === 1;
    },
    async follow(projection, from, at) {
      const start = from === 'now' ? 'COALESCE((SELECT max(id) FROM nocturne.outbox), 0)' : '0';
      await query(
        `INSERT INTO nocturne.outbox_cursor (projection, through, at) VALUES ($1, ${start}, $2) ON CONFLICT DO NOTHING`,
        [projection, at],
      );
    },
    async pending(projection, limit, after = '0') {
      const { rows } = await query(
        `SELECT id, key, at, event FROM nocturne.outbox AS entry
         WHERE id > GREATEST(${through}, $3::bigint) AND ${isOpen} ORDER BY id LIMIT $2`,
        [projection, limit, after],
      );
      return rows.map((row) => ({
        id: row.id as string,
        key: row.key as string,
        at: Number(row.at),
        event: row.event as DomainEvent,
      }));
    },
    async finish(projection, entryId, at) {
      await query(
        'INSERT INTO nocturne.outbox_done (projection, entry_id, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
        [projection, entryId, at],
      );
    },
    async advance(projection, seen, at) {
      if (seen) await moveCursor(query, projection, seen, at);
      const { rows } = await query(
        `SELECT COALESCE(
             (SELECT min(id) - 1 FROM nocturne.outbox AS entry WHERE id > ${through} AND ${isOpen}),
             (SELECT max(id) FROM nocturne.outbox), 0)::text AS through,
           pg_snapshot_xmax(pg_current_snapshot())::text AS next`,
        [projection],
      );
      return { through: rows[0]!.through as string, nextTransaction: rows[0]!.next as string };
    },
  };
}

/**
 * Of two writers the one with the lower id may commit later. What was finished when a mark was taken is finished for good when every transaction
 * has ended that was under way by then; what such a one has added meanwhile holds the cursor back.
 */
async function moveCursor(query: Query, projection: string, seen: OutboxMark, at: number): Promise<void> {
  const { rowCount } = await query(
    `UPDATE nocturne.outbox_cursor AS cursor SET at = $4, through = COALESCE(
       (SELECT min(id) - 1 FROM nocturne.outbox AS entry WHERE id > cursor.through AND id <= $2 AND ${isOpen}), $2)
     WHERE projection = $1 AND through < $2 AND pg_snapshot_xmin(pg_current_snapshot()) >= $3::xid8`,
    [projection, seen.through, seen.nextTransaction, at],
  );
  if (!rowCount) return;
  await query(`DELETE FROM nocturne.outbox_done WHERE projection = $1 AND entry_id <= ${through}`, [projection]);
}

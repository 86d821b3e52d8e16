import type { DomainEvent } from '../domain/event.ts';
import { toJson } from './json.ts';
import type { Query } from './query.ts';
import type { OutboxTable } from './store.ts';

export function createOutbox(query: Query): OutboxTable {
  return {
    async append(key, event, at) {
      const { rowCount } = await query(
        'INSERT INTO nocturne.outbox (key, at, event) VALUES ($1, $2, $3) ON CONFLICT (key) DO NOTHING',
        [key, at, toJson(event)],
      );
      return rowCount === 1;
    },
    async pending(projection, limit) {
      // No cursor: of two writers the one with the lower id may commit later, and a cursor would have passed it by.
      const { rows } = await query(
        `SELECT id, key, at, event FROM nocturne.outbox AS entry
         WHERE NOT EXISTS (SELECT FROM nocturne.outbox_done WHERE projection = $1 AND entry_id = entry.id)
         ORDER BY id LIMIT $2`,
        [projection, limit],
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
  };
}

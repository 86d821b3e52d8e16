import { toJson } from './json.ts';
import type { Query } from './query.ts';
import type { FactTable } from './store.ts';

export function createFacts(query: Query): FactTable {
  return {
    async get<T>(kind: string, id: string) {
      const { rows } = await query('SELECT value FROM nocturne.fact WHERE kind = $1 AND id = $2', [kind, id]);
      return rows[0]?.value as T | undefined;
    },
    async put(kind, id, value) {
      await query(
        `INSERT INTO nocturne.fact (kind, id, value) VALUES ($1, $2, $3)
         ON CONFLICT (kind, id) DO UPDATE SET value = excluded.value`,
        [kind, id, toJson(value)],
      );
    },
    async list<T>(kind: string) {
      const { rows } = await query('SELECT id, value FROM nocturne.fact WHERE kind = $1 ORDER BY id', [kind]);
      return rows.map((row) => ({ id: row.id as string, value: row.value as T }));
    },
    async remove(kind, id) {
      await query('DELETE FROM nocturne.fact WHERE kind = $1 AND id = $2', [kind, id]);
    },
  };
}

import type { FactDamage } from './fact-damage.ts';
import { damagedFact, type FactKind, readFact } from './fact-kind.ts';
import { toJson } from './json.ts';
import type { Query } from './query.ts';
import type { FactTable } from './store.ts';

export function createFacts(query: Query, damage: FactDamage): FactTable {
  /** The value in today's shape; undefined when it has none, which is counted and told. */
  function take<T>(kind: FactKind<T>, id: string, stored: unknown): { value: T } | { why: string } {
    const read = readFact(kind, id, stored);
    if (read.ok) return read;
    damage.note(kind.name, id, read.why);
    return read;
  }

  return {
    async get(kind, id) {
      const { rows } = await query('SELECT value FROM nocturne.fact WHERE kind = $1 AND id = $2', [kind.name, id]);
      if (!rows[0]) return undefined;
      const taken = take(kind, id, rows[0].value);
      if ('value' in taken) return taken.value;
      if (kind.whenDamaged === 'refuse') throw damagedFact(kind, id, taken.why);
      return undefined;
    },
    async put({ name }, id, value) {
      await query(
        `INSERT INTO nocturne.fact (kind, id, value) VALUES ($1, $2, $3)
         ON CONFLICT (kind, id) DO UPDATE SET value = excluded.value`,
        [name, id, toJson(value)],
      );
    },
    async list(kind) {
      const { rows } = await query('SELECT id, value FROM nocturne.fact WHERE kind = $1 ORDER BY id', [kind.name]);
      return rows.flatMap((row) => {
        const taken = take(kind, row.id as string, row.value);
        return 'value' in taken ? [{ id: row.id as string, value: taken.value }] : [];
      });
    },
    async remove({ name }, id) {
      await query('DELETE FROM nocturne.fact WHERE kind = $1 AND id = $2', [name, id]);
    },
  };
}

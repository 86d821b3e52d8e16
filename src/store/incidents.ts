import type { Incident } from '../domain/incident.ts';
import { NocturneError } from '../errors.ts';
import { toJson } from './json.ts';
import type { Query } from './query.ts';
import type { IncidentTable } from './store.ts';

/** State and time of opening stand in columns for the list; everything else is the content. */
export function createIncidents(query: Query): IncidentTable {
  return {
    async insert(incident) {
      await query('INSERT INTO nocturne.incident (id, state, opened_at, content) VALUES ($1, $2, $3, $4)', [
        incident.id,
        incident.state,
        incident.openedAt,
        toJson(incident),
      ]);
    },
    async update(incident) {
      const { rowCount } = await query(
        'UPDATE nocturne.incident SET state = $2, opened_at = $3, content = $4 WHERE id = $1',
        [incident.id, incident.state, incident.openedAt, toJson(incident)],
      );
      if (rowCount === 0) throw new NocturneError('incident-unknown', `there is no incident ${incident.id}`);
    },
    async get(id) {
      const { rows } = await query('SELECT content FROM nocturne.incident WHERE id = $1', [id]);
      return rows[0]?.content as Incident | undefined;
    },
    async list({ states, limit }) {
      const { rows } = await query(
        `SELECT content FROM nocturne.incident WHERE $1::text[] IS NULL OR state = ANY ($1)
         ORDER BY opened_at DESC, id DESC LIMIT $2`,
        [states ?? null, limit ?? null],
      );
      return rows.map((row) => row.content as Incident);
    },
  };
}

import type { Diagnosis } from '../domain/diagnosis.ts';
import { toJson } from './json.ts';
import type { Query } from './query.ts';
import type { DiagnosisTable } from './store.ts';

/** The latest diagnosis of each incident. */
export function createDiagnoses(query: Query): DiagnosisTable {
  return {
    async put(diagnosis) {
      await query(
        `INSERT INTO nocturne.diagnosis (incident_id, content) VALUES ($1, $2)
         ON CONFLICT (incident_id) DO UPDATE SET content = excluded.content`,
        [diagnosis.incidentId, toJson(diagnosis)],
      );
    },
    async get(incidentId) {
      const { rows } = await query('SELECT content FROM nocturne.diagnosis WHERE incident_id = $1', [incidentId]);
      return rows[0]?.content as Diagnosis | undefined;
    },
  };
}

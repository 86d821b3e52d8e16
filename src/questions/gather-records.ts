import type { HistoryRecords } from '../domain/history-table.ts';
import type { Anomaly, Incident } from '../domain/incident.ts';
import type { RecordsName } from './question-kind.ts';
import { minutes } from './words.ts';

/** What a trained cause forest looks at: shares of one by feature. */
export interface ForestImportance {
  model: string;
  /** Milliseconds since 1970. */
  trainedAt: number;
  features: readonly { feature: string; importance: number }[];
}

/** Where records come from. */
export interface RecordsPort {
  /** All that are kept. */
  incidents(): Promise<Incident[]>;
  anomaliesOf(incidentId: string): Promise<Anomaly[]>;
  importances(): Promise<ForestImportance[]>;
}

const text = (name: string) => ({ name, type: 'text' }) as const;
const number = (name: string) => ({ name, type: 'number' }) as const;
const time = (name: string) => ({ name, type: 'time' }) as const;

/** The records of a name, as a table for one question. `minutes` of an incident that is open are those until now. */
export async function gatherRecords(name: RecordsName, port: RecordsPort, now: number): Promise<HistoryRecords> {
  if (name === 'importances') {
    const rows = (await port.importances()).flatMap(({ model, trainedAt, features }) =>
      features.map(({ feature, importance }) => [trainedAt, model, feature, importance]),
    );
    return { name, columns: [time('trained'), text('model'), text('feature'), number('importance')], rows };
  }
  const incidents = await port.incidents();
  if (name === 'incidents') {
    const rows = incidents.map(({ id, openedAt, resolvedAt, severity, place, verdict }) => [
      ...[id, openedAt, minutes((resolvedAt ?? now) - openedAt), severity],
      ...[place.device, place.interface ?? '', verdict?.cause ?? null],
    ]);
    return {
      ...{ name, rows },
      columns: [
        ...[text('id'), time('opened'), number('minutes'), text('severity')],
        ...[text('device'), text('interface'), text('cause')],
      ],
    };
  }
  const rows = await Promise.all(
    incidents.map(async ({ id }) =>
      (await port.anomaliesOf(id)).map(({ at, place, score }) => [id, at, place.device, place.interface ?? '', score]),
    ),
  );
  return {
    ...{ name, rows: rows.flat() },
    columns: [text('incident'), time('ts'), text('device'), text('interface'), number('score')],
  };
}

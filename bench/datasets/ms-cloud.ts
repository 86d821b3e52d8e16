import { join } from 'node:path';
import { readCsv } from '../../src/telemetry/csv/csv.ts';
import { listNames } from './data-folder.ts';
import { cutSeries, type DetectionEntity, readColumns } from './detection-entity.ts';

/** Request rates each minute and latencies each hour of production services. Some series have no anomaly: they count false alarms. */
export function readMsCloud(folder: string): DetectionEntity[] {
  return [
    { kind: 'hourly-latency', samplesPerDay: 24 },
    { kind: 'minute', samplesPerDay: 1440 },
  ].flatMap(({ kind, samplesPerDay }) =>
    listNames(join(folder, kind), /\.csv(\.gz)?$/).map((file) => {
      const table = readCsv(join(folder, kind, file));
      const labels = readColumns(table, ['label']);
      return cutSeries(file.replace(/\.csv.*$/, ''), readColumns(table, ['value']), labels, samplesPerDay);
    }),
  );
}

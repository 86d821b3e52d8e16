import { join } from 'node:path';
import { readCsv } from '../../src/telemetry/csv/csv.ts';
import { listNames } from './data-folder.ts';
import { cutSeries, type DetectionEntity, readColumns } from './detection-entity.ts';

/** Samples from a labelled change on that count as the change. */
const changeSamples = 5;

/** RTT of RIPE Atlas probes, one sample each four minutes; a lost probe is a missing value. */
export function readRttAtlas(folder: string): DetectionEntity[] {
  return listNames(folder, /\.csv(\.gz)?$/).map((file) => {
    const table = readCsv(join(folder, file));
    const rtt = readColumns(table, ['rtt_ms']);
    const changes = readColumns(table, ['change_point']);
    const labels = new Float64Array(changes.length);
    for (const [i, change] of changes.entries()) if (change > 0) labels.fill(1, i, i + changeSamples);
    return cutSeries(file.replace(/\.csv.*$/, ''), rtt, labels, 360);
  });
}

import { join } from 'node:path';
import { readCsv } from '../../src/telemetry/csv/csv.ts';
import { findPacked } from '../../src/telemetry/csv/text-file.ts';
import { listNames } from './data-folder.ts';
import { type DetectionEntity, readColumns } from './detection-entity.ts';

/** asd and smd: one folder per server with `train.csv` and `test.csv`, the latter with `label`. */
function readServers(folder: string, pattern: RegExp, samplesPerDay: number): DetectionEntity[] {
  return listNames(folder, pattern).map((name) => {
    const train = readCsv(findPacked(join(folder, name, 'train.csv')));
    const test = readCsv(findPacked(join(folder, name, 'test.csv')));
    return {
      name,
      width: train.columns.length,
      train: readColumns(train, train.columns),
      test: readColumns(test, train.columns),
      labels: readColumns(test, ['label']),
      samplesPerDay,
    };
  });
}

/** Application Server Dataset: 5-minute samples. */
export const readAsd = (folder: string) => readServers(folder, /^omi-\d+$/, 288);

/** Server Machine Dataset: 1-minute samples. */
export const readSmd = (folder: string) => readServers(folder, /^machine-/, 1440);

import { join } from 'node:path';
import { NocturneError } from '../../src/errors.ts';
import { findColumns, parseCell, readCsv } from '../../src/telemetry/csv/csv.ts';
import { listNames } from '../datasets/data-folder.ts';

/** One series of a folder. */
export interface FolderSeries {
  /** File name without `.gz`. */
  file: string;
  /** The cells of the column `i`, as they stand there. */
  ids: string[];
  /** NaN is missing. */
  values: Float64Array;
  /** 1 for rows that may be learned from. */
  train: Uint8Array;
}

/** Which rows may be learned from where a file has no column `train`: those before this share of its rows. */
export interface FolderOptions {
  column: string;
  trainShare: number;
}

/** Reads each CSV file of a folder, plain or packed, with the columns `i`, the named one and, if there, `train`. */
export function readForecastFolder(folder: string, { column, trainShare }: FolderOptions): FolderSeries[] {
  const files = listNames(folder, /\.csv(\.gz)?$/);
  if (files.length === 0) throw new NocturneError('no-such-file', `${folder} holds no CSV file`);
  const twice = files.find((file) => files.includes(`${file}.gz`));
  if (twice !== undefined)
    throw new NocturneError('bad-csv', `${folder} holds ${twice} twice, plain and packed`, { hint: 'remove one' });
  return files.map((file) => {
    const table = readCsv(join(folder, file));
    const at = findColumns(table, ['i', column]);
    const train = table.columns.indexOf('train');
    const rows = table.rows.length;
    const first = Math.floor(trainShare * rows);
    return {
      file: file.replace(/\.gz$/, ''),
      ids: table.rows.map((cells) => cells[at.i!]!),
      values: Float64Array.from({ length: rows }, (_, row) => parseCell(table, row, at[column]!)),
      train: Uint8Array.from({ length: rows }, (_, row) =>
        Number(train < 0 ? row < first : parseCell(table, row, train) > 0),
      ),
    };
  });
}

/** What a series teaches: the rows that may not be learned from are missing. */
export function taughtValues({ values, train }: FolderSeries): Float64Array {
  return values.map((value, row) => (train[row] ? value : Number.NaN));
}

import { type CsvTable, parseCell } from '../../src/telemetry/csv/csv.ts';

/** One device or series: a part taken as normal, and a labelled part after it. */
export interface DetectionEntity {
  name: string;
  width: number;
  /** Row-major; NaN is missing. */
  train: Float64Array;
  test: Float64Array;
  /** Of the rows of `test`: above 0 is anomalous. */
  labels: Float64Array;
  samplesPerDay: number;
}

/** The named columns of a table, row-major. */
export function readColumns(table: CsvTable, names: string[]): Float64Array {
  const at = names.map((name) => table.columns.indexOf(name));
  const values = new Float64Array(table.rows.length * names.length);
  for (let i = 0; i < table.rows.length; i++) {
    for (let f = 0; f < names.length; f++) values[i * names.length + f] = parseCell(table, i, at[f]!);
  }
  return values;
}

/** Cuts one series in time: the first quarter trains, the rest is scored. */
export function cutSeries(name: string, values: Float64Array, labels: Float64Array, samplesPerDay: number) {
  const cut = Math.floor(values.length / 4);
  return {
    name,
    width: 1,
    train: values.subarray(0, cut),
    test: values.subarray(cut),
    labels: labels.subarray(cut),
    samplesPerDay,
  } satisfies DetectionEntity;
}

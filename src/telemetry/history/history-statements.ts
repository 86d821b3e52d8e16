import type { HistoryBucket, HistoryMeasure, HistorySelection } from '../../domain/history-reader.ts';
import { boundedSql } from './sql/bounded.sql.ts';
import { featuresSql } from './sql/features.sql.ts';
import { lastSql } from './sql/last.sql.ts';
import { percentilesSql } from './sql/percentiles.sql.ts';
import { rangeSql } from './sql/range.sql.ts';
import { readingsSql } from './sql/readings.sql.ts';
import { rollupSql } from './sql/rollup.sql.ts';
import { bySeries, deviceRowsSql } from './sql/selection.sql.ts';
import { topSql } from './sql/top.sql.ts';

/** A query as it goes to the thread of the database. Plain data. */
export interface Statement {
  sql: string;
  parameters: (string | number | null)[];
  /** Which days it is about. */
  span: { from: number; to: number };
  /** It reads `rollups` of this bucket; without one it reads `samples`. */
  bucket?: HistoryBucket;
  /** Of the open file only: another engine reads the files. */
  openOnly?: true;
  /** How many rows it gives at most. */
  rows: number;
  /** How many readings of each device it is about, where every series has one row of the answer: such a question may be asked for some devices at a time. */
  ofDevices?: Pick<Statement, 'sql' | 'parameters'>;
}

/** A year far enough away, because Infinity is no timestamp. */
const latestMs = Date.UTC(9999, 11, 31);

const isoTime = (at: number) => new Date(Math.min(Math.max(Math.ceil(at), 0), latestMs)).toISOString();

/** A time as SQL takes it, in UTC. */
export const timestamp = (at: number) => isoTime(at).replace('T', ' ').replace('Z', '');

/** The UTC days that a span touches, as YYYY-MM-DD. */
export const daysOf = ({ from, to }: Statement['span']): [first: string, last: string] => [
  isoTime(from).slice(0, 10),
  isoTime(to - 1).slice(0, 10),
];

/** The values for the question marks of the selection. */
const selectionParameters = (selection: HistorySelection): (string | null)[] => [
  ...placeParameters(selection),
  ...[timestamp(selection.from), timestamp(selection.to)],
];

/** Those of them that say which places and metrics. */
export function placeParameters({ place, device: named, metric: asked }: Partial<HistorySelection>): (string | null)[] {
  const device = place?.device ?? named ?? null;
  const port = place ? (place.interface ?? '') : null;
  const metric = asked ?? null;
  return [device, device, port, port, metric, metric];
}

const newest = { first: `ts DESC NULLS LAST, ${bySeries}`, result: `${bySeries}, ts ASC NULLS LAST` };
const alphabetical = { first: bySeries, result: bySeries };
const ranked = (order: 'highest' | 'lowest') => ({
  first: `value ${order === 'highest' ? 'DESC' : 'ASC'} NULLS LAST, ${bySeries}`,
  result: 'back ASC NULLS LAST',
});

/** The statements of the questions that a history answers. `rows` is how many rows are given at most. */
export const statements = {
  range: (selection: HistorySelection, rows: number) => bounded(rangeSql, selection, { rows, order: newest }),
  last: (selection: HistorySelection, count: number, rows: number) =>
    bounded(lastSql, selection, { rows, order: newest, after: [count] }),
  rollUp: (selection: HistorySelection, bucket: HistoryBucket, rows: number): Statement => ({
    ...{ sql: boundedSql(rollupSql, newest), parameters: [...placeParameters(selection), rows + 1, rows] },
    ...{ span: { from: selection.from, to: selection.to }, bucket, rows },
  }),
  features: (selection: HistorySelection, rows: number) => bounded(featuresSql, selection, { rows, order: newest }),
  percentiles: (selection: HistorySelection, shares: readonly number[], rows: number) =>
    byDevice(
      selection,
      bounded(percentilesSql(shares.length), selection, { rows, order: alphabetical, before: shares }),
    ),
  top: (
    selection: HistorySelection,
    { by, count, order = 'highest' }: { by: HistoryMeasure; count: number; order?: 'highest' | 'lowest' },
    rows: number,
  ) => bounded(topSql(by), selection, { rows: Math.min(count, rows), order: ranked(order) }),
  readings: (selection: HistorySelection): Statement => ({
    sql: readingsSql,
    parameters: selectionParameters(selection),
    span: { from: selection.from, to: selection.to },
    rows: Number.POSITIVE_INFINITY,
  }),
};

const byDevice = (selection: HistorySelection, statement: Statement): Statement => ({
  ...statement,
  ofDevices: { sql: deviceRowsSql, parameters: selectionParameters(selection) },
});

function bounded(
  query: string,
  selection: HistorySelection,
  options: {
    rows: number;
    order: { first: string; result: string };
    before?: readonly number[];
    after?: readonly number[];
  },
): Statement {
  const { rows, order, before = [], after = [] } = options;
  const parameters = [...before, ...selectionParameters(selection), ...after, rows + 1, rows];
  return { sql: boundedSql(query, order), parameters, span: { from: selection.from, to: selection.to }, rows };
}

import { NocturneError } from '../../errors.ts';
import { createGrowingFloats, createGrowingIndices } from '../../foundation/growing-array.ts';
import { createRoom, type Room, usableBytes } from '../../foundation/room.ts';
import { badCell } from '../../telemetry/csv/csv-rows.ts';
import { readWideCsv, type WideOptions } from '../../telemetry/csv/wide-csv.ts';

/** The rows of a wide CSV in the order of their times, with the cause that is true for each. */
export interface CauseRows {
  metrics: readonly string[];
  count: number;
  /** Row by row; NaN is missing. */
  values: Float64Array;
  timesMs: Float64Array;
  /** The cause of each row, as an index into `names`. */
  causes: Uint32Array;
  names: string[];
}

export interface CauseRowsOptions extends WideOptions {
  /** How much memory the values may take; by what is free when left out. */
  mostBytes?: number;
}

/** The forest keeps a bin for each value, and a few numbers for each row. */
const bytesToGrow = { value: 2, row: 64 };

/**
 * Reads a wide CSV with a column `cause`. Without a column `time` the order of the file is that of time. Throws `bad-csv`, naming row and column, and
 * `data-too-large` for values that do not fit into memory.
 */
export async function readCauseRows(
  file: string,
  { mostBytes = usableBytes(), ...options }: CauseRowsOptions,
): Promise<CauseRows & { hasTime: boolean }> {
  const room = createRoom(file, 'cut it by time, leave columns out, or use a machine with more memory', mostBytes);
  const [values, orders, causes] = [createGrowingFloats(room), createGrowingFloats(room), createGrowingIndices(room)];
  const ids = new Map<string, number>();
  let isInOrder = true;
  let last = Number.NEGATIVE_INFINITY;
  const { head, rows, toMs } = await readWideCsv(file, { ...options, needs: ['cause'] }, () => (row) => {
    if (row.cause === '') throw badCell(row, 'cause', 'is empty; name the ordinary rows too, such as "none"');
    if (!ids.has(row.cause)) ids.set(row.cause, ids.size);
    causes.push(ids.get(row.cause)!);
    for (const value of row.values) values.push(value);
    orders.push(row.order);
    isInOrder &&= row.order >= last;
    last = row.order;
  });
  const width = head.metrics.length;
  room.take(rows * (width * bytesToGrow.value + bytesToGrow.row));
  const read = { values: values.values(), timesMs: orders.values().map(toMs), causes: causes.values() };
  return {
    ...{ metrics: head.metrics, hasTime: head.hasTime, count: rows, names: [...ids.keys()] },
    ...(isInOrder ? read : sortByTime(read, width, room)),
  };
}

type Columns = Pick<CauseRows, 'values' | 'timesMs' | 'causes'>;

function sortByTime({ values, timesMs, causes }: Columns, width: number, room: Room): Columns {
  room.take(values.byteLength + timesMs.byteLength + causes.byteLength);
  const order = Uint32Array.from(timesMs, (_, i) => i).sort((a, b) => timesMs[a]! - timesMs[b]!);
  const sorted = new Float64Array(values.length);
  for (const [to, from] of order.entries()) {
    sorted.set(values.subarray(from * width, (from + 1) * width), to * width);
  }
  return {
    values: sorted,
    timesMs: Float64Array.from(order, (from) => timesMs[from]!),
    causes: Uint32Array.from(order, (from) => causes[from]!),
  };
}

/** How many of the rows come before a moment, or before a share of them; rows of one moment stay together. */
export function cutRows(
  file: string,
  { timesMs, count }: Pick<CauseRows, 'timesMs' | 'count'>,
  split: { from: number } | { trainShare: number },
  least: number,
): number {
  const from = 'from' in split ? split.from : (timesMs[Math.floor(count * split.trainShare)] ?? Number.NaN);
  const found = timesMs.findIndex((at) => at >= from);
  const learned = found < 0 ? count : found;
  if (learned >= least && learned < count) return learned;
  const message = `${file} gives ${learned} rows to learn from and ${count - learned} to judge; ${least} and one are needed`;
  throw new NocturneError('too-few-rows', message, { hint: 'choose another --from or --train-share' });
}

import { createGrowingBytes, createGrowingFloats, type GrowingArray } from '../../foundation/growing-array.ts';
import { createRoom, type Room, usableBytes } from '../../foundation/room.ts';
import { badCell } from '../../telemetry/csv/csv-rows.ts';
import { readWideCsv, type WideHead, type WideOptions, type WideRow } from '../../telemetry/csv/wide-csv.ts';

export interface GatherOptions extends WideOptions {
  /** How much memory the values may take; by what is free when left out. */
  mostBytes?: number;
}

/** The rows of one entity in time order. */
export interface GatheredEntity {
  name: string;
  /** Row by row; NaN is missing. */
  values: Float64Array;
  timesMs: Float64Array;
  /** 1 for an anomalous row. */
  labels: Uint8Array;
}

export interface GatheredEntities {
  head: WideHead;
  rows: number;
  entities: GatheredEntity[];
  /** What is left of the memory that may be used. */
  room: Room;
}

/** One entity while the file is read. */
interface Gathering {
  values: GrowingArray<Float64Array>;
  orders: GrowingArray<Float64Array>;
  labels: GrowingArray<Uint8Array>;
  last: { order: number; time: string };
}

/**
 * Reads a wide CSV into the rows of its entities, in the order in which they come. Throws `bad-csv`, naming row and column, for a malformed file and for
 * time that goes back within an entity, and `data-too-large` for values that do not fit into memory.
 */
export async function gatherEntities(
  file: string,
  { mostBytes = usableBytes(), ...options }: GatherOptions,
): Promise<GatheredEntities> {
  const hint = 'cut it by time or by entity, leave columns out, or use a machine with more memory';
  const room = createRoom(file, hint, mostBytes);
  const gathered = new Map<string, Gathering>();
  const { head, rows, toMs } = await readWideCsv(file, { ...options, needs: ['time'] }, () => (row) => {
    const known = gathered.get(row.entity);
    const entity = known ?? begin(room);
    if (!known) gathered.set(row.entity, entity);
    checkOrder(entity, row);
    for (const value of row.values) entity.values.push(value);
    entity.orders.push(row.order);
    entity.labels.push(row.label);
  });
  const entities = [...gathered].map(([name, { values, orders, labels }]): GatheredEntity => {
    const timesMs = orders.values();
    for (let i = 0; i < timesMs.length; i++) timesMs[i] = toMs(timesMs[i]!);
    return { name, values: values.values(), timesMs, labels: labels.values() };
  });
  return { head, rows, entities, room };
}

/** What an entity takes beside its rows: a file with millions of them names the wrong column. */
const entityBytes = 4_096;

function begin(room: Room): Gathering {
  room.take(entityBytes);
  return {
    ...{ values: createGrowingFloats(room), orders: createGrowingFloats(room), labels: createGrowingBytes(room) },
    last: { order: Number.NEGATIVE_INFINITY, time: '' },
  };
}

function checkOrder({ last }: Gathering, row: WideRow): void {
  if (row.order < last.order) {
    throw badCell(row, 'time', `"${row.time}" is before "${last.time}"; sort the rows by time`);
  }
  last.order = row.order;
  last.time = row.time;
}

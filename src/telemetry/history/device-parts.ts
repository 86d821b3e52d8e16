import type { DuckDBConnection } from '@duckdb/node-api';
import type { Found } from './by-series.ts';
import { bindings, readBySeries } from './history-read.ts';
import type { Statement } from './history-statements.ts';

/** Devices whose names lie between two, both included. */
export interface DevicePart {
  first: string;
  last: string;
}

/** The database sorts so many readings in the memory that it has; what is more goes to the disk, and far more fits on neither. */
const partRows = 2_000_000;

/** Cuts devices, in the order of their names, into parts of `most` readings, or of a device that has more. */
export function partDevices(devices: readonly [name: string, rows: number][], most: number): DevicePart[] {
  const parts: DevicePart[] = [];
  let inPart = Number.POSITIVE_INFINITY;
  for (const [name, rows] of devices) {
    if (inPart + rows <= most) {
      parts.at(-1)!.last = name;
      inPart += rows;
      continue;
    }
    parts.push({ first: name, last: name });
    inPart = rows;
  }
  return parts;
}

/** A statement about some devices. */
const ofPart = (statement: Statement, { first, last }: DevicePart): Statement => ({
  ...statement,
  sql: `WITH samples AS (SELECT * FROM temp.samples WHERE device BETWEEN ? AND ?) ${statement.sql}`,
  parameters: [first, last, ...statement.parameters],
});

/**
 * Asks for some devices at a time, so that memory does not grow with the number of readings. The statement has one row for each series, in the order
 * of series, and `ofDevices`.
 */
export async function readByDevices(
  connection: DuckDBConnection,
  statement: Statement,
  most = partRows,
): Promise<Found> {
  const { sql, parameters } = statement.ofDevices!;
  const counted = await connection.runAndReadAll(sql, ...bindings({ ...statement, parameters }));
  const all: Found = { series: [], found: 0 };
  for (const part of partDevices(counted.getRows() as [string, number][], most)) {
    const { series, found } = await readBySeries(connection, ofPart(statement, part));
    all.series.push(...series);
    all.found += found;
    // One more than are given says that there are more.
    if (all.found > statement.rows) break;
  }
  return { series: all.series.slice(0, statement.rows), found: Math.min(all.found, statement.rows + 1) };
}

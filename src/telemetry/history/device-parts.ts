import type { DuckDBConnection } from '@duckdb/node-api';
import type { HistoryQuestion } from '../../domain/history-table.ts';
import type { Found } from './by-series.ts';
import { readBySeries } from './history-read.ts';
import type { Statement } from './history-statements.ts';
import { type ReadTable, readTable } from './records-table.ts';
import { withTables } from './sql/tables.sql.ts';
import { withParameters } from './sql-text.ts';

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

type Asked = Pick<Statement, 'sql' | 'parameters' | 'ofDevices'>;

/** From what it is read: `samples` as an SQL text, and how many of its rows at a time. */
interface Source {
  samples: string;
  most?: number;
}

/** The same question about some devices. */
const ofPart = <Question extends Asked>(question: Question, samples: string, part: DevicePart): Question => ({
  ...question,
  sql: withTables({ samples: `SELECT * FROM (${samples}) AS every WHERE device BETWEEN ? AND ?` }, question.sql),
  parameters: [part.first, part.last, ...question.parameters],
});

/** What a question is about, in parts. */
async function partsOf(
  connection: DuckDBConnection,
  { ofDevices }: Asked,
  { samples, most = partRows }: Source,
): Promise<DevicePart[]> {
  const counted = await connection.runAndReadAll(
    withParameters({ ...ofDevices!, sql: withTables({ samples }, ofDevices!.sql) }),
  );
  return partDevices(counted.getRows() as [string, number][], most);
}

/**
 * Asks for some devices at a time, so that memory does not grow with the number of readings. The statement has one row for each series, in the order
 * of series, and `ofDevices`.
 */
export async function readByDevices(
  connection: DuckDBConnection,
  statement: Statement,
  source: Source,
): Promise<Found> {
  const all: Found = { series: [], found: 0 };
  for (const part of await partsOf(connection, statement, source)) {
    const { series, found } = await readBySeries(connection, ofPart(statement, source.samples, part));
    all.series.push(...series);
    all.found += found;
    // One more than are given says that there are more.
    if (all.found > statement.rows) break;
  }
  return { series: all.series.slice(0, statement.rows), found: Math.min(all.found, statement.rows + 1) };
}

/** The same of a question whose answer is a table in the order of devices. `onProgress` is told the share of the parts that are done. */
export async function readTableByDevices(
  connection: DuckDBConnection,
  question: HistoryQuestion,
  source: Source,
  onProgress: (share: number) => void,
): Promise<ReadTable> {
  const parts = await partsOf(connection, question, source);
  const all: ReadTable = { columns: [], rows: [] };
  for (const [i, part] of parts.entries()) {
    const { columns, rows } = await readTable(connection, ofPart(question, source.samples, part));
    all.columns = columns;
    all.rows.push(...rows);
    if (all.rows.length > question.rows) break;
    onProgress((i + 1) / parts.length);
  }
  return all;
}

import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { NocturneError } from '../../src/errors.ts';
import { findColumns, parseCell, readCsv } from '../../src/telemetry/csv/csv.ts';
import { findPacked } from '../../src/telemetry/csv/text-file.ts';

/** When an event began and ended, in epoch seconds. */
export interface FabricEvent {
  startSeconds: number;
  endSeconds: number;
}

/** All counters of one node. */
export interface FabricNode {
  name: string;
  timesSeconds: Float64Array;
  /** One series per counter; NaN is missing. */
  counters: { name: string; values: Float64Array }[];
}

/** A run of the Cisco leaf-spine fabric: `events.csv` and one CSV for each node. Node names and kinds of the events are not read. */
export function readFabric(folder: string): { events: FabricEvent[]; nodes: FabricNode[] } {
  const run = findRun(folder);
  const table = readCsv(findPacked(join(run, 'events.csv')));
  const column = findColumns(table, ['start', 'end']);
  const events = table.rows.map((_, row) => ({
    startSeconds: parseCell(table, row, column.start),
    endSeconds: parseCell(table, row, column.end),
  }));
  const files = readdirSync(run).filter((name) => /\.csv(\.gz)?$/.test(name) && !name.startsWith('events.'));
  if (files.length === 0) throw new NocturneError('no-such-file', `${run} holds no CSV of a node`);
  return { events, nodes: files.sort().map((name) => readNode(join(run, name))) };
}

/** The folder itself or the only one in it that holds events. */
function findRun(folder: string): string {
  const holdsEvents = (path: string) => ['events.csv', 'events.csv.gz'].some((name) => existsSync(join(path, name)));
  if (!existsSync(folder)) throw new NocturneError('no-such-file', `${folder} is not there`);
  if (holdsEvents(folder)) return folder;
  const runs = readdirSync(folder)
    .map((name) => join(folder, name))
    .filter(holdsEvents);
  if (runs.length === 1) return runs[0]!;
  throw new NocturneError('no-such-file', `${folder} holds no events.csv`, { hint: 'name the folder of one run' });
}

function readNode(file: string): FabricNode {
  const table = readCsv(file);
  const { time } = findColumns(table, ['time']);
  // pandas wrote its row numbers as a column.
  const columns = [...table.columns.keys()].filter((c) => c !== time && !/^(Unnamed.*)?$/.test(table.columns[c]!));
  const read = (column: number) => Float64Array.from(table.rows, (_, row) => parseCell(table, row, column));
  return {
    name: basename(file).replace(/\.csv(\.gz)?$/, ''),
    timesSeconds: read(time),
    counters: columns.map((c) => ({ name: table.columns[c]!, values: read(c) })),
  };
}

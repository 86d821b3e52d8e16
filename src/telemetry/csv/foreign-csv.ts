import { NocturneError } from '../../errors.ts';
import { type CsvTable, readCsv } from './csv.ts';
import { readText } from './text-file.ts';

/** What a column means to us. */
export type ColumnRole = 'time' | 'entity' | 'label' | 'cause';

/** Names that others give to these columns, the most usual first. Capitals do not matter. */
const usualNames: Record<ColumnRole, readonly string[]> = {
  time: [
    'time',
    'timestamp',
    '_time',
    '@timestamp',
    'datetime',
    'date_time',
    'date',
    'ts',
    'time_stamp',
    'epoch',
    'unixtime',
    'utc',
  ],
  entity: ['entity', 'device', 'host', 'hostname', 'node', 'series', 'series_id', 'kpi id', 'instance', 'source'],
  label: ['label', 'is_anomaly', 'anomaly', 'anomalous', 'is_outlier', 'outlier', 'attack'],
  cause: ['cause'],
};

/** What spreadsheets, pandas, R and databases write where there is no value. */
const missing = new Set(['', 'nan', 'na', 'n/a', '#n/a', 'null', 'none', 'nil', '-', '?', '<na>']);
const truths: Record<string, string> = { true: '1', false: '0', yes: '1', no: '0' };

/**
 * Reads a CSV file of others as one of ours: `;` or a tab between the cells, a comma in numbers, their names for time, entity and label, and their
 * words for a missing value. `names` says which column is what, and wins over the usual names. Throws what {@link readCsv} does, and `bad-csv` for a
 * column of `names` that is not there or for no time where `needs` wants one; the hint names the option.
 */
export function readForeignCsv(
  file: string,
  names: Partial<Record<ColumnRole, string>> = {},
  needs: readonly ColumnRole[] = [],
): CsvTable {
  const separator = separatorOf(readText(file));
  const table = readCsv(file, { separator });
  const roles = findRoles(table, names);
  for (const role of needs) if (!roles.has(role)) throw noColumn(table, role);
  const columns = table.columns.map((name, i) => [...roles].find(([, at]) => at === i)?.[0] ?? name);
  const texts = new Set(['time', 'entity', 'cause'].map((role) => roles.get(role as ColumnRole)));
  const isComma = separator !== ',' && !hasPoint(table, texts);
  const rows = table.rows.map((cells) =>
    cells.map((cell, i) => (texts.has(i) ? cell : plainNumber(cell, isComma, i === roles.get('label')))),
  );
  return { ...table, columns, rows };
}

function findRoles({ file, columns }: CsvTable, names: Partial<Record<ColumnRole, string>>): Map<ColumnRole, number> {
  const roles = new Map<ColumnRole, number>();
  const lower = columns.map((name) => name.toLowerCase());
  for (const role of Object.keys(usualNames) as ColumnRole[]) {
    const named = names[role];
    const at =
      named === undefined
        ? usualNames[role].map((name) => lower.indexOf(name)).find((i) => i >= 0)
        : columns.indexOf(named);
    if (named !== undefined && at === -1) {
      throw new NocturneError('bad-csv', `${file} has no column ${named}`, {
        hint: `--${role}-column names one of ${columns.join(', ')}`,
      });
    }
    if (at !== undefined) roles.set(role, at);
  }
  return roles;
}

function noColumn({ file, columns }: CsvTable, role: ColumnRole): NocturneError {
  return new NocturneError('bad-csv', `${file} has no column ${role}`, {
    hint: `name it with --${role}-column; its columns are ${columns.slice(0, 8).join(', ')}`,
  });
}

/** What stands most often between the names of the first line, outside quotes. */
function separatorOf(text: string): string {
  const end = text.search(/\r?\n/);
  const header = (end === -1 ? text : text.slice(0, end)).replace(/"[^"]*"/g, '');
  const counts = [',', ';', '\t'].map((sign) => ({ sign, count: header.split(sign).length }));
  return counts.reduce((best, each) => (each.count > best.count ? each : best)).sign;
}

/** Whether a number is written with a point somewhere: then a comma is no decimal sign. */
function hasPoint({ rows }: CsvTable, texts: ReadonlySet<number | undefined>): boolean {
  return rows.some((cells) => cells.some((cell, i) => !texts.has(i) && /^\s*[+-]?\d+\.\d+\s*$/.test(cell)));
}

function plainNumber(cell: string, isComma: boolean, isLabel: boolean): string {
  const text = cell.trim();
  if (missing.has(text.toLowerCase())) return '';
  if (isLabel) return truths[text.toLowerCase()] ?? text;
  return isComma && /^[+-]?\d*,\d+(e[+-]?\d+)?$/i.test(text) ? text.replace(',', '.') : cell;
}

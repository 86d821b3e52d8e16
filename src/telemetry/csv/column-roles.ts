import { NocturneError } from '../../errors.ts';

/** What a column means to us. */
export type ColumnRole = 'time' | 'entity' | 'label' | 'cause';

/** The columns of a file by their roles, as somebody named them. */
export type ColumnNames = Partial<Record<ColumnRole, string | undefined>>;

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

/**
 * Finds the columns with a role: those that `names` says, else those with a usual name. Throws `bad-csv` for a column that is not there, and for a role
 * without one among those that are needed; the hint names the option.
 */
export function findRoles(
  file: string,
  columns: readonly string[],
  names: ColumnNames,
  needs: readonly ColumnRole[],
): Partial<Record<ColumnRole, number>> {
  const lower = columns.map((name) => name.toLowerCase());
  const roles: Partial<Record<ColumnRole, number>> = {};
  for (const role of Object.keys(usualNames) as ColumnRole[]) {
    const named = names[role];
    const at =
      named === undefined
        ? usualNames[role].map((name) => lower.indexOf(name)).find((i) => i >= 0)
        : columns.indexOf(named);
    if (at === -1) {
      throw new NocturneError('bad-csv', `${file} has no column ${named}`, {
        hint: `--${role}-column names one of ${columns.join(', ')}`,
      });
    }
    if (at !== undefined) roles[role] = at;
    else if (needs.includes(role)) {
      throw new NocturneError('bad-csv', `${file} has no column ${role}`, {
        hint: `name it with --${role}-column; its columns are ${columns.slice(0, 8).join(', ')}`,
      });
    }
  }
  return roles;
}

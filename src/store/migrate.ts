import { createHash } from 'node:crypto';
import { NocturneError } from '../errors.ts';
import type { Migration } from './migrations/migrations.ts';
import type { Query } from './query.ts';

/** Any number, the same in every release. */
const migrationLock = 7_330_001;

/**
 * Brings schema `nocturne` up to date. `query` must be one client inside a transaction, so that all of it happens or nothing; the lock is
 * held until that transaction ends, so that of two starting processes one waits. Returns the names of what was applied.
 * Throws `store-too-new` when a newer release has been here and `migration-edited` when a released migration was changed.
 */
export async function migrate(query: Query, migrations: Migration[], at: number): Promise<string[]> {
  await query('SELECT pg_advisory_xact_lock($1)', [migrationLock]);
  await query('CREATE SCHEMA IF NOT EXISTS nocturne');
  await query(`CREATE TABLE IF NOT EXISTS nocturne.migration (
    number integer PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL, applied_at bigint NOT NULL)`);
  const { rows } = await query('SELECT number, name, sha256 FROM nocturne.migration ORDER BY number');
  const applied = new Map(rows.map((row) => [row.number as number, row]));
  refuseUnknown([...applied.keys()], migrations);
  const names: string[] = [];
  for (const { number, name, sql } of migrations) {
    const sha256 = createHash('sha256').update(sql).digest('hex');
    const before = applied.get(number);
    if (before && before.sha256 !== sha256)
      throw new NocturneError('migration-edited', `migration ${number} (${name}) is not the one that was applied`, {
        hint: 'restore its text and put the change into a new migration',
      });
    if (before) continue;
    await query(sql);
    await query('INSERT INTO nocturne.migration VALUES ($1, $2, $3, $4)', [number, name, sha256, at]);
    names.push(name);
  }
  return names;
}

function refuseUnknown(applied: number[], migrations: Migration[]): void {
  const unknown = applied.filter((number) => !migrations.some((migration) => migration.number === number));
  if (unknown.length === 0) return;
  const newest = Math.max(0, ...migrations.map(({ number }) => number));
  throw new NocturneError(
    'store-too-new',
    `A newer release of Nocturne has written this database: it has migration ${unknown.join(', ')}, and this release knows up to ${newest}`,
    { hint: 'install that release or a later one, or restore a backup from before the upgrade; nothing was changed' },
  );
}

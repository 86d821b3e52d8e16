import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { NocturneError } from '../../src/errors.ts';

/** The folder of public sets: `$NOCTURNE_DATA`, else `./data`. */
export function findDataFolder(): string {
  return process.env.NOCTURNE_DATA || 'data';
}

/** The folder of one set. Throws `no-data-set`, naming it and where to put it. */
export function findSet(name: string, dataFolder: string): string {
  const folder = join(dataFolder, name);
  if (existsSync(folder)) return folder;
  throw new NocturneError('no-data-set', `the set ${name} is not in ${dataFolder}`, {
    hint: 'docs/backtesting.md says where it comes from; set NOCTURNE_DATA to the folder that holds it',
  });
}

/** Names of what is in a folder and matches, sorted. */
export function listNames(folder: string, pattern: RegExp): string[] {
  return readdirSync(folder)
    .filter((name) => pattern.test(name))
    .sort();
}

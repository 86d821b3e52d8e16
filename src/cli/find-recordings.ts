import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { NocturneError } from '../errors.ts';

/** Whole paths of recordings. Throws `recording-missing`, which names those that are not there. */
export function findRecordings(from: readonly string[]): string[] {
  const folders = from.map((folder) => resolve(folder));
  const missing = folders.filter((folder) => !existsSync(folder));
  if (missing.length === 0) return folders;
  throw new NocturneError('recording-missing', `There is no recording ${missing.join(', ')}`, {
    hint: 'a recording is a folder with samples.lp, topology.yaml and labels.csv',
  });
}

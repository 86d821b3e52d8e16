import { mkdir, mkdtemp, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describeError, NocturneError } from '../../errors.ts';
import { artefactName } from './model-card.ts';

type Content = string | Uint8Array;

/**
 * Writes a folder that appears whole or not at all: false when one of that name was there before, which then stays as it is. Of several writers of
 * one name, in whatever process, one succeeds.
 */
export async function placeFolder(path: string, files: Record<string, Content>): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true });
  // It starts with a dot, and so is no name of anything.
  const draft = await mkdtemp(join(dirname(path), '.draft-'));
  for (const [name, content] of Object.entries(files)) await writeSynced(join(draft, name), content);
  try {
    await rename(draft, path);
    return true;
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    await rm(draft, { recursive: true });
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw thrown;
    return false;
  }
}

async function writeSynced(path: string, content: Content): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The bytes of a file; undefined when it is not there. */
export const readIfThere = (path: string): Promise<Buffer | undefined> => ifThere(readFile(path), undefined);

/** The folders in a folder whose names may be those of kinds, subjects, models and changes; none when it is not there. */
export async function listFolders(path: string): Promise<string[]> {
  const entries = await ifThere(readdir(path, { withFileTypes: true }), []);
  const isName = (name: string) => artefactName.safeParse(name).success;
  return entries.filter((entry) => entry.isDirectory() && isName(entry.name)).map((entry) => entry.name);
}

async function ifThere<T, U>(reading: Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await reading;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return otherwise;
    throw thrown;
  }
}

/** The error for files that are not what was written. */
export function damaged(path: string, cause?: unknown): NocturneError {
  return new NocturneError('model-artefact-damaged', `The model in ${path} is not what was written there`, {
    hint: `delete ${path} and train again`,
    detail: { path },
    cause,
  });
}

/** The error for files that the system does not let us read. */
export function unreadable(path: string, cause: unknown): NocturneError {
  return new NocturneError('model-artefact-damaged', `The model in ${path} can't be read: ${describeError(cause)}`, {
    hint: 'check who may read its files, or delete it and train again',
    detail: { path },
    cause,
  });
}

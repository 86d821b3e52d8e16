import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { NocturneError } from '../../errors.ts';
import { describeSystemError } from '../../foundation/system-error.ts';

/**
 * Fills a folder that is not there yet: under the name `<folder>.part` until it is whole, and nothing is left of it when `fill` throws. So nobody
 * takes a part of a recording for all of it. Throws `recording-exists` and `recording-unwritable`, and what `fill` throws.
 *
 * @param folder a whole path
 */
export async function fillNewFolder<T>(folder: string, fill: (part: string) => Promise<T>): Promise<T> {
  const part = `${folder}.part`;
  if (existsSync(folder)) {
    throw new NocturneError('recording-exists', `${folder} is there already`, { hint: 'name a new folder' });
  }
  await makeNew(part);
  try {
    const filled = await fill(part);
    await rename(part, folder);
    return filled;
  } catch (thrown) {
    await rm(part, { recursive: true, force: true });
    throw asUnwritable(thrown);
  }
}

async function makeNew(part: string): Promise<void> {
  try {
    await makeFolders(dirname(part));
    await mkdir(part);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw asUnwritable(thrown);
    throw new NocturneError('recording-exists', `${part} is there already`, {
      hint: 'another recording is being written to it, or one was cut off: then remove it',
    });
  }
}

/** One after another, because `mkdir` of Node.js 22 with `recursive` never ends below /proc. */
async function makeFolders(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  await makeFolders(dirname(folder));
  await mkdir(folder);
}

function asUnwritable(thrown: unknown): unknown {
  const refusal = describeSystemError(thrown);
  return refusal === undefined ? thrown : new NocturneError('recording-unwritable', refusal, { cause: thrown });
}

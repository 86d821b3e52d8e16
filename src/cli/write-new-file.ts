import { writeFile } from 'node:fs/promises';
import { NocturneError } from '../errors.ts';
import { describeSystemError } from '../foundation/system-error.ts';

/** Writes a file that was not there. Throws `file-unwritable`, also where there is one, which stays as it is. */
export async function writeNewFile(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (thrown) {
    const isThere = (thrown as NodeJS.ErrnoException).code === 'EEXIST';
    const message = isThere ? `${file} is there already` : (describeSystemError(thrown, file) ?? String(thrown));
    const hint = isThere ? 'name a new file' : undefined;
    throw new NocturneError('file-unwritable', message, { hint, cause: thrown });
  }
}

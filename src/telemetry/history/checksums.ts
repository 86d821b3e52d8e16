import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { NocturneError } from '../../errors.ts';
import { historyCancelled } from './cancellable.ts';

/** A file below the folder of the history, with the checksum that it had when it was written; null for one of an earlier release. */
export interface ListedFile {
  file: string;
  checksum: string | null;
}

export interface FileChecks {
  /** The checksum of a file that was just written. */
  checksumOf(file: string): Promise<string>;
  /**
   * Throws `history-damaged` for a file that is no longer what was written, and `history-cancelled` when the signal aborts. `list` is asked for the
   * checksums of those that changed since they were verified.
   */
  verify(
    files: readonly string[],
    list: (files: readonly string[]) => Promise<ListedFile[]>,
    signal: AbortSignal,
  ): Promise<void>;
}

/**
 * Holds files against their checksums, each once as long as neither its size nor its time changes. Parquet as DuckDB writes it has no checksums: a
 * byte that changes on the disk can change values without anybody's noticing.
 */
export function createFileChecks(folder: string): FileChecks {
  const verified = new Map<string, string>();

  /** What is gone, the database names. */
  async function changed(files: readonly string[]): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for (const file of files) {
      const version = await versionOf(join(folder, file));
      if (version !== null && verified.get(file) !== version) found.set(file, version);
    }
    return found;
  }

  async function verifyOne({ file, checksum }: ListedFile, version: string): Promise<void> {
    const path = join(folder, file);
    if (checksum !== null && (await readChecksum(path)) !== checksum)
      throw new NocturneError('history-damaged', `${path} of the history is not what was written`, {
        hint: 'restore the file from a backup; other days can be asked for without it',
      });
    verified.set(file, version);
  }

  return {
    async checksumOf(file) {
      const path = join(folder, file);
      const checksum = await readChecksum(path);
      verified.set(file, `${await versionOf(path)}`);
      return checksum;
    },
    async verify(files, list, signal) {
      const versions = await changed(files);
      for (const listed of versions.size === 0 ? [] : await list([...versions.keys()])) {
        if (signal.aborted) throw historyCancelled();
        await verifyOne(listed, versions.get(listed.file)!);
      }
    },
  };
}

const versionOf = (path: string): Promise<string | null> =>
  stat(path).then(
    ({ size, mtimeMs }) => `${size} ${mtimeMs}`,
    () => null,
  );

async function readChecksum(path: string): Promise<string> {
  let checksum = 0;
  for await (const bytes of createReadStream(path, { highWaterMark: 1 << 20 })) checksum = crc32(bytes, checksum);
  return checksum.toString(16);
}

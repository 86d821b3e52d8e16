import { readdir, rmdir, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { HistoryBucket } from '../../domain/history-reader.ts';
import { describeError } from '../../errors.ts';

const dayMs = 86_400_000;

/** What the history itself writes below a folder of days, and what it leaves behind when it is cut off. */
const ownFile = /^day=(\d{4}-\d{2}-\d{2})[/\\]part-\d+\.parquet(\.part)?$/;

/** Folder of a finished UTC day, such as `day=2026-11-22`. */
export const dayFolder = (day: string) => `day=${day}`;

/** The day of a file that the history wrote, by its path below a folder of days; null for any other file. */
export const dayOf = (file: string): string | null => ownFile.exec(file)?.[1] ?? null;

/** A name for a further file of a day, which none has that is there. */
export async function nextFile(folder: string, day: string): Promise<string> {
  const numbers = (await readdir(join(folder, dayFolder(day)))).flatMap((name) => {
    const number = /^part-(\d+)\./.exec(name)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
  return join(dayFolder(day), `part-${Math.max(-1, ...numbers) + 1}.parquet`);
}

/** The files of the history below a folder of days, with those that were not finished; whatever else lies there is none of them. None where there is no folder. */
export async function listOwnFiles(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true }).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return [];
    throw thrown;
  });
  return found.filter((file) => dayOf(file) !== null);
}

/** How large files are together; one that went meanwhile has no bytes. */
export async function bytesOf(folder: string, files: readonly string[]): Promise<number> {
  const sizes = files.map((file) =>
    stat(join(folder, file)).then(
      ({ size }) => size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** How many days stay, and what the time is. */
export interface KeptDays {
  /** Days of readings; all of them when left out. */
  keepDays?: number;
  /** Days of roll-ups by bucket; all of them for one that is left out. */
  rollupDays?: Partial<Record<HistoryBucket, number>>;
  now: number;
}

/**
 * Which of the finished days (YYYY-MM-DD, in any order) are too old to keep: they ended `keepDays` days ago or earlier, and as many later days are
 * there. Both, because each alone can be wrong. A clock that was set a year ahead makes every day old, but adds no more days than telemetry came on;
 * a product that was off for a year is no reason to remove what it has.
 */
export function daysTooOld(days: readonly string[], { keepDays, now }: { keepDays: number; now: number }): string[] {
  const newestFirst = [...new Set(days)].sort().reverse();
  const oldest = now - keepDays * dayMs;
  return newestFirst
    .slice(keepDays)
    .filter((day) => Date.parse(`${day}T00:00:00Z`) + dayMs <= oldest)
    .reverse();
}

/** What became of files that were to be removed. */
export interface RemovedFiles {
  files: number;
  bytes: number;
  /** Those that the system does not let us remove, and why. */
  left: { file: string; reason: string }[];
}

/** How much of the history was removed. */
export type PrunedDays = RemovedFiles & { days: number };

/** Removes files, and the folders of days that are empty then. A file that is not there is no error. */
export async function removeFiles(base: string, files: readonly string[]): Promise<RemovedFiles> {
  const removed: RemovedFiles = { files: 0, bytes: 0, left: [] };
  for (const file of files) {
    const path = join(base, file);
    try {
      const { size } = await stat(path);
      await unlink(path);
      removed.files += 1;
      removed.bytes += size;
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') continue;
      removed.left.push({ file, reason: describeError(thrown) });
    }
  }
  for (const folder of new Set(files.map(dirname))) await rmdir(join(base, folder)).catch(() => undefined);
  return removed;
}

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { historyBuckets } from '../../domain/history-reader.ts';
import { dayOf, listOwnFiles } from './day-files.ts';
import { closedDay } from './day-slices.ts';
import type { HistoryPlace } from './history-database.ts';
import { rollupFolder } from './roll-ups.ts';

/** How much telemetry is stored, as its files tell. */
export interface HistoryStock {
  /** Finished UTC days that have telemetry. */
  days: number;
  /** The first and the last of them, YYYY-MM-DD. */
  first: string | null;
  last: string | null;
  finishedBytes: number;
  /** What was summed up of finished days. */
  rollupBytes: number;
  /** The open file: the day that is not finished, and room that it keeps for the next ones. */
  openBytes: number;
  /** Mean of the latest finished days, seven at most, with what was summed up of them; null before the first one. */
  bytesPerDay: number | null;
  /** Files among those of finished days that the history did not write. They are neither read nor removed. */
  otherFiles: number;
}

const latestDays = 7;
const openFile = /^history\.duckdb/;

/** Measures a history by its files alone, so that it need not be opened. One that is not there holds nothing. The day that is not finished has files too. */
export async function measureHistory(
  { dir, folder = dir }: Pick<HistoryPlace, 'dir' | 'folder'>,
  now: number,
): Promise<HistoryStock> {
  const byDay = new Map<string, number>();
  let otherFiles = 0;
  for (const file of await listFiles(join(folder, 'samples'))) {
    const day = dayOf(file);
    if (day === null) otherFiles += 1;
    else add(byDay, day, await sizeOf(join(folder, 'samples', file)));
  }
  const rolledByDay = new Map<string, number>();
  for (const bucket of historyBuckets) {
    const below = join(folder, rollupFolder(bucket));
    for (const file of await listOwnFiles(below)) add(rolledByDay, dayOf(file)!, await sizeOf(join(below, file)));
  }
  const open = (await ifThere(readdir(dir), [])).filter((file) => openFile.test(file));
  const today = closedDay(now);
  const days = [...byDay.keys()].filter((day) => day < today).sort();
  const latest = days.slice(-latestDays).map((day) => byDay.get(day)! + (rolledByDay.get(day) ?? 0));
  return {
    ...{ days: days.length, first: days[0] ?? null, last: days.at(-1) ?? null },
    finishedBytes: sum([...byDay.values()]),
    rollupBytes: sum([...rolledByDay.values()]),
    openBytes: sum(await Promise.all(open.map((file) => sizeOf(join(dir, file))))),
    bytesPerDay: latest.length === 0 ? null : Math.round(sum(latest) / latest.length),
    otherFiles,
  };
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await ifThere(readdir(folder, { recursive: true, withFileTypes: true }), []);
  return entries
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));
}

const sizeOf = async (path: string) => (await ifThere(stat(path), { size: 0 })).size;

const add = (sums: Map<string, number>, day: string, bytes: number) => sums.set(day, (sums.get(day) ?? 0) + bytes);

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** What is removed while it is measured is not there. */
async function ifThere<T, U>(reading: Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await reading;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return otherwise;
    throw thrown;
  }
}

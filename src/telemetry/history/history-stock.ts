import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { dayOf } from './day-files.ts';
import { closedUntil } from './day-slices.ts';
import { isManifest } from './manifest.ts';

/** How much telemetry is stored, as its files tell. */
export interface HistoryStock {
  /** Finished UTC days that have telemetry. */
  days: number;
  /** The first and the last of them, YYYY-MM-DD. */
  first: string | null;
  last: string | null;
  finishedBytes: number;
  /** The open file: the day that is not finished, and room that it keeps for the next ones. */
  openBytes: number;
  /** Mean of the latest finished days, seven at most; null before the first one. */
  bytesPerDay: number | null;
  /** Files among those of finished days that the history did not write. They are neither read nor removed. */
  otherFiles: number;
}

const latestDays = 7;
const openFile = /^history\.duckdb/;

/** Measures the folder of a history by its files alone, so that it need not be opened. One that is not there holds nothing. The day that is not finished has files too. */
export async function measureHistory(dir: string, now: number): Promise<HistoryStock> {
  const byDay = new Map<string, number>();
  let otherFiles = 0;
  for (const file of await listFiles(join(dir, 'samples'))) {
    const day = dayOf(file);
    if (isManifest(file)) continue;
    if (day === null) otherFiles += 1;
    else byDay.set(day, (byDay.get(day) ?? 0) + (await sizeOf(join(dir, 'samples', file))));
  }
  const open = (await ifThere(readdir(dir), [])).filter((file) => openFile.test(file));
  const today = new Date(closedUntil(now)).toISOString().slice(0, 10);
  const days = [...byDay.keys()].filter((day) => day < today).sort();
  const latest = days.slice(-latestDays).map((day) => byDay.get(day)!);
  return {
    ...{ days: days.length, first: days[0] ?? null, last: days.at(-1) ?? null },
    finishedBytes: sum([...byDay.values()]),
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

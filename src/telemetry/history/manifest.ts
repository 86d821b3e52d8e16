import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { historyBuckets } from '../../domain/history-reader.ts';
import { NocturneError } from '../../errors.ts';
import { listOwnFiles } from './day-files.ts';

/** Which files are the history's, and up to when hours are closed: for readers other than the process that writes it, such as Spark. */
const shape = z.object({
  version: z.literal(1),
  /** Every sample that came before this moment lies in the files; milliseconds since 1970. Null before the first hour is closed. */
  closedUntil: z.number().nullable(),
  /** Readings: files below the folder, with the UTC day (YYYY-MM-DD) of each. */
  samples: z.array(z.object({ day: z.string(), file: z.string() })),
  /** What was summed up of a day that is over; it holds all that the files of the day do, or did before they were removed. */
  rollups: z.array(z.object({ bucket: z.enum(historyBuckets), day: z.string(), file: z.string() })),
});

export type Manifest = z.output<typeof shape>;

/** A digit that changed in a day or in a time would hide files from those who look for a span. */
const checked = shape.extend({ checksum: z.number() });

const checksumOf = (manifest: Manifest) => crc32(JSON.stringify(manifest));

const name = 'manifest.json';

/** Replaces the manifest of a folder of a history at once: who reads it sees the former one or this one, never half of either. */
export async function writeManifest(folder: string, manifest: Omit<Manifest, 'version'>): Promise<void> {
  const part = join(folder, `${name}.part`);
  const whole = shape.parse({ version: 1, ...manifest });
  await writeFile(part, JSON.stringify({ ...whole, checksum: checksumOf(whole) }));
  await rename(part, join(folder, name));
}

/** The manifest of a folder of a history; an empty one where neither it nor any file is there. Throws `history-damaged`. */
export async function readManifest(folder: string): Promise<Manifest> {
  const file = join(folder, name);
  try {
    const { checksum, ...manifest } = checked.parse(JSON.parse(await readFile(file, 'utf8')));
    if (checksumOf(manifest) === checksum) return manifest;
  } catch (thrown) {
    if (!isAbsent(thrown)) throw damaged(file, thrown);
    const files = await listOwnFiles(join(folder, 'samples'));
    if (files.length === 0) return { version: 1, closedUntil: null, samples: [], rollups: [] };
  }
  throw damaged(file);
}

const isAbsent = (thrown: unknown) => (thrown as NodeJS.ErrnoException).code === 'ENOENT';

const damaged = (file: string, cause?: unknown) =>
  new NocturneError('history-damaged', `Cannot read ${file}`, {
    hint: 'a running bot writes it anew within the hour',
    cause,
  });

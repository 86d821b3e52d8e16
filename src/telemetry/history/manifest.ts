import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { NocturneError } from '../../errors.ts';
import { listOwnFiles } from './day-files.ts';

/** Which files are the history's, and up to when hours are closed: for readers other than the process that writes it, such as Spark. */
const shape = z.object({
  version: z.literal(1),
  /** Every sample that came before this moment lies in the files; milliseconds since 1970. Null before the first hour is closed. */
  closedUntil: z.number().nullable(),
  /** Below the folder, with the UTC day (YYYY-MM-DD) of each. */
  files: z.array(z.object({ day: z.string(), file: z.string() })),
});

export type Manifest = z.output<typeof shape>;

/** A digit that changed in a day or in a time would hide files from those who look for a span. */
const checked = shape.extend({ checksum: z.number() });

const checksumOf = (manifest: Manifest) => crc32(JSON.stringify(manifest));

const name = 'manifest.json';

/** Whether a file of the folder is the manifest, or one that was not finished. */
export const isManifest = (file: string) => file === name || file === `${name}.part`;

/** Replaces the manifest of a folder of samples at once: who reads it sees the former one or this one, never half of either. */
export async function writeManifest(samplesDir: string, manifest: Omit<Manifest, 'version'>): Promise<void> {
  const part = join(samplesDir, `${name}.part`);
  const whole = shape.parse({ version: 1, ...manifest });
  await writeFile(part, JSON.stringify({ ...whole, checksum: checksumOf(whole) }));
  await rename(part, join(samplesDir, name));
}

/** The manifest of a folder of samples; an empty one where neither it nor any file is there. Throws `history-damaged`. */
export async function readManifest(samplesDir: string): Promise<Manifest> {
  const file = join(samplesDir, name);
  try {
    const { checksum, ...manifest } = checked.parse(JSON.parse(await readFile(file, 'utf8')));
    if (checksumOf(manifest) === checksum) return manifest;
  } catch (thrown) {
    if (!isAbsent(thrown)) throw damaged(file, thrown);
    const files = await listOwnFiles(samplesDir).catch((reason: unknown) => {
      if (isAbsent(reason)) return [];
      throw reason;
    });
    if (files.length === 0) return { version: 1, closedUntil: null, files: [] };
  }
  throw damaged(file);
}

const isAbsent = (thrown: unknown) => (thrown as NodeJS.ErrnoException).code === 'ENOENT';

const damaged = (file: string, cause?: unknown) =>
  new NocturneError('history-damaged', `Cannot read ${file}`, {
    hint: 'a running bot writes it anew within the hour',
    cause,
  });

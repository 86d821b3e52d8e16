import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type RecordOptions, recordWorld } from '../network/recording/record-world.ts';
import type { FaultInput, NetworkSpec } from '../network/spec.ts';
import type { StateFolder } from '../state-folder.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** How long the network is said to have run before the demo, how often a device sent meanwhile, and what was wrong then. */
export interface Past extends Pick<RecordOptions, 'simulatedSeconds'> {
  hours: number;
  everySeconds: number;
  /** The last hours with a fault. */
  fault?: { fault: FaultInput; hours: number };
}

/** Enough for forecasts of minutes. */
export const hoursPast: Past = { hours: 4, everySeconds: 10 };

const hourMs = 3_600_000;

/** Another seed than that of the practice: what models learned from is not what they forecast. */
const pastSeed = 11;

/**
 * Gives a demo a past, as an operator would who brings telemetry from elsewhere: records the network of the last hours faster than time, and imports
 * the recording. What an earlier demo stored in the same folder makes way for it.
 */
export async function makePast(
  folder: StateFolder,
  { spec, past, now, tell }: { spec: NetworkSpec; past: Past; now: number; tell: (line: string) => void },
): Promise<void> {
  const out = join(folder.root, 'recordings', 'past');
  await rm(out, { recursive: true, force: true });
  await rm(join(folder.bot, 'history'), { recursive: true, force: true });
  const { fault, ...timing } = past;
  const end = Math.floor(now / 1000) * 1000;
  const from = end - past.hours * hourMs;
  const faults = fault ? [{ fault: fault.fault, start: end - fault.hours * hourMs, end }] : [];
  await recordWorld({
    ...{ ...timing, spec, seed: pastSeed, from, minutes: past.hours * 60, faults, out },
    onProgress: (done, total) => tell(`recording a past of ${past.hours} h: ${Math.floor((10 * done) / total) * 10} %`),
  });
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...['--disable-warning=ExperimentalWarning', main, 'import', out, '--config', folder.config],
  ]);
  for (const line of stdout.trim().split('\n')) tell(line);
}

import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { recordWorld } from '../network/recording/record-world.ts';
import type { NetworkSpec } from '../network/spec.ts';
import type { StateFolder } from '../state-folder.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** How long the network is said to have run before the demo, and how often a device sent meanwhile. */
const hours = 4;
const everySeconds = 10;

/** Another seed than that of the practice: what models learned from is not what they forecast. */
const pastSeed = 11;

/**
 * Gives a demo a past, as an operator would who brings telemetry from elsewhere: records the network of the last hours faster than time, without
 * faults, and imports the recording. What an earlier demo stored in the same folder makes way for it.
 */
export async function makePast(
  folder: StateFolder,
  { spec, now, tell }: { spec: NetworkSpec; now: number; tell: (line: string) => void },
): Promise<void> {
  const out = join(folder.root, 'recordings', 'past');
  await rm(out, { recursive: true, force: true });
  await rm(join(folder.bot, 'history'), { recursive: true, force: true });
  const from = Math.floor(now / 1000) * 1000 - hours * 3_600_000;
  await recordWorld({
    ...{ spec, seed: pastSeed, from, minutes: hours * 60, everySeconds, faults: [], out },
    onProgress: (done, total) => tell(`recording a past of ${hours} h: ${Math.floor((10 * done) / total) * 10} %`),
  });
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...['--disable-warning=ExperimentalWarning', main, 'import', out, '--config', folder.config],
  ]);
  for (const line of stdout.trim().split('\n')) tell(line);
}

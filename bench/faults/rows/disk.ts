import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KillPoint } from '../../../demo/crash.ts';
import type { Setting } from '../../../demo/setting.ts';
import type { Fault } from '../fault.ts';
import { fill, missingForSmallDisk, mountSmallDisk } from '../small-disk.ts';
import { type MakeTrouble, runStory } from '../story-run.ts';
import { momentWords, troubleAt } from './points.ts';

/** Room for the embedded database, the models and the history of a few minutes. */
const diskMb = 400;
const fullSeconds = 60;

/** The disk of the state folder is full for a minute. It is a small file system of its own, which takes root. */
export const diskFaults: Fault[] = [
  row('before the fault', async (setting) => {
    const madeAt = Date.now();
    await fillForAMinute(setting);
    return { madeAt };
  }),
  ...(['detected', 'planPosted', 'executing', 'verifying'] as KillPoint[]).map((point) =>
    row(momentWords[point], troubleAt(point, fillForAMinute)),
  ),
];

function row(moment: string, makeTrouble: MakeTrouble): Fault {
  return {
    ...{ fault: 'disk full for a minute', moment },
    runs: () => 1,
    missing: missingForSmallDisk,
    run: () => runStory({ scenario: 'latency', world: { prepare: mountForBot }, makeTrouble }),
  };
}

function mountForBot(stateDir: string): () => void {
  const folder = join(stateDir, 'bot');
  mkdirSync(folder);
  return mountSmallDisk(folder, diskMb);
}

async function fillForAMinute({ folder }: Setting): Promise<void> {
  const file = join(folder.bot, 'full');
  const until = Date.now() + 1000 * fullSeconds;
  try {
    while (Date.now() < until) {
      fill(file);
      await sleep(200);
    }
  } finally {
    rmSync(file, { force: true });
  }
}

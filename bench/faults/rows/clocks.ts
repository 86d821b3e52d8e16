import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KillPoint } from '../../../demo/crash.ts';
import type { Setting } from '../../../demo/setting.ts';
import type { Fault } from '../fault.ts';
import { type MakeTrouble, runStory } from '../story-run.ts';
import { momentWords, troubleAt } from './points.ts';

const minute = 60_000;
const preload = new URL('../clock-shift.ts', import.meta.url).href;
const points: KillPoint[] = ['detected', 'planPosted', 'executing', 'verifying'];

interface Jump {
  fault: string;
  shiftMs: number;
  /** Seconds until the clock is right again; left out, it stays. */
  seconds?: number;
}

const jumps: Jump[] = [
  { fault: 'clock forward by 2 h for 20 s', shiftMs: 120 * minute, seconds: 20 },
  { fault: 'clock back by 2 h for 20 s', shiftMs: -120 * minute, seconds: 20 },
  { fault: 'clock back by 5 min for good', shiftMs: -5 * minute },
];

/** The clock of the bot's own machine is set while it works; the network's clocks are right. */
export const clockFaults: Fault[] = jumps.flatMap((jump) => [
  row(jump.fault, 'before the fault', async (setting) => {
    const madeAt = Date.now();
    await setClock(setting, jump);
    return { madeAt };
  }),
  ...points.map((point) =>
    row(
      jump.fault,
      momentWords[point],
      troubleAt(point, (setting) => setClock(setting, jump)),
    ),
  ),
]);

function row(fault: string, moment: string, makeTrouble: MakeTrouble): Fault {
  return {
    ...{ fault, moment },
    runs: () => 1,
    run() {
      let file = '';
      const botEnv: Record<string, string> = {};
      const prepare = (stateDir: string) => {
        file = join(stateDir, 'clock-shift');
        writeFileSync(file, '0');
        botEnv.CLOCK_SHIFT_FILE = file;
        return () => undefined;
      };
      const botFlags = ['--liftoff-only', '--import', preload];
      return runStory({ scenario: 'latency', world: { prepare, botEnv, botFlags }, makeTrouble });
    },
  };
}

async function setClock({ folder }: Setting, { shiftMs, seconds }: Jump): Promise<void> {
  const file = join(folder.root, 'clock-shift');
  writeFileSync(file, String(shiftMs));
  if (seconds === undefined) return;
  await sleep(1000 * seconds);
  writeFileSync(file, '0');
}

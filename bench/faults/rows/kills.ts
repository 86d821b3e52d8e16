import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../../demo/network/world/random.ts';
import type { Setting } from '../../../demo/setting.ts';
import type { Fault } from '../fault.ts';
import { runStory } from '../story-run.ts';

/** How long each story takes undisturbed, from the fault to its end, in seconds: kills fall anywhere within. */
const stories: Record<string, number> = { latency: 13, loss: 13, cpu: 110, memory: 32 };
/** In this share of the runs the next process is killed too, a few seconds after it was ready. */
const shareKilledTwice = 0.25;

/** kill -9 at a random time of each of the four stories. */
export const kills: Fault[] = Object.entries(stories).map(([scenario, seconds], place, all) => ({
  fault: 'kill -9',
  moment: `at a random time of the ${scenario} story`,
  runs: (wanted) => Math.floor(wanted / all.length) + (place < wanted % all.length ? 1 : 0),
  run: (_index, random) =>
    runStory({
      scenario,
      async makeTrouble(setting) {
        await sleep(1000 * random.between(0, seconds));
        const madeAt = Date.now();
        await killAndStart(setting);
        if (random.chance(shareKilledTwice)) await killSoon(setting, random);
        return { madeAt };
      },
    }),
}));

async function killSoon(setting: Setting, random: Random): Promise<void> {
  await sleep(1000 * random.between(0, 6));
  await killAndStart(setting);
}

async function killAndStart({ bot }: Setting): Promise<void> {
  await bot.stop('SIGKILL');
  await bot.start();
}

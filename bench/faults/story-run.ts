import { checkMessages } from '../../demo/message-check.ts';
import type { Setting } from '../../demo/setting.ts';
import { playStory } from '../../demo/story.ts';
import type { StorySummary } from '../../demo/story-summary.ts';
import type { Run } from './fault.ts';
import { openStoryWorld, type StoryWorldOptions } from './story-world.ts';
import { type Watch, watchStory } from './watch.ts';

/** Makes trouble in a story and resolves when the trouble itself is over, with the time at which it was made; null when its moment never came. */
export type MakeTrouble = (setting: Setting, startedAt: number) => Promise<{ madeAt: number; note?: string } | null>;

export interface StoryTrial {
  scenario: string;
  world?: StoryWorldOptions;
  makeTrouble: MakeTrouble;
}

/** No plan may stand as running longer than this: nobody would be at work on it. */
const longestRunningSeconds = 30;
const silent = () => undefined;

/** Plays one story in a world of its own, makes trouble in it, and judges what became of it from outside. */
export async function runStory({ scenario, world, makeTrouble }: StoryTrial): Promise<Run> {
  const setting = await openStoryWorld(world);
  let watch: Watch | undefined;
  let made: { madeAt: number; note?: string } | null = null;
  try {
    const summary = await playStory(setting, {
      ...{ scenario, decision: 'approve', tell: silent },
      async trouble(startedAt) {
        watch = watchStory(setting, startedAt);
        made = await makeTrouble(setting, startedAt);
      },
    });
    return await judge(setting, { summary, watch: watch!, made });
  } finally {
    watch?.stop();
    await setting.close();
  }
}

async function judge(
  setting: Setting,
  { summary, watch, made }: { summary: StorySummary; watch: Watch; made: { madeAt: number; note?: string } | null },
): Promise<Run> {
  const { lost, doubled } = await checkMessages(setting);
  const audit = await setting.bot.read<{ action: string }[]>('/api/v1/audit');
  const asked = audit.some(({ action }) => action === 'plan.unknown');
  const runningSeconds = watch.longestRunning();
  return {
    lost: [
      ...(summary.incidentId === null ? ['the incident'] : []),
      ...(summary.auditOk ? [] : ['entries of the audit']),
      ...lost,
    ],
    doubled: [...doubled, ...repeatedLines(summary)],
    stuck: [
      ...(isEnd(summary.state) ? [] : [`the plan ended ${summary.state}`]),
      ...(runningSeconds > longestRunningSeconds ? [`a plan was running for ${Math.round(runningSeconds)} s`] : []),
    ],
    recoverSeconds: made && watch.secondsUntilProgress(made.madeAt),
    seen: [made ? summary.state : `${summary.state}, never came`, asked ? 'asked' : '', made?.note ?? '']
      .filter((part) => part !== '')
      .join(', '),
  };
}

/** Ends at which nothing waits any more. "drained" is none: the plan that takes the drain back never came. */
const isEnd = (state: string) => ['verified', 'rolled-back', 'failed', 'escalated'].includes(state);

/** Lines that one device got twice from the product. */
function repeatedLines({ commandsOnDevice }: StorySummary): string[] {
  const lines = commandsOnDevice
    .filter(({ effect }) => effect === 'change')
    .map(({ device, command }) => `${device}> ${command}`);
  return [...new Set(lines.filter((line, i) => lines.indexOf(line) !== i))];
}

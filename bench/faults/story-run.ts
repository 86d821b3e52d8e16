import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { saveArtifacts } from '../../demo/artifacts.ts';
import { readIncident, until } from '../../demo/incident-report.ts';
import { checkMessages, type MessageCheck } from '../../demo/message-check.ts';
import type { Setting } from '../../demo/setting.ts';
import { playStory } from '../../demo/story.ts';
import type { StorySummary } from '../../demo/story-summary.ts';
import { describeError } from '../../src/errors.ts';
import { isBroken, type Run } from './fault.ts';
import { openStoryWorld, type StoryWorld, type StoryWorldOptions } from './story-world.ts';
import { type Watch, watchStory } from './watch.ts';

/** Makes trouble in a story and resolves when the trouble itself is over, with the time at which it was made; null when its moment never came. */
export type MakeTrouble = (setting: Setting, startedAt: number) => Promise<{ madeAt: number } | null>;

export interface StoryTrial {
  scenario: string;
  world?: StoryWorldOptions;
  makeTrouble: MakeTrouble;
  /** What else was lost, by the summary. */
  check?(summary: StorySummary): string[];
}

/** No plan may stand as running longer than this: nobody would be at work on it. */
const longestRunningSeconds = 30;
/** Messages may be late by this, as after a server that was away. */
const lateMessageMs = 30_000;
const silent = () => undefined;

/** Plays one story in a world of its own, makes trouble in it, and judges what became of it from outside. */
export async function runStory({ scenario, world, makeTrouble, check }: StoryTrial): Promise<Run> {
  const setting = await openStoryWorld(world);
  let watch: Watch | undefined;
  let made: { madeAt: number } | null = null;
  try {
    const summary = await playStory(setting, {
      ...{ scenario, decision: 'approve', tell: silent },
      async trouble(startedAt) {
        watch = watchStory(setting, startedAt);
        made = await makeTrouble(setting, startedAt);
      },
    });
    const judged = await judge(setting, { summary, watch: watch!, made });
    const run = { ...judged, lost: [...judged.lost, ...(check?.(summary) ?? [])] };
    return isBroken(run) ? { ...run, evidence: await saveEvidence(setting, summary) } : run;
  } catch (thrown) {
    throw new Error(`${describeError(thrown)} (the bot's log is in ${saveLog(setting)})`, { cause: thrown });
  } finally {
    watch?.stop();
    await setting.close();
  }
}

/** What somebody needs to find out why. */
async function saveEvidence(world: StoryWorld, summary: StorySummary): Promise<string> {
  const folder = saveLog(world);
  const report = summary.incidentId === null ? null : await readIncident(world.bot, summary.incidentId);
  writeFileSync(join(folder, 'story.json'), JSON.stringify({ summary, report }, null, 2));
  await saveArtifacts(world, folder);
  return folder;
}

function saveLog(world: StoryWorld): string {
  const folder = mkdtempSync(join(tmpdir(), 'nocturne-evidence-'));
  writeFileSync(join(folder, 'bot.log'), world.botLog());
  return folder;
}

async function judge(
  setting: Setting,
  { summary, watch, made }: { summary: StorySummary; watch: Watch; made: { madeAt: number } | null },
): Promise<Run> {
  const { lost, doubled } = await checkPatiently(setting);
  const incidents = await setting.bot.read<unknown[]>('/api/v1/incidents');
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
    seen: [made ? summary.state : `${summary.state}, never came`, asked ? 'asked' : '', others(incidents.length - 1)]
      .filter((part) => part !== '')
      .join(', '),
  };
}

/** What is still on its way is not lost. */
async function checkPatiently(setting: Setting): Promise<MessageCheck> {
  let check: MessageCheck = { lost: [], doubled: [] };
  const complete = async () => {
    check = await checkMessages(setting);
    return check.lost.length === 0 ? true : undefined;
  };
  await until(complete, lateMessageMs, 500);
  return check;
}

/** The network has one fault, so every further incident is one that need not have been opened. */
const others = (more: number) => (more > 0 ? `${more} more incident${more === 1 ? '' : 's'}` : '');

/** Ends at which nothing waits any more. "drained" is none: the plan that takes the drain back never came. */
const isEnd = (state: string) => ['verified', 'rolled-back', 'failed', 'escalated'].includes(state);

/** Lines that one device got twice from the product. */
function repeatedLines({ commandsOnDevice }: StorySummary): string[] {
  const lines = commandsOnDevice
    .filter(({ effect }) => effect === 'change')
    .map(({ device, command }) => `${device}> ${command}`);
  return [...new Set(lines.filter((line, i) => lines.indexOf(line) !== i))];
}

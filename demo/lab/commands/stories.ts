import { writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { untilCalm } from '../../calm.ts';
import { loadLabSpec } from '../lab-spec.ts';
import { sleep } from '../network/run.ts';
import { giveBack } from '../stories/by-hand.ts';
import { compareConfigurations, describeDifference, readConfigurations } from '../stories/configurations.ts';
import { openLabSetting } from '../stories/lab-setting.ts';
import { labStories } from '../stories/lab-stories.ts';
import { type LabStoryReport, playLabStory } from '../stories/play-lab-story.ts';
import { describeStories } from '../stories/story-words.ts';

interface StoriesOptions {
  recording: string;
  only: string[];
  state?: string;
  json?: string;
}

/** `stories`: the whole product in front of the lab that is up. */
export function registerStories(program: Command): void {
  program
    .command('stories')
    .description('play the stories with the product and a local Slack workspace whose people approve')
    .requiredOption('--recording <folder>', 'recording of this lab that the product learns from (lab record)')
    .option(
      '--only <names>',
      'such as latency,cpu',
      names,
      labStories.map(({ name }) => name),
    )
    .option('--state <folder>', 'folder of the product; a new one when left out')
    .option('--json <file>', 'write {load, reports} there too')
    .action(playStories);
}

async function playStories({ recording, only, state, json }: StoriesOptions): Promise<void> {
  const started = Date.now();
  const tell = (line: string) =>
    process.stderr.write(`${((Date.now() - started) / 1000).toFixed(1).padStart(6)} s  ${line}\n`);
  const spec = loadLabSpec();
  const stateDir = state ?? (await mkdtemp(join(tmpdir(), 'nocturne-lab-')));
  tell(`state of the product: ${stateDir}`);
  const setting = await openLabSetting({ spec, stateDir, recording, tell });
  const reports: LabStoryReport[] = [];
  const loads: number[] = [];
  try {
    const first = await readConfigurations(spec);
    for (const story of labStories.filter(({ name }) => only.includes(name))) {
      await untilCalm(setting, tell);
      reports.push(await playLabStory(setting, story, tell));
      loads.push(loadavg()[0]!);
      await giveBack(story.givenBack, tell);
      // The network settles, and the incident before ends.
      await sleep(20_000);
    }
    const load = loads.reduce((sum, each) => sum + each, 0) / loads.length;
    process.stdout.write(describeStories(reports));
    const difference = compareConfigurations(first, await readConfigurations(spec));
    process.stdout.write(
      `\nConfiguration of all devices at the end: ${describeDifference(difference)}. Load of this machine: ${load.toFixed(1)}.\n`,
    );
    const audit = await setting.bot.read<{ ok: boolean }>('/api/v1/audit/verify');
    process.stdout.write(`Audit: ${JSON.stringify(audit)}\n`);
    if (json) writeFileSync(json, `${JSON.stringify({ load, reports }, null, 2)}\n`);
  } finally {
    await setting.close();
  }
}

function names(text: string): string[] {
  const known = labStories.map(({ name }) => name);
  const given = text.split(',');
  const unknown = given.find((name) => !known.includes(name));
  if (unknown === undefined) return given;
  throw new InvalidArgumentError(`There is no story ${unknown}; there are ${known.join(', ')}.`);
}

import { writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { untilCalm } from '../../calm.ts';
import { bare, loadLabSpec } from '../lab-spec.ts';
import { sleep } from '../network/run.ts';
import { createBreaker } from '../stories/breaker.ts';
import { doByHand } from '../stories/by-hand.ts';
import { compareConfigurations, describeDifference, readConfigurations } from '../stories/configurations.ts';
import { openLabSetting } from '../stories/lab-setting.ts';
import { labStories } from '../stories/lab-stories.ts';
import { type CutReport, cutHeader, describeCut, playCuts } from '../stories/play-cuts.ts';
import { type LabStoryReport, playLabStory } from '../stories/play-lab-story.ts';
import { describeStories } from '../stories/story-words.ts';

interface StoriesOptions {
  recording: string;
  only: string[];
  state?: string;
  json?: string;
}

/** Tells with the seconds since it was made. */
function teller(): (line: string) => void {
  const started = Date.now();
  return (line) => process.stderr.write(`${((Date.now() - started) / 1000).toFixed(1).padStart(6)} s  ${line}\n`);
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
  program
    .command('cuts')
    .description('cut each connection of a change in the middle, let a device hang, and one restart')
    .requiredOption('--recording <folder>', 'recording of this lab that the product learns from (lab record)')
    .option('--state <folder>', 'folder of the product; a new one when left out')
    .action(cut);
}

async function cut({ recording, state }: Pick<StoriesOptions, 'recording' | 'state'>): Promise<void> {
  const tell = teller();
  const spec = loadLabSpec();
  const stateDir = state ?? (await mkdtemp(join(tmpdir(), 'nocturne-lab-')));
  tell(`state of the product: ${stateDir}`);
  const addresses = Object.entries(spec.devices).map(
    ([name, { management }]) => [name, bare(management.address)] as const,
  );
  const breaker = await createBreaker(new Map(addresses));
  const revertSeconds = 60;
  const setting = await openLabSetting({ spec, stateDir, recording, revertSeconds, reroute: breaker.reroute, tell });
  try {
    process.stdout.write(cutHeader);
    const hear = (report: CutReport) => void process.stdout.write(describeCut(report));
    await playCuts({ setting, breaker, revertSeconds, tell }, hear);
  } finally {
    await setting.close();
    breaker.close();
  }
}

async function playStories({ recording, only, state, json }: StoriesOptions): Promise<void> {
  const tell = teller();
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
      await doByHand(story.byHand, tell);
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

import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { saveArtifacts } from './artifacts.ts';
import { untilCalm } from './calm.ts';
import { type KillPoint, killPoints } from './crash.ts';
import { isSurvived } from './crash-summary.ts';
import { daysPast, isTold, playDigest } from './digest/play-digest.ts';
import { hoursPast, makePast, type Past } from './forecast/make-past.ts';
import { isForecast, playForecast } from './forecast/play-forecast.ts';
import { isWarned, playLeak } from './leak/play-leak.ts';
import { loadNetworkSpec } from './network/spec.ts';
import { playOwn } from './own/play-own.ts';
import { withDetour } from './route/detour.ts';
import { isGained, playRoute } from './route/play-route.ts';
import { presentScenarios } from './scenarios/present-scenarios.ts';
import { createSetting, type Setting } from './setting.ts';
import { playStory } from './story.ts';
import type { StorySummary } from './story-summary.ts';

interface Options {
  config?: string;
  headless?: boolean;
  scenario: string;
  json?: boolean;
  reject?: boolean;
  list?: boolean;
  artifacts?: string;
  state?: string;
  seed: string;
  slackMode: 'socket' | 'http';
  killAt?: KillPoint;
  killSignal: 'SIGKILL' | 'SIGTERM';
}

const tell = (line: string) => process.stderr.write(`demo: ${line}\n`);

/** Nothing goes wrong in it, so it is none of the network. */
const forecasts = { name: 'forecast', title: 'Nothing goes wrong: a past of hours, and forecasts of the next minutes' };

const digests = { name: 'digest', title: 'A past of days, a night with one slow link, and the morning digest of it' };

/** Hours of it are played in seconds, so it is none of the network either. */
const slowLeak = {
  name: 'slow-leak',
  title: 'Three hours in a minute: memory climbs, and people are warned before its limit',
};

/** Its network differs from that of the others by one cost, and so do its past and what is learned from it. */
const routes = {
  name: 'route',
  title: 'A cost that nobody set back: a person asks for a faster route, and a plan brings it',
};

/** The scenarios that look back further than the demo runs. */
const pasts: Record<string, Past> = { [forecasts.name]: hoursPast, [digests.name]: daysPast, [routes.name]: hoursPast };

const specOf = ({ scenario }: Options) =>
  scenario === routes.name ? withDetour(loadNetworkSpec()) : loadNetworkSpec();

function listScenarios(): void {
  const all = [
    ...Object.entries(loadNetworkSpec().scenarios),
    [forecasts.name, forecasts] as const,
    [slowLeak.name, slowLeak] as const,
    [digests.name, digests] as const,
    [routes.name, routes] as const,
  ];
  for (const [name, { title }] of all) process.stdout.write(`${name.padEnd(17)} ${title}\n`);
}

async function openSetting(options: Options, given: string) {
  // Models of another network would take what is usual in this one for trouble.
  const stateDir = options.scenario === routes.name ? join(given, routes.name) : given;
  const spec = specOf(options);
  await mkdir(stateDir, { recursive: true });
  const botLog = createWriteStream(join(stateDir, 'bot.log'), { flags: 'a' });
  let told = '';
  const past = pasts[options.scenario];
  return createSetting({
    stateDir,
    seed: Number(options.seed),
    slackMode: options.slackMode,
    spec,
    // Nothing goes wrong there, so nothing has to be practised; what is usual is learned from the past.
    ...(options.scenario === routes.name && { practiceMinutes: 0, config: { training: { seed: 1 } } }),
    ...(past && {
      beforeStart: (folder) => makePast(folder, { spec, past, now: Date.now(), tell }),
    }),
    tell: (line) => {
      if (line !== told) tell(line);
      told = line;
    },
    onBotLine: (line) => botLog.write(`${line}\n`),
    onWorkspace: (url) => {
      if (!options.headless) process.stdout.write(`\n  Slack workspace: ${url}\n\n`);
    },
  });
}

async function playHeadless(options: Options): Promise<void> {
  const temporary = options.state === undefined;
  const stateDir = options.state ?? (await mkdtemp(join(tmpdir(), 'nocturne-')));
  const setting = await openSetting(options, stateDir);
  try {
    if (options.scenario === forecasts.name) return await playForecasts(setting, options);
    await untilCalm(setting, tell);
    if (options.scenario === digests.name) return await playNight(setting, options);
    if (options.scenario === routes.name) return await playDetour(setting, options);
    const decision = options.reject ? 'reject' : 'approve';
    const crash = options.killAt && { point: options.killAt, signal: options.killSignal };
    const summary = await playStory(setting, { scenario: options.scenario, decision, crash, tell });
    if (options.artifacts) await saveArtifacts(setting, options.artifacts);
    process.stdout.write(`${JSON.stringify(summary, null, options.json ? undefined : 2)}\n`);
    if (summary.loopDelayMs)
      tell(`loop delay of the bot: p99 ${summary.loopDelayMs.p99} ms, max ${summary.loopDelayMs.max} ms`);
    tell(describeRecovery(summary));
    const { ends } = setting.network.world.spec.scenarios[options.scenario]!;
    const isRight = summary.state === (options.reject && ends === 'verified' ? 'rejected' : ends);
    process.exitCode = isRight && (crash === undefined || isSurvived(summary)) ? 0 : 1;
  } finally {
    await setting.close();
    if (temporary) await rm(stateDir, { recursive: true, force: true });
  }
}

async function playNight(setting: Setting, options: Options): Promise<void> {
  const summary = await playDigest(setting, tell);
  if (options.artifacts) await saveArtifacts(setting, options.artifacts);
  process.stdout.write(`${JSON.stringify(summary, null, options.json ? undefined : 2)}\n`);
  process.exitCode = isTold(summary) ? 0 : 1;
}

async function playDetour(setting: Setting, options: Options): Promise<void> {
  const summary = await playRoute(setting, tell);
  if (options.artifacts) await saveArtifacts(setting, options.artifacts);
  process.stdout.write(`${JSON.stringify(summary, null, options.json ? undefined : 2)}\n`);
  process.exitCode = isGained(summary) && summary.auditOk ? 0 : 1;
}

async function playForecasts(setting: Setting, options: Options): Promise<void> {
  const summary = await playForecast(setting, tell);
  if (options.artifacts) await saveArtifacts(setting, options.artifacts);
  process.stdout.write(`${JSON.stringify(summary, null, options.json ? undefined : 2)}\n`);
  process.exitCode = isForecast(summary) && summary.auditOk ? 0 : 1;
}

async function playSlowLeak(options: Options): Promise<void> {
  const { headless, json } = options;
  const temporary = headless && options.state === undefined;
  const stateDir = temporary ? await mkdtemp(join(tmpdir(), 'nocturne-')) : (options.state ?? '.nocturne/demo');
  const stopped = headless ? Promise.resolve() : untilAskedToStop();
  let told = '';
  const { workspace, summary } = await playLeak({
    ...{ stateDir, spec: loadNetworkSpec(), now: Date.now() },
    tell: (line) => {
      if (line !== told) tell(line);
      told = line;
    },
    onWorkspace: (url) => {
      if (!headless) process.stdout.write(`\n  Slack workspace: ${url}\n\n`);
    },
  });
  if (headless) process.stdout.write(`${JSON.stringify(summary, null, json ? undefined : 2)}\n`);
  else tell(`open ${workspace.url} and look at #noc; Ctrl-C ends the demo`);
  process.exitCode = isWarned(summary) ? 0 : 1;
  await stopped;
  await workspace.close();
  if (temporary) await rm(stateDir, { recursive: true, force: true });
}

function describeRecovery({ seconds, alone }: StorySummary): string {
  const acting = seconds.recovered === null ? 'not recovered' : `recovered after ${seconds.recovered} s`;
  if (!alone) return acting;
  const { recoveredSeconds, withinMinutes } = alone;
  return `${acting}; with nobody acting ${recoveredSeconds === null ? `never within ${withinMinutes} minutes` : `after ${recoveredSeconds} s`}`;
}

function untilAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
}

async function playInteractive(options: Options): Promise<void> {
  const setting = await openSetting(options, options.state ?? '.nocturne/demo');
  const stopped = untilAskedToStop();
  const runs = presentScenarios(setting, tell);
  tell(`open ${setting.workspace.url} and look at #noc; "Scenarios" there starts another one; Ctrl-C ends the demo`);
  if (options.scenario === forecasts.name) await playForecast(setting, tell);
  else if (options.scenario === digests.name) await playDigest(setting, tell);
  else if (options.scenario === routes.name) await playRoute(setting, tell);
  else await runs.start(options.scenario);
  await stopped;
  tell('stopping');
  runs.close();
  await setting.close();
}

/** Options that say something about the simulated network or its story. */
const simulated = [
  ...['scenario', 'list', 'headless', 'json', 'reject', 'slackMode', 'killAt', 'killSignal', 'artifacts', 'state'],
  'seed',
];

const program = new Command('demo')
  .showHelpAfterError('(add --help for the options)')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .description('Nocturne with a Slack workspace and a network of its own, all on this machine')
  .addOption(
    new Option(
      '--config <file>',
      'no simulated network: put the workspace in front of the telemetry and the devices of this nocturne.yaml',
    ).conflicts(simulated),
  )
  .option('--scenario <name>', 'what goes wrong first; the page can start the others', 'latency')
  .option('--list', 'list the scenarios and exit')
  .option('--headless', 'play the story without a browser; the personas press the buttons')
  .option('--json', 'with --headless: print the summary on one line')
  .option('--reject', 'with --headless: the approver rejects the plan')
  .addOption(
    new Option('--slack-mode <mode>', 'how the workspace reaches the bot')
      .choices(['socket', 'http'])
      .default('socket'),
  )
  .addOption(
    new Option('--kill-at <point>', 'with --headless: kill the bot there and start it again').choices(killPoints),
  )
  .addOption(
    new Option('--kill-signal <signal>', 'how --kill-at ends it').choices(['SIGKILL', 'SIGTERM']).default('SIGKILL'),
  )
  .option('--artifacts <dir>', 'with --headless: leave slack.jsonl, devices/, audit.jsonl and samples.lp there')
  .option('--state <dir>', 'keep state there (default: .nocturne/demo; with --headless a fresh temporary folder)')
  .option('--seed <number>', 'seed of the simulated network', '1');

await program.parseAsync();
const options = program.opts<Options>();
const others = [forecasts.name, slowLeak.name, digests.name, routes.name];
const scenarios = [...Object.keys(loadNetworkSpec().scenarios), ...others];
const { reject, killAt } = options;
if (options.list) listScenarios();
else if (!scenarios.includes(options.scenario)) {
  tell(`there is no scenario ${options.scenario}; there are ${scenarios.join(', ')}`);
  process.exitCode = 2;
} else if (others.includes(options.scenario) && (reject || killAt)) {
  tell(
    '--reject and --kill-at are for the scenarios of the network: forecasts and warnings need no approval, and a night or a route is played to its end',
  );
  process.exitCode = 2;
} else {
  try {
    const { config: file, headless } = options;
    if (file === undefined && options.scenario === slowLeak.name) await playSlowLeak(options);
    else if (file === undefined) await (headless ? playHeadless(options) : playInteractive(options));
    else await playOwn(file, { tell, print: (text) => process.stdout.write(text), stopped: untilAskedToStop() });
  } catch (thrown) {
    tell(thrown instanceof Error ? thrown.message : String(thrown));
    process.exitCode = 1;
  }
}
if (process.exitCode !== undefined || options.headless) process.exit();

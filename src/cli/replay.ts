import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { newRandomId } from '../app/ids.ts';
import type { Comparison } from '../app/replay/compare.ts';
import { spanOf } from '../app/replay/moments.ts';
import type { ReplayResult } from '../app/replay/replay-recording.ts';
import { cacheFolder } from '../app/state-folders.ts';
import type { Config } from '../config.ts';
import type { NewId } from '../domain/clock.ts';
import { type DigestKind, digestKinds } from '../domain/digest.ts';
import { formatPlace } from '../domain/place.ts';
import { NocturneError } from '../errors.ts';
import { formatPercent, formatScore } from '../foundation/number-words.ts';
import { createLog } from '../log.ts';
import { createMetricMapping } from '../telemetry/mapping/metric-mapping.ts';
import type { Precision } from '../telemetry/precision.ts';
import { parseDigestKind, parseMoment, parseSpeed } from './arguments.ts';
import type { CliCommand } from './command.ts';
import { digestLines } from './digest.ts';
import { addConfigOptions, addPrecisionOption, type ConfigOptions, readConfig } from './options.ts';
import { formatTable, formatUtc, printJson, printLine } from './output.ts';
import { createProgressBar } from './progress.ts';

interface ReplayCommandOptions extends ConfigOptions {
  from?: number;
  to?: number;
  precision?: Precision;
  speed: number;
  slack: boolean;
  channel?: string;
  digest?: DigestKind;
  json?: boolean;
}

/** So that nobody in the channel takes a replayed incident for one of today. */
const newReplayId: NewId = (prefix) => newRandomId(prefix).replace(/^INC-/, 'REPLAY-');

/** Without `--from` the first two thirds are for training; without `--to` it is played to its end. */
async function spanToPlay(recording: string, options: ReplayCommandOptions, config: Config) {
  if (options.from !== undefined && options.to !== undefined) return { from: options.from, to: options.to };
  const span = await spanOf(recording, {
    ...{ mapping: createMetricMapping(config.mapping), precision: options.precision },
  });
  if (!span) throw new NocturneError('recording-incomplete', `${recording} holds no sample`);
  const afterTraining = Math.round(span.first + ((span.last - span.first) * 2) / 3);
  return { from: options.from ?? afterTraining, to: options.to ?? span.last + 1 };
}

async function play(recording: string, options: ReplayCommandOptions): Promise<void> {
  const config = readConfig(options);
  if (options.channel !== undefined) config.slack.channel = options.channel;
  const { from, to } = await spanToPlay(recording, options, config);
  if (to <= from) throw new NocturneError('replay-empty', '--to must be after --from');
  const { openStore } = await import('../store/open-store.ts');
  const { replayRecording } = await import('../app/replay/replay-recording.ts');
  const { createSlackAudience } = await import('../app/replay/slack-audience.ts');
  const log = createLog({ level: 'warn' });
  const folder = await mkdtemp(join(tmpdir(), 'nocturne-replay-'));
  const bar = createProgressBar();
  const store = await openStore({ cacheDir: cacheFolder(config.environment), log, clock: Date.now });
  const inSlack = options.slack && config.environment.SLACK_BOT_TOKEN !== undefined;
  try {
    const result = await replayRecording({
      ...{ recording, precision: options.precision, from, to, speed: options.speed, config, store, log },
      modelsDir: join(folder, 'models'),
      newId: newReplayId,
      digest: options.digest && { kind: options.digest, dir: join(folder, 'history') },
      onProgress: bar.show,
      audience: inSlack ? createSlackAudience(config, { store, newId: newReplayId, log }) : undefined,
    });
    bar.end();
    if (options.json) printJson(result);
    else printResult(result);
  } finally {
    bar.end();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const closedAt = (at: number | null) => (at === null ? 'open' : formatUtc(at));
const percent = (share: number | null) => formatPercent(share, 0, 'none');

const riskRow = (risk: ReplayResult['risks'][number]) => [
  ...[formatUtc(risk.openedAt), risk.endedAt === null ? 'stands' : formatUtc(risk.endedAt), formatPlace(risk)],
  ...[risk.metric, String(risk.limit), risk.how ?? ''],
];

function printResult({ samples, seconds, incidents, risks, against, digest }: ReplayResult): void {
  const rows = incidents.map((incident) => [
    formatUtc(incident.openedAt),
    closedAt(incident.closedAt),
    formatPlace(incident),
    incident.cause,
    percent(incident.confidence),
  ]);
  printLine(formatTable(['OPENED', 'CLOSED', 'PLACE', 'CAUSE', 'CONFIDENCE'], rows));
  if (risks.length > 0) {
    printLine();
    printLine(formatTable(['WARNED', 'ENDED', 'PLACE', 'METRIC', 'LIMIT', 'HOW'], risks.map(riskRow)));
  }
  printLine();
  printLine(`${samples} samples in ${seconds} s, ${incidents.length} incidents`);
  if (against) printComparison(against);
  else printLine('the recording has no labels to compare with');
  if (digest) for (const line of ['', ...digestLines(digest, false)]) printLine(line);
}

function printComparison(against: Comparison): void {
  printLine(`events    ${against.events}, found ${against.found} (recall ${percent(against.recall)})`);
  printLine(`incidents ${against.incidents}, matched ${against.matched} (precision ${percent(against.precision)})`);
  printLine(`false     ${formatScore(against.falsePerDay, 1, 'none')} a day`);
  printLine(`cause     right in ${percent(against.causeRight)} of the events found`);
}

export const replay: CliCommand = {
  name: 'replay',
  register(program: Command) {
    const command = program
      .command('replay')
      .description('Play a recording as if it were today; the models are trained on the part before --from')
      .argument('<recording>', 'folder with samples.lp, topology.yaml and labels.csv')
      .option('--from <time>', 'begin here (default: after two thirds of the recording)', parseMoment)
      .option('--to <time>', 'end before this (default: the end of the recording)', parseMoment)
      .addOption(
        new Option('--speed <times>', 'speed as a multiple of real time, or max')
          .argParser(parseSpeed)
          .default(Number.POSITIVE_INFINITY, 'max'),
      )
      .option('--channel <name>', 'post to this channel of Slack instead of the configured one')
      .option('--no-slack', 'post nothing, also when Slack is configured')
      .option(
        '--digest <kind>',
        `at the end also make the digest of what was played: ${digestKinds.join(', ')}`,
        parseDigestKind,
      )
      .option('--json', 'print {samples, seconds, incidents, risks, against, digest}');
    addPrecisionOption(command, 'the recording');
    addConfigOptions(command).action(play);
  },
};

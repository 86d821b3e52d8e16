import { InvalidArgumentError } from 'commander';
import { NocturneError } from '../errors.ts';
import { describeLosses } from '../foundation/loss-words.ts';
import type { TrainingSource } from '../jobs/training/training-order.ts';
import type { TrainingStatus } from '../jobs/training/training-runs.ts';
import { kindNames } from '../learning/find-kinds.ts';
import type { TrainingResult } from '../learning/pipeline.ts';
import { describeTrained, describeTrainingData, groupAlike, nameModel } from '../learning/training-words.ts';
import { createLog } from '../log.ts';
import type { Precision } from '../telemetry/precision.ts';
import { parseInteger, parseKinds, parseMoment, parseOption, parsePast } from './arguments.ts';
import type { CliCommand } from './command.ts';
import { findRecordings } from './find-recordings.ts';
import { addConfigOptions, addPrecisionOption, type ConfigOptions, readConfig } from './options.ts';
import { formatTable, printJson, printLine } from './output.ts';
import { createProgressBar } from './progress.ts';
import { findRunningBot, type RunningBot } from './running-bot.ts';

interface TrainOptions extends ConfigOptions {
  from?: string[];
  fromHistory?: number;
  to?: number;
  precision?: Precision;
  history?: boolean;
  seed?: number;
  json?: boolean;
}

const askEveryMs = 500;

/** Asks a running bot to train and follows its progress, because it alone may write the models that it uses. */
async function trainThroughBot(
  bot: RunningBot,
  order: TrainingSource & { kinds?: string[]; seed?: number },
  onStatus: (status: TrainingStatus) => void,
): Promise<TrainingStatus & { runId: string }> {
  const { runId } = await bot.post<{ runId: string }>('/api/v1/train', order);
  for (;;) {
    const status = await bot.find<TrainingStatus>(`/api/v1/train/${runId}`);
    if (status) onStatus(status);
    if (status && status.state !== 'running') return { runId, ...status };
    await new Promise((done) => setTimeout(done, askEveryMs));
  }
}

/** Recordings, or a span of the stored telemetry: the last so many days, or from one time to another. */
function findSource(options: TrainOptions): TrainingSource {
  const { from, fromHistory, to, precision, history } = options;
  if (from === undefined && fromHistory === undefined)
    throw new InvalidArgumentError(
      'say what to train on: --from <recordings...>, or --from-history <time>, such as 7d',
    );
  if (precision !== undefined && (history || fromHistory !== undefined))
    throw new NocturneError('option-needs-another', '--precision is for recordings, and stored telemetry has none');
  if (fromHistory !== undefined) {
    const beside = from ? '--from' : history ? '--history' : to === undefined ? null : '--to';
    if (beside)
      throw new NocturneError(
        'options-exclude-each-other',
        `--from-history ends now, and ${beside} says something else`,
      );
    const now = Date.now();
    return { span: { from: now - fromHistory, to: now } };
  }
  if (!history && to === undefined) return { recordings: findRecordings(from!), ...(precision && { precision }) };
  if (!history) throw new NocturneError('option-needs-another', '--to needs --history');
  const span = { from: parseOption('--from <time>', from!.join(' '), parseMoment), to: to ?? Date.now() };
  if (span.to <= span.from)
    throw new NocturneError('training-span-empty', '--to must be after --from; it is now when it is left out');
  return { span };
}

async function trainKinds(kinds: string[], options: TrainOptions): Promise<void> {
  const source = findSource(options);
  const config = readConfig(options, { makesState: true });
  const order = { ...source, ...(kinds.length > 0 && { kinds }), seed: options.seed ?? config.training.seed };
  const bot = options.state === undefined ? await findRunningBot(config) : undefined;
  const bar = createProgressBar();
  const beganAt = performance.now();
  const { trainNow } = await import('../app/train-now.ts');
  const ended = bot
    ? await trainThroughBot(bot, order, bar.show)
    : await trainNow(config, { ...order, log: createLog({ level: 'fatal' }), onStatus: bar.show });
  bar.end();
  if (ended.state === 'failed' || !ended.result) throw new NocturneError('training-failed', ended.note);
  const { runId, result, data } = ended;
  const seconds = Math.round((performance.now() - beganAt) / 100) / 10;
  if (options.json) return printJson({ runId, models: result, data, seconds });
  printLine(`trained in ${seconds} s ${bot ? `by the bot at ${bot.url}` : `into ${config.state}`}`);
  if (data) printLine(describeTrainingData(data));
  printLine(formatResult(result));
}

/** What became of each model, and how the error of those that learned in passes fell. */
function formatResult(result: TrainingResult): string {
  const rows = groupAlike(result, describeTrained).map(({ name, words, models: [first, ...more] }) => {
    // All of their names would make every row as wide.
    const short = more.length < 2 ? name : `${first.kind} of ${more.length + 1} subjects`;
    return [short, first.id ?? 'none', words];
  });
  const losses = result.flatMap((one) => (one.losses ? [`${nameModel(one)}: ${describeLosses(one.losses)}`] : []));
  return [formatTable(['KIND', 'ID', 'RESULT'], rows), ...losses].join('\n');
}

export const train: CliCommand = {
  name: 'train',
  register(program) {
    const command = program
      .command('train')
      .description(
        'Train models from recordings or stored telemetry, by a running bot or in this process; a model that passes its gate is used',
      )
      .argument('[kinds...]', `kinds of models (default: all of ${kindNames.join(', ')})`, parseKinds)
      .option('--from <recordings...>', 'recording folders, oldest first; with --history the time it begins')
      .option(
        '--from-history <time>',
        'train on what Nocturne stored in the last so much time, such as 24h or 7d, with the labels that it has',
        parsePast,
      )
      .option(
        '--history',
        'train on the telemetry that Nocturne stored, with the labels from feedback and verified plans',
      )
      .option('--to <time>', 'with --history: the first time that is not trained on (default: now)', parseMoment)
      .option('--seed <number>', 'seed of the training (default: training.seed)', parseInteger)
      .option(
        '--json',
        'print {runId, models: [{kind, subject, id, metrics, promoted, reason, losses}], data, seconds}',
      );
    addPrecisionOption(command, 'the recordings');
    addConfigOptions(command, { state: true }).action((kinds: string[] = [], options: TrainOptions) =>
      trainKinds(kinds, options),
    );
  },
};

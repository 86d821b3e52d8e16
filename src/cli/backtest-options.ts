import { existsSync, statSync } from 'node:fs';
import type { Command } from 'commander';
import { NocturneError } from '../errors.ts';
import type { DateOrder } from '../telemetry/csv/dates.ts';
import type { Precision } from '../telemetry/precision.ts';
import { parseDateOrder, parseInteger, parseMoment, parsePast, parseShare } from './arguments.ts';
import { addConfigOptions, addPrecisionOption, type ConfigOptions, readConfig } from './options.ts';
import { createProgressBar, type ProgressBar } from './progress.ts';

export interface BacktestOptions extends ConfigOptions {
  /** The last so much time of what Nocturne stored is judged, in milliseconds. */
  history?: number;
  from?: number;
  precision?: Precision;
  dateOrder?: DateOrder;
  trainShare: number;
  seed: number;
  json?: boolean;
  timeColumn?: string;
  entityColumn?: string;
  labelColumn?: string;
  causeColumn?: string;
}

/** How a CSV is read. */
export function readingOf({ from, trainShare, precision, dateOrder, ...options }: BacktestOptions, bar: ProgressBar) {
  const { timeColumn, entityColumn, labelColumn, causeColumn } = options;
  return {
    ...{ precision, dateOrder, split: from === undefined ? { trainShare } : { from } },
    names: { time: timeColumn, entity: entityColumn, label: labelColumn, cause: causeColumn },
    onRead: (done: number, total: number) => bar.show({ done, total, note: 'reading the file' }),
  };
}

/** Whether it is a folder; anything else is read as CSV. */
export function isRecording(path: string): boolean {
  if (existsSync(path)) return statSync(path).isDirectory();
  throw new NocturneError('no-such-file', `${path} is not there`, {
    hint: 'name a recording folder or a CSV file, which may end in .gz',
  });
}

/** Does long work with a progress bar on stderr. */
export async function withBar<T>(work: (bar: ProgressBar) => Promise<T>): Promise<T> {
  const bar = createProgressBar();
  try {
    return await work(bar);
  } finally {
    bar.end();
  }
}

/** How a recording is read. */
export function fromRecording(recording: string, options: BacktestOptions, bar: ProgressBar) {
  const config = readConfig(options);
  const training = { ...config.training, seed: options.seed };
  const { from, precision, trainShare } = options;
  return { recording, precision, from, trainShare, config: { ...config, training }, onProgress: bar.show };
}

/** Adds the argument and the options that every backtest has. */
export function addBacktestOptions(command: Command, defaults: { trainShare: number; json: string }): Command {
  command
    .argument('[data]', 'recording folder, or CSV file (.gz or plain)')
    .option(
      '--history <time>',
      'judge what Nocturne stored in the last so much time, such as 7d, by the labels that it has',
      parsePast,
    )
    .option('--from <time>', 'learn from what was before, judge the rest (default: by --train-share)', parseMoment)
    .option('--train-share <share>', 'share to learn from', parseShare, defaults.trainShare)
    .option('--time-column <name>', 'column of a CSV with the time (default: time, timestamp, date, …)')
    .option('--entity-column <name>', 'column with the device or series (default: entity, device, host, …)')
    .option('--label-column <name>', 'column that is 1 where a row is anomalous (default: label, is_anomaly, …)')
    .option('--cause-column <name>', 'column that names the cause of a row (default: cause)')
    .option('--date-order <order>', 'what 02/03/2026 in a CSV is: day-first or month-first', parseDateOrder)
    .option('--seed <number>', 'seed of everything random', parseInteger, 1)
    .option('--json', defaults.json);
  return addConfigOptions(addPrecisionOption(command, 'the data'), { state: true });
}

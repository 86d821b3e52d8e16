import { existsSync, statSync } from 'node:fs';
import type { Command } from 'commander';
import type { DetectionReport } from '../diagnosis/backtest/detection-report.ts';
import { NocturneError } from '../errors.ts';
import { count } from '../foundation/number-words.ts';
import type { DateOrder } from '../telemetry/csv/dates.ts';
import type { Precision } from '../telemetry/precision.ts';
import { parseDateOrder, parseInteger, parseMoment, parsePositive, parseShare } from './arguments.ts';
import { causesHelp, detectionHelp } from './backtest-help.ts';
import { formatCauses, formatDetection } from './backtest-tables.ts';
import type { CliCommand } from './command.ts';
import { addConfigOptions, addPrecisionOption, type ConfigOptions, readConfig } from './options.ts';
import { formatUtc, printJson, printLine } from './output.ts';
import { createProgressBar, type ProgressBar } from './progress.ts';

interface BacktestOptions extends ConfigOptions {
  from?: number;
  precision?: Precision;
  dateOrder?: DateOrder;
  trainShare: number;
  falseAlarmsPerDay: number;
  seed: number;
  json?: boolean;
  timeColumn?: string;
  entityColumn?: string;
  labelColumn?: string;
  causeColumn?: string;
}

/** How a CSV is read. */
function readingOf({ from, trainShare, precision, dateOrder, ...options }: BacktestOptions, bar: ProgressBar) {
  const { timeColumn, entityColumn, labelColumn, causeColumn } = options;
  return {
    ...{ precision, dateOrder, split: from === undefined ? { trainShare } : { from } },
    names: { time: timeColumn, entity: entityColumn, label: labelColumn, cause: causeColumn },
    onRead: (done: number, total: number) => bar.show({ done, total, note: 'reading the file' }),
  };
}

/** Whether it is a folder; anything else is read as CSV. */
function isRecording(path: string): boolean {
  if (existsSync(path)) return statSync(path).isDirectory();
  throw new NocturneError('no-such-file', `${path} is not there`, {
    hint: 'name a recording folder or a CSV file, which may end in .gz',
  });
}

async function withBar<T>(work: (bar: ProgressBar) => Promise<T>): Promise<T> {
  const bar = createProgressBar();
  try {
    return await work(bar);
  } finally {
    bar.end();
  }
}

function fromRecording(recording: string, options: BacktestOptions, bar: ProgressBar) {
  const config = readConfig(options);
  const training = { ...config.training, seed: options.seed };
  const { from, precision, trainShare } = options;
  return { recording, precision, from, trainShare, config: { ...config, training }, onProgress: bar.show };
}

async function backtestDetection(path: string, options: BacktestOptions): Promise<void> {
  const report = await withBar((bar) =>
    isRecording(path) ? detectRecording(path, options, bar) : detectCsv(path, options, bar),
  );
  if (options.json) return printJson(report);
  if (report.from !== null) printLine(`judged from ${formatUtc(report.from)} on`);
  printLine(formatDetection(report, report.leftOut));
}

type DetectionOutcome = DetectionReport & { from: number | null; leftOut: string[] };

async function detectRecording(path: string, options: BacktestOptions, bar: ProgressBar): Promise<DetectionOutcome> {
  const { backtestDetection } = await import('../app/backtest/detect-recording.ts');
  return backtestDetection({
    ...fromRecording(path, options, bar),
    falseAlarmsPerDay: options.falseAlarmsPerDay,
  });
}

async function detectCsv(path: string, options: BacktestOptions, bar: ProgressBar): Promise<DetectionOutcome> {
  const { readWideEntities } = await import('../diagnosis/backtest/wide-detection.ts');
  const { reportDetection } = await import('../diagnosis/backtest/detection-report.ts');
  const { judgeByCombined } = await import('../diagnosis/backtest/judged-entity.ts');
  const { falseAlarmsPerDay, seed } = options;
  const { entities, leftOut } = await readWideEntities(path, readingOf(options, bar));
  const report = reportDetection(entities, {
    ...{ falseAlarmsPerDay, seed },
    product: {
      name: 'combined detector',
      judge: (entity, budget) => judgeByCombined(entity, { falseAlarmsPerDay: budget, seed }),
    },
    onProgress: (done, total, note) => bar.show({ done, total, note }),
  });
  return { ...report, from: options.from ?? null, leftOut };
}

async function backtestCauses(path: string, options: BacktestOptions): Promise<void> {
  if (isRecording(path)) await causesOfRecording(path, options);
  else await causesOfCsv(path, options);
}

async function causesOfRecording(path: string, options: BacktestOptions): Promise<void> {
  const { backtestCauses } = await import('../app/backtest/cause-recording.ts');
  const report = await withBar((bar) => backtestCauses(fromRecording(path, options, bar)));
  if (options.json) return printJson(report);
  printLine(
    `judged from ${formatUtc(report.from)} on: ${count(report.events.cases, 'fault')}, learned from ${report.trainingEvents}`,
  );
  printNeverTrained(report.neverTrained);
  printLine();
  printLine('Faults: one verdict at the middle of each');
  printLine(formatCauses(report.events, 'faults'));
  printLine();
  printLine(`Rows: ${report.rows.cases} answers of the forest, one a place and moment`);
  printLine(formatCauses(report.rows, 'rows'));
}

async function causesOfCsv(path: string, options: BacktestOptions): Promise<void> {
  const { reportWideCauses } = await import('../diagnosis/backtest/wide-causes.ts');
  const report = await withBar(async (bar) =>
    reportWideCauses(path, {
      ...{ ...readingOf(options, bar), seed: options.seed },
      onTree: (done, total) => bar.show({ done, total, note: 'growing the forest' }),
    }),
  );
  if (options.json) return printJson(report);
  printLine(
    `${count(report.rows.cases, 'row')} judged, ${report.trainingRows} learned from, ${count(report.features, 'feature')}`,
  );
  printLine(`the best rule looks at ${report.ruleOn}`);
  printNeverTrained(report.neverTrained);
  printLine();
  printLine(formatCauses(report.rows, 'rows'));
}

function printNeverTrained(names: readonly string[]): void {
  if (names.length > 0) printLine(`not in the part to learn from, so nobody can name it: ${names.join(', ')}`);
}

function addOptions(command: Command, defaults: { trainShare: number; json: string }): Command {
  command
    .argument('<data>', 'recording folder, or CSV file (.gz or plain)')
    .option('--from <time>', 'learn from what was before, judge the rest (default: by --train-share)', parseMoment)
    .option('--train-share <share>', 'share to learn from', parseShare, defaults.trainShare)
    .option('--time-column <name>', 'column of a CSV with the time (default: time, timestamp, date, …)')
    .option('--entity-column <name>', 'column with the device or series (default: entity, device, host, …)')
    .option('--label-column <name>', 'column that is 1 where a row is anomalous (default: label, is_anomaly, …)')
    .option('--cause-column <name>', 'column that names the cause of a row (default: cause)')
    .option('--date-order <order>', 'what 02/03/2026 in a CSV is: day-first or month-first', parseDateOrder)
    .option('--seed <number>', 'seed of everything random', parseInteger, 1)
    .option('--json', defaults.json);
  return addConfigOptions(addPrecisionOption(command, 'the data'));
}

export const backtest: CliCommand = {
  name: 'backtest',
  register(program) {
    const group = program.command('backtest').description('Measure the models on your own data, with baselines beside');
    const detection = group
      .command('detection')
      .description(
        'Learn from the first part of a recording or CSV, judge the rest: detectors with simple peers beside',
      );
    addOptions(detection, { trainShare: 0.5, json: 'print {entities, rows, events, lines, against, …}' })
      .option('--false-alarms-per-day <number>', 'false alarms accepted per device and day', parsePositive, 1)
      .addHelpText('after', detectionHelp)
      .action(backtestDetection);
    const causes = group
      .command('causes')
      .description('Learn causes from the first part of a recording or CSV, judge the rest, with simple rules beside');
    addOptions(causes, {
      trainShare: 0.7,
      json: 'print {neverTrained, events, rows, …}; a table is {cases, lines, classes, calibration, against}',
    })
      .addHelpText('after', causesHelp)
      .action(backtestCauses);
  },
};

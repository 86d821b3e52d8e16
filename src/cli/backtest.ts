import type { LeftOutLabels } from '../app/backtest/left-out-labels.ts';
import type { DetectionReport } from '../diagnosis/backtest/detection-report.ts';
import { count } from '../foundation/number-words.ts';
import { parsePositive } from './arguments.ts';
import { backtestForecast } from './backtest-forecast.ts';
import { causesHelp, detectionHelp, forecastHelp } from './backtest-help.ts';
import { onData } from './backtest-history.ts';
import {
  addBacktestOptions,
  type BacktestOptions,
  fromRecording,
  isRecording,
  readingOf,
  withBar,
} from './backtest-options.ts';
import { formatCauses, formatDetection, listShort } from './backtest-tables.ts';
import type { CliCommand } from './command.ts';
import { formatUtc, printJson, printLine } from './output.ts';
import type { ProgressBar } from './progress.ts';

interface DetectionOptions extends BacktestOptions {
  falseAlarmsPerDay: number;
}

async function backtestDetection(path: string, options: DetectionOptions): Promise<void> {
  const report = await withBar((bar) =>
    isRecording(path) ? detectRecording(path, options, bar) : detectCsv(path, options, bar),
  );
  if (options.json) return printJson(report);
  if (report.from !== null) printLine(`judged from ${formatUtc(report.from)} on`);
  printLabelsLeftOut(report.labelsLeftOut);
  printLine(formatDetection(report, report.leftOut));
}

type DetectionOutcome = DetectionReport & { from: number | null; leftOut: string[]; labelsLeftOut: LeftOutLabels[] };

async function detectRecording(path: string, options: DetectionOptions, bar: ProgressBar): Promise<DetectionOutcome> {
  const { backtestDetection } = await import('../app/backtest/detect-recording.ts');
  return backtestDetection({
    ...fromRecording(path, options, bar),
    falseAlarmsPerDay: options.falseAlarmsPerDay,
  });
}

async function detectCsv(path: string, options: DetectionOptions, bar: ProgressBar): Promise<DetectionOutcome> {
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
  return { ...report, from: options.from ?? null, leftOut, labelsLeftOut: [] };
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
  printLabelsLeftOut(report.labelsLeftOut);
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

function printLabelsLeftOut(leftOut: readonly LeftOutLabels[]): void {
  if (leftOut.length === 0) return;
  const all = leftOut.reduce((sum, { labels }) => sum + labels, 0);
  const named = leftOut.map(({ unknown, labels }) => `${unknown} (${labels})`);
  printLine(`labels left out: ${all}, by what is not known: ${listShort(named)}`);
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
    addBacktestOptions(detection, { trainShare: 0.5, json: 'print {entities, rows, events, lines, against, …}' })
      .option('--false-alarms-per-day <number>', 'false alarms accepted per device and day', parsePositive, 1)
      .addHelpText('after', detectionHelp)
      .action(onData(backtestDetection));
    const causes = group
      .command('causes')
      .description('Learn causes from the first part of a recording or CSV, judge the rest, with simple rules beside');
    addBacktestOptions(causes, {
      trainShare: 0.7,
      json: 'print {neverTrained, events, rows, …}; a table is {cases, lines, classes, calibration, against}',
    })
      .addHelpText('after', causesHelp)
      .action(onData(backtestCauses));
    const forecast = group
      .command('forecast')
      .description(
        'Learn from the first part of a recording or CSV, forecast the rest ten minutes ahead, with simple forecasts beside',
      );
    addBacktestOptions(forecast, {
      trainShare: 0.7,
      json: 'print {from, metrics, otherMetrics}; a metric is {metric, outcome, lines, chosen, leftOut, …}',
    })
      .option(
        '--metric <names...>',
        'metrics to forecast (default: those of a recording that models forecast, all columns of a CSV)',
      )
      .option('--lstm', 'train a network beside the boosted trees; takes a minute or more for each metric')
      .addHelpText('after', forecastHelp)
      .action(onData(backtestForecast));
  },
};

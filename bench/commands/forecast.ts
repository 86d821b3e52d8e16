import { join, resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { parseInteger, parseShare } from '../../src/cli/arguments.ts';
import { NocturneError } from '../../src/errors.ts';
import { type ForecastMember, treesMember } from '../../src/models/forecasting/forecast-members.ts';
import type { Forecast } from '../../src/models/forecasting/forecast-stream.ts';
import { type ForecastSeries, fitForecastTrees } from '../../src/models/forecasting/forecast-trees.ts';
import { lstmMember } from '../../src/models/forecasting/lstm/lstm-member.ts';
import { fitForecastLstm } from '../../src/models/forecasting/lstm/lstm-training.ts';
import { loadTensorflow } from '../../src/models/tensorflow.ts';
import { quoteCell } from '../../src/telemetry/csv/csv.ts';
import { writeText } from '../../src/telemetry/csv/text-file.ts';
import { type FolderSeries, readForecastFolder, taughtValues } from '../forecasting/forecast-folder.ts';
import { forecastRows } from '../forecasting/forecast-rows.ts';
import { type ForecastScores, scoreForecasts } from '../forecasting/forecast-scores.ts';
import type { BenchCommand } from './bench-command.ts';

interface ForecastOptions {
  train: string;
  input: string;
  column: string;
  horizon: number;
  level: number;
  out?: string;
  trainShare: number;
  seed: number;
  lstm?: boolean;
  json?: boolean;
}

/** Forecasts every series of a folder, and scores what is known of the rows that were not learned from. */
export const forecast: BenchCommand = {
  name: 'forecast',
  register(program) {
    program
      .command('forecast')
      .description('forecast series some rows ahead: fit on the rows with train 1 of two folders, forecast the others')
      .requiredOption('--train <folder>', 'folder of CSV files (.gz or plain) with i, the column and train')
      .requiredOption('--input <folder>', 'folder of CSV files to forecast; may be the same')
      .option('--column <name>', 'column to forecast', 'rtt_ms')
      .option('--horizon <rows>', 'rows ahead', parseSteps, 10)
      .option('--level <share>', 'share of the values that a band is to hold', parseShare, 0.9)
      .option('--out <folder>', 'where to write i,median,mean,lower,upper for each input file')
      .option('--train-share <share>', 'rows to learn from in files without a column train', parseShare, 0.7)
      .option('--seed <number>', 'seed of the trees', parseInteger, 1)
      .option('--lstm', 'forecast with the LSTM instead of the boosted trees; takes minutes')
      .option('--json', 'print the scores as one JSON object')
      .action(run);
  },
};

async function run({ train, input, out, json, lstm, ...options }: ForecastOptions): Promise<void> {
  const inputs = readForecastFolder(input, options);
  const others = resolve(train) === resolve(input) ? [] : readForecastFolder(train, options);
  const taught = [...others, ...inputs].map((series) => ({ values: taughtValues(series) }));
  const member = lstm ? await fitLstm(taught, options) : fitTrees(taught, options);
  if (!member) throw new NocturneError('too-few-samples', `${train} and ${input} hold too few rows with train 1`);
  const judged = inputs.map((series) => ({ series, rows: forecastRows(member, series.values) }));
  if (out) for (const { series, rows } of judged) writeText(join(out, series.file), toCsv(series, rows));
  const scores = scoreForecasts(judged, options);
  process.stdout.write(json ? `${JSON.stringify(scores)}\n` : formatScores(scores));
}

function fitTrees(taught: readonly ForecastSeries[], options: ForecastOptionsOfFit): ForecastMember | null {
  const trees = fitForecastTrees(taught, options);
  return trees && treesMember(trees);
}

async function fitLstm(
  taught: readonly ForecastSeries[],
  options: ForecastOptionsOfFit,
): Promise<ForecastMember | null> {
  const { tf, backend } = await loadTensorflow();
  process.stderr.write(`training on the backend ${backend}\n`);
  const progress = (done: number, _total: number, note: string) => {
    if (Number.isInteger(done)) process.stderr.write(`${note}\n`);
  };
  const lstm = fitForecastLstm(tf, taught, { ...options, windowsPerPass: 20_000, passes: 12, progress });
  return lstm && lstmMember(lstm);
}

type ForecastOptionsOfFit = Pick<ForecastOptions, 'horizon' | 'level' | 'seed'>;

function parseSteps(text: string): number {
  const steps = parseInteger(text);
  if (steps >= 1 && steps <= 1000) return steps;
  throw new InvalidArgumentError('It must be a whole number from 1 to 1000.');
}

/** Rows that were learned from stay empty. */
function toCsv({ ids, train }: FolderSeries, rows: readonly (Forecast | null)[]): string {
  const lines = ids.map((id, row) => {
    const one = train[row] ? null : rows[row];
    return one ? [quoteCell(id), one.median, one.mean, one.lower, one.upper].join(',') : `${quoteCell(id)},,,,`;
  });
  return `${['i,median,mean,lower,upper', ...lines].join('\n')}\n`;
}

const fixed = (value: number, digits = 3) => value.toFixed(digits);

function formatScores({ series, forecasts, points, bands, ...shares }: ForecastScores): string {
  return `${[
    `${forecasts} forecasts of ${series} series`,
    ...Object.entries(points).map(
      ([name, { mae, rmse }]) => `${name.padEnd(20)} MAE ${fixed(mae)}  RMSE ${fixed(rmse)}`,
    ),
    `median: MAE ${fixed(shares.maeShare)} of the best naive one; mean: RMSE ${fixed(shares.rmseShare)} of the last value's`,
    `mean: RMSE at most 1.03 of the better of average and median on ${fixed(shares.rmseHeld, 2)} of the series`,
    ...Object.entries(bands).map(
      ([name, { coverage, within3, intervalScore }]) =>
        `band of ${name}: coverage ${fixed(coverage)}, within 3 points on ${fixed(within3, 2)} of the series, interval score ${fixed(intervalScore, 2)}`,
    ),
  ].join('\n')}\n`;
}

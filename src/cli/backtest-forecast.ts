import type { ForecastsReport } from '../app/backtest/judge-forecasts.ts';
import { trainedMembers } from '../diagnosis/forecasting/trained-members.ts';
import { formatForecasts } from './backtest-forecast-table.ts';
import { type BacktestOptions, fromRecording, isRecording, readingOf, withBar } from './backtest-options.ts';
import { printJson, printLine } from './output.ts';
import type { ProgressBar } from './progress.ts';

interface ForecastOptions extends BacktestOptions {
  metric?: string[];
  lstm?: boolean;
}

/** Prints how forecasts of each metric did. */
export async function backtestForecast(path: string, options: ForecastOptions): Promise<void> {
  const report = await withBar((bar) => judge(path, options, bar));
  if (options.json) return printJson(report);
  printLine(formatForecasts(report));
}

async function judge(path: string, options: ForecastOptions, bar: ProgressBar): Promise<ForecastsReport> {
  const { judgeForecasts } = await import('../app/backtest/judge-forecasts.ts');
  const source = await readSource(path, options, bar);
  const tensorflow = options.lstm ? await load() : undefined;
  const trained = trainedMembers(tensorflow);
  return judgeForecasts(source, { seed: options.seed, trained, tensorflow, onProgress: bar.show });
}

async function load() {
  const { loadTensorflow } = await import('../models/tensorflow.ts');
  return (await loadTensorflow()).tf;
}

async function readSource(path: string, options: ForecastOptions, bar: ProgressBar) {
  const { metric: wanted, seed } = options;
  if (isRecording(path)) {
    const { readRecordingForecasts } = await import('../app/backtest/forecast-recording.ts');
    return readRecordingForecasts({ ...fromRecording(path, options, bar), wanted });
  }
  const { readWideForecasts } = await import('../diagnosis/backtest/wide-forecasts.ts');
  return readWideForecasts(path, { ...readingOf(options, bar), seed, ...(wanted && { wanted }) });
}

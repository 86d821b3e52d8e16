import { InvalidArgumentError } from 'commander';
import { gatherEntities } from '../../src/diagnosis/backtest/gather-entities.ts';
import { readRowsToScore, scoreWide } from '../../src/diagnosis/backtest/score-wide.ts';
import { quoteCell } from '../../src/telemetry/csv/csv.ts';
import { writeText } from '../../src/telemetry/csv/text-file.ts';
import type { BenchCommand } from './bench-command.ts';

interface ScoreCommandOptions {
  train: string;
  input: string;
  out: string;
  falseAlarmsPerDay: number;
  seed: number;
}

/** Anomaly scores of a wide CSV, fitted on another one. */
export const score: BenchCommand = {
  name: 'score',
  register(program) {
    program
      .command('score')
      .description('score each row of a wide CSV (time,entity,<metrics…>) with detectors fitted on another one')
      .requiredOption('--train <file>', 'CSV that is taken as normal (.gz or plain)')
      .requiredOption('--input <file>', 'CSV to score, in time order per entity')
      .requiredOption('--out <file>', 'CSV to write: time,entity,score,alarm (.gz packs it)')
      .option('--false-alarms-per-day <number>', 'accepted false alarms per entity and day', parsePositive, 1)
      .option('--seed <number>', 'seed of the isolation forests', Number, 1)
      .action(scoreFile);
  },
};

async function scoreFile({ train, input, out, falseAlarmsPerDay, seed }: ScoreCommandOptions): Promise<void> {
  const learned = await gatherEntities(train, { labels: false });
  const scored = await readRowsToScore(input, learned.head.metrics);
  const detections = scoreWide(learned, scored, { falseAlarmsPerDay, seed });
  const lines = detections.map(
    (detection, i) =>
      `${quoteCell(scored.times[i]!)},${quoteCell(scored.entities[i]!)},${detection.score.toFixed(6)},${Number(detection.alarm)}`,
  );
  writeText(out, `${['time,entity,score,alarm', ...lines].join('\n')}\n`);
}

function parsePositive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('it is a number above 0');
  return value;
}

import { runFirstWeek } from '../first-week/run-first-week.ts';
import { describeFirstWeek } from '../first-week/week-words.ts';
import type { BenchCommand } from './bench-command.ts';

interface FirstWeekOptions {
  recording: string;
  labels?: boolean;
  json?: boolean;
}

/** What the product finds in a recorded network from the first minute on. */
export const firstWeek: BenchCommand = {
  name: 'first-week',
  register(program) {
    program
      .command('first-week')
      .description(
        'play a labelled recording from its beginning to a product that knows nothing, and score it by stage',
      )
      .requiredOption('--recording <folder>', 'a recording with labels.csv, such as `convert` writes')
      .option('--labels', 'the true cause of each incident becomes known half an hour after it ended')
      .option('--json', 'print {withLabels, labels, product, peers}')
      .action(async ({ recording, labels = false, json }: FirstWeekOptions) => {
        const onDay = (day: number) => void process.stderr.write(`first-week: day ${day}\n`);
        const week = await runFirstWeek({ recording, withLabels: labels, onDay });
        process.stdout.write(`${json ? JSON.stringify(week) : describeFirstWeek(week)}\n`);
      });
  },
};

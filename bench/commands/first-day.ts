import { InvalidArgumentError } from 'commander';
import { parseInteger } from '../../src/cli/arguments.ts';
import { describeFirstDay, summarize } from '../first-day/first-day-words.ts';
import { type FirstDay, runFirstDay } from '../first-day/run-first-day.ts';
import type { BenchCommand } from './bench-command.ts';

interface FirstDayOptions {
  seed: number;
  seeds: number;
  seconds: number[];
  hours: number;
  labelled: boolean;
  json?: boolean;
}

/** What the product finds in a network that it has never seen, without a label. */
export const firstDay: BenchCommand = {
  name: 'first-day',
  register(program) {
    program
      .command('first-day')
      .description('watch a simulated network from its first minute on, without a label, and score it by stage')
      .option('--seed <number>', 'first seed of network, faults and chance', parseInteger, 1)
      .option('--seeds <count>', 'how many seeds, one after the other', parseCount, 1)
      .option(
        '--seconds <list>',
        'seconds between two polls, with commas; each is a run of its own',
        parseSeconds,
        [10, 60],
      )
      .option('--hours <count>', 'hours that are watched', parseCount, 48)
      .option('--no-labelled', 'without the peer that learned from a labelled day, which takes half of the time')
      .option('--json', 'print {seeds, stages, product, peers}')
      .action(run);
  },
};

function parseCount(text: string): number {
  const count = parseInteger(text);
  if (count >= 1) return count;
  throw new InvalidArgumentError('It must be a whole number above 0.');
}

function parseSeconds(text: string): number[] {
  const all = text.split(',').map(Number);
  if (all.every((one) => Number.isInteger(one) && one >= 6 && one <= 300)) return all;
  throw new InvalidArgumentError('They must be whole numbers from 6 to 300: five pings take five seconds.');
}

async function run({ seed, seeds, seconds, hours, labelled, json }: FirstDayOptions): Promise<void> {
  const days: FirstDay[] = [];
  for (const everySeconds of seconds) {
    for (let i = 0; i < seeds; i++) {
      process.stderr.write(`first-day: seed ${seed + i}, every ${everySeconds} s\n`);
      days.push(await runFirstDay({ seed: seed + i, everySeconds, hours, withLabelled: labelled }));
    }
  }
  const table = summarize(days);
  process.stdout.write(`${json ? JSON.stringify(table) : describeFirstDay(table)}\n`);
}

import { NocturneError } from '../../src/errors.ts';
import { readCoreLayout } from '../datasets/kddi-ipcore.ts';
import { readCoreStream } from '../online/core-rows.ts';
import { mostLabels, runWays } from '../online/run-ways.ts';
import { describeWays, joinSeeds } from '../online/ways-words.ts';
import { countUpTo, readSeed, readShare } from '../read-count.ts';
import type { BenchCommand } from './bench-command.ts';

/** How many labels it takes until a forest names causes better than rules, by the ways in which the two can share it. */
export const ways: BenchCommand = {
  name: 'ways',
  register(program) {
    program
      .command('ways')
      .description('how many labels it takes until a forest, or a forest beside rules, names causes better than rules')
      .requiredOption('--data <folder>', 'folder with interfaces, devices, bgp, labels and ports')
      .option('--seeds <count>', 'orders of the labels', countUpTo(1000), 5)
      .option('--seed <number>', 'the first of the seeds', readSeed, 1)
      .option(
        '--corrected <share>',
        'share of the mistakes of the rules that are set right, for better rules',
        readShare,
        0,
      )
      .option('--json', 'print [{labels, right: {rules, …}, worst: {rules, …}}]')
      .action(run);
  },
};

interface WaysOptions {
  data: string;
  seeds: number;
  seed: number;
  corrected: number;
  json?: boolean;
}

function run({ data, seeds, seed, corrected, json }: WaysOptions): void {
  const [stream, layout] = [readCoreStream(data), readCoreLayout(data)];
  if (stream.minutes.length < mostLabels)
    throw new NocturneError('too-few-samples', `The folder has ${stream.minutes.length} labelled minutes`, {
      hint: `it takes ${mostLabels}`,
    });
  const table = joinSeeds(
    Array.from({ length: seeds }, (_, i) => runWays(stream, layout, { seed: seed + i, corrected })),
  );
  process.stdout.write(`${json ? JSON.stringify(table) : describeWays(table)}\n`);
}

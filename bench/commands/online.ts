import { Option } from 'commander';
import { NocturneError } from '../../src/errors.ts';
import { type CoreStream, readCoreStream } from '../online/core-rows.ts';
import { type InjectionName, injections } from '../online/injections.ts';
import { describeOnline, describeScores } from '../online/online-words.ts';
import { type OnlineRun, type Policy, policies, runOnline } from '../online/run-online.ts';
import { scoreOnline } from '../online/score-online.ts';
import { countUpTo, readSeed } from '../read-count.ts';
import type { BenchCommand } from './bench-command.ts';

interface OnlineOptions {
  data: string;
  order: OnlineRun['order'];
  inject: InjectionName | 'none';
  injectAt: number;
  first: number;
  seed: number;
  seeds?: number;
  policy: Policy;
  json?: boolean;
}

/** Learning from labels as they come, while the network changes: one run, or a table over seeds. */
export const online: BenchCommand = {
  name: 'online',
  register(program) {
    program
      .command('online')
      .description(
        'play labelled minutes of an IP core network one by one to a learner, and change the network meanwhile',
      )
      .requiredOption('--data <folder>', 'folder with interfaces, devices, bgp, labels and ports')
      .addOption(
        new Option('--order <order>', 'all minutes in random order, or a stretch of the week as it came')
          .choices(['drawn', 'real'])
          .default('drawn'),
      )
      .addOption(
        new Option('--inject <change>', 'what becomes of the network')
          .choices(['none', ...Object.keys(injections)])
          .default('none'),
      )
      .option('--inject-at <label>', 'label of the stream from which on the change holds', countUpTo(1e9), 1_000)
      .option('--first <labels>', 'labels that the first model learns from', countUpTo(1e9), 1_000)
      .option('--seed <number>', 'seed of order, change and training', readSeed, 1)
      .addOption(new Option('--policy <policy>', 'who learns').choices([...policies]).default('product'))
      .option('--seeds <count>', 'a table of all changes over so many seeds, in place of one run', countUpTo(1000))
      .option('--json', 'print {policy, points, drifts, falseDrifts, labels, promotions, before, after, later}')
      .action(run);
  },
};

function run({ data, first, seeds, json, ...options }: OnlineOptions): void {
  const stream = readCoreStream(data);
  checkLength(stream, first);
  const print = (result: unknown, words: () => string) =>
    void process.stdout.write(`${json ? JSON.stringify(result) : words()}\n`);
  if (seeds !== undefined) {
    const base = {
      ...{ injectAt: options.injectAt, firstLabels: first, seed: options.seed, policy: options.policy },
    };
    const scores = scoreOnline(stream, { seeds, base, log: (line) => process.stderr.write(`${line}\n`) });
    print(scores, () => describeScores(scores));
    return;
  }
  const result = runOnline(stream, { ...options, firstLabels: first, streamLabels: streamLabelsOf(options) });
  print(result, () => describeOnline(result));
}

/** A cut of 1,500 labels in the order of time; of minutes in random order all that there are. */
const streamLabelsOf = ({ order, inject, injectAt }: Pick<OnlineRun, 'order' | 'inject' | 'injectAt'>) =>
  order === 'drawn' ? Number.MAX_SAFE_INTEGER : inject === 'none' ? 1_500 : injectAt + 1_500;

function checkLength({ minutes }: CoreStream, first: number): void {
  if (minutes.length > first) return;
  throw new NocturneError(
    'too-few-samples',
    `The folder has ${minutes.length} labelled minutes, and --first wants ${first} before the stream`,
    {
      hint: 'ask for fewer with --first',
    },
  );
}

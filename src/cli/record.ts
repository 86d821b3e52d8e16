import { resolve } from 'node:path';
import type { Recorded } from '../app/record/record-history.ts';
import { NocturneError } from '../errors.ts';
import { count } from '../foundation/number-words.ts';
import { parseMoment } from './arguments.ts';
import type { CliCommand } from './command.ts';
import { addConfigOptions, type ConfigOptions } from './options.ts';
import { formatUtc, printJson, printLine } from './output.ts';
import { recordSpan } from './stored-span.ts';

interface RecordOptions extends ConfigOptions {
  from: number;
  to?: number;
  json?: boolean;
}

async function write(folder: string, { from, to = Date.now(), ...options }: RecordOptions): Promise<void> {
  if (to <= from)
    throw new NocturneError('record-span-empty', '--to must be after --from; it is now when it is left out');
  const recorded = await recordSpan({ from, to, folder: resolve(folder) }, options);
  if (options.json) return printJson(recorded);
  printRecorded(recorded);
}

/** More gaps than these are counted. */
const gapsShown = 3;

function printRecorded(recorded: Recorded): void {
  const { samples, first, last, gaps, incidents, labels, unconfirmed } = recorded;
  printLine(
    `${recorded.folder}: ${count(samples, 'sample')}, ${count(incidents, 'incident')}, ${count(labels, 'label')}`,
  );
  printLine(`from ${formatUtc(first)} to ${formatUtc(last)}`);
  for (const gap of gaps.slice(0, gapsShown))
    printLine(`nothing was stored from ${formatUtc(gap.from)} to ${formatUtc(gap.to)}`);
  if (gaps.length > gapsShown) printLine(`and in ${count(gaps.length - gapsShown, 'more gap')}; --json lists all`);
  if (unconfirmed > 0) {
    printLine(
      `${count(unconfirmed, 'incident')} without a label: nobody confirmed the cause. Write it into labels.csv, or say in Slack whether it was right.`,
    );
  }
}

export const record: CliCommand = {
  name: 'record',
  register(program) {
    const command = program
      .command('record')
      .description(
        'Write a recording from the telemetry and incidents that Nocturne stored, to train, replay and backtest with',
      )
      .argument('<folder>', 'folder to make')
      .requiredOption('--from <time>', 'first time that is written', parseMoment)
      .option('--to <time>', 'first time that is not written (default: now)', parseMoment)
      .option('--json', 'print {folder, samples, first, last, gaps, incidents, labels, unconfirmed}');
    addConfigOptions(command, { state: true }).action(write);
  },
};

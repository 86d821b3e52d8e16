import { NocturneError } from '../../src/errors.ts';
import { quoteCell } from '../../src/telemetry/csv/csv.ts';
import { writeText } from '../../src/telemetry/csv/text-file.ts';
import { describeDriftTable, scoreDriftTable } from '../drift/drift-table.ts';
import { driftRows, readLabels } from '../drift/label-rows.ts';
import { countUpTo } from '../read-count.ts';
import type { BenchCommand } from './bench-command.ts';

interface DriftOptions {
  input?: string;
  out?: string;
  seeds: number;
  json?: boolean;
}

/** When the error of a model has risen: of one file, or scored on simulated errors. */
export const drift: BenchCommand = {
  name: 'drift',
  register(program) {
    program
      .command('drift')
      .description('notice when the error of a model rises; without --input, a score on simulated errors')
      .option('--input <file>', 'CSV file (.gz or plain) with i,error: i rises, error is 1 for a wrong verdict, else 0')
      .option('--out <file>', 'CSV to write for it: i,drift; row i is made from rows up to i')
      .option('--seeds <count>', 'simulated: streams of errors for each number of the table', countUpTo(1000), 20)
      .option('--json', 'simulated: print the scores as JSON')
      .action(run);
  },
};

function run({ input, out, seeds, json }: DriftOptions): void {
  if (input === undefined && out === undefined) {
    const scores = scoreDriftTable(seeds);
    process.stdout.write(`${json ? JSON.stringify(scores) : describeDriftTable(scores)}\n`);
    return;
  }
  if (input === undefined)
    throw new NocturneError('option-missing', '--out needs --input', { hint: 'name the file to read with --input' });
  if (out === undefined)
    throw new NocturneError('option-missing', '--input needs --out', { hint: 'name the file to write with --out' });
  const rows = readLabels(input);
  const lines = driftRows(rows).map((isDrift, row) => `${quoteCell(rows[row]!.id)},${Number(isDrift)}`);
  writeText(out, `${['i,drift', ...lines].join('\n')}\n`);
}

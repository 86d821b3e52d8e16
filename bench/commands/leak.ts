import { InvalidArgumentError } from 'commander';
import { parseInteger, parsePositive } from '../../src/cli/arguments.ts';
import { NocturneError } from '../../src/errors.ts';
import { usualTrend } from '../../src/models/forecasting/trend/trend-methods.ts';
import { findColumns, parseCell, readCsv } from '../../src/telemetry/csv/csv.ts';
import { writeText } from '../../src/telemetry/csv/text-file.ts';
import { leakRows } from '../leak/leak-rows.ts';
import { describeSimulated, scoreSimulated } from '../leak/simulated-table.ts';
import type { BenchCommand } from './bench-command.ts';

interface LeakOptions {
  input?: string;
  out?: string;
  limit: number;
  seeds: number;
  days: number;
  json?: boolean;
}

/** Warns before a limit is reached: of one file, or scored on simulated days. */
export const leak: BenchCommand = {
  name: 'leak',
  register(program) {
    program
      .command('leak')
      .description('warn before a series reaches a limit; without --input, a score on simulated leaks beside peers')
      .option('--input <file>', 'CSV file (.gz or plain) with i,value: one row a minute, an empty value is missing')
      .option('--out <file>', 'CSV to write for it: i,warn,minutes; row i is made from rows up to i')
      .option('--limit <value>', 'the limit, in the unit of the values', parsePositive, 90)
      .option('--seeds <count>', 'simulated: seeds', parseCount, 20)
      .option('--days <count>', 'simulated: device-days for each seed and world', parseCount, 10)
      .option('--json', 'simulated: print the scores as JSON')
      .action(run);
  },
};

function parseCount(text: string): number {
  const count = parseInteger(text);
  if (count >= 1) return count;
  throw new InvalidArgumentError('It must be a whole number above 0.');
}

function run({ input, out, limit, seeds, days, json }: LeakOptions): void {
  if (input === undefined) {
    const scores = scoreSimulated({ seeds, days, limit });
    process.stdout.write(`${json ? JSON.stringify(scores) : describeSimulated(scores)}\n`);
    return;
  }
  if (out === undefined)
    throw new NocturneError('option-missing', '--input needs --out', { hint: 'name the file to write with --out' });
  const table = readCsv(input);
  const at = findColumns(table, ['i', 'value']);
  const values = Float64Array.from(table.rows, (_, row) => parseCell(table, row, at.value!));
  const said = leakRows(values, usualTrend, limit);
  const lines = table.rows.map((cells, row) => {
    const minutes = said[row]!;
    return `${cells[at.i!]},${Number.isNaN(minutes) ? '0,' : `1,${minutes.toFixed(1)}`}`;
  });
  writeText(out, `${['i,warn,minutes', ...lines].join('\n')}\n`);
}

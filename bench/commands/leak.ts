import { InvalidArgumentError } from 'commander';
import { parseInteger, parsePositive } from '../../src/cli/arguments.ts';
import { NocturneError } from '../../src/errors.ts';
import { usualTrend } from '../../src/models/forecasting/trend/trend-methods.ts';
import { type CsvTable, findColumns, parseCell, placeOf, readCsv } from '../../src/telemetry/csv/csv.ts';
import { badCell } from '../../src/telemetry/csv/csv-rows.ts';
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
      .option(
        '--input <file>',
        'CSV file (.gz or plain) with i,value: i counts minutes, an empty value or a minute without a row is missing',
      )
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
  const minutesOf = readMinutes(table, at.i);
  const values = new Float64Array((minutesOf.at(-1) ?? -1) + 1).fill(Number.NaN);
  for (const [row, minute] of minutesOf.entries()) values[minute] = parseCell(table, row, at.value);
  const said = leakRows(values, usualTrend, limit);
  const lines = table.rows.map((cells, row) => {
    const minutes = said[minutesOf[row]!]!;
    return `${cells[at.i]},${Number.isNaN(minutes) ? '0,' : `1,${minutes.toFixed(1)}`}`;
  });
  writeText(out, `${['i,warn,minutes', ...lines].join('\n')}\n`);
}

/** More minutes than this between two rows are a wrong column rather than a gap: a year. */
const longestGap = 366 * 24 * 60;

/** The minute of each row, from the first row on: what `i` leaves out is missing. Throws `bad-csv` where it is no whole number or does not rise. */
function readMinutes(table: CsvTable, column: number): number[] {
  const ids = table.rows.map((_, row) => parseCell(table, row, column));
  return ids.map((id, row) => {
    const refuse = (why: string) => badCell(placeOf(table, row), 'i', `"${table.rows[row]![column]}" ${why}`);
    if (!Number.isSafeInteger(id)) throw refuse('is no whole number');
    const gap = row === 0 ? 1 : id - ids[row - 1]!;
    if (gap < 1) throw refuse('is not above the one before');
    if (gap > longestGap) throw refuse('is more than a year of minutes after the one before');
    return id - ids[0]!;
  });
}

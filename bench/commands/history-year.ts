import { formatBytes, formatNumber } from '../../src/foundation/number-words.ts';
import { measureYear, type Year } from '../history/year.ts';
import { countUpTo } from '../read-count.ts';
import type { BenchCommand } from './bench-command.ts';

const readCount = countUpTo(99_999);

/** A row for each question, as Markdown. */
export function yearTable({ questions }: Year): string {
  const cells = questions.map(({ question, rowsRead, rowsGiven, firstSeconds, seconds }) => [
    ...[question, rowsRead.toLocaleString('en'), rowsGiven.toLocaleString('en')],
    ...[`${formatNumber(firstSeconds)} s`, `${formatNumber(seconds)} s`],
  ]);
  const head = ['question', 'roll-ups read', 'rows given', 'first time', 'further times'];
  return [head, ['---', '---:', '---:', '---:', '---:'], ...cells].map((row) => `| ${row.join(' | ')} |\n`).join('');
}

/** How long questions about a week take beside a year of roll-ups by the minute. */
export const historyYear: BenchCommand = {
  name: 'history-year',
  register(program) {
    program
      .command('history-year')
      .description('how long a question about a week takes in a year of roll-ups by the minute')
      .option('--devices <n>', 'devices, each with one metric', readCount, 1000)
      .option('--days <n>', 'days', readCount, 365)
      .option('--json', 'print {devices, days, rows, bytes, peakMb, questions} as JSON')
      .action(async ({ json, ...order }: { devices: number; days: number; json?: boolean }) => {
        const year = await measureYear(order, (line) => process.stderr.write(`history-year: ${line}\n`));
        if (json) process.stdout.write(`${JSON.stringify(year)}\n`);
        else
          process.stdout.write(
            `${year.rows.toLocaleString('en')} roll-ups of ${year.devices} devices and ${year.days} days, ${formatBytes(year.bytes)}\n\n${yearTable(year)}`,
          );
      });
  },
};

import { formatNumber } from '../../src/foundation/number-words.ts';
import { type HistoryRow, measureHistory, usualSizes } from '../history/measure-history.ts';
import { countUpTo } from '../read-count.ts';
import type { BenchCommand } from './bench-command.ts';

export const readRows = countUpTo(1_000_000_000);

const times = (seconds: number, cpuSeconds: number) => `${formatNumber(seconds)} s (${formatNumber(cpuSeconds)} s)`;

/** A row for each size and engine, as Markdown. */
export function historyTable(rows: readonly HistoryRow[]): string {
  const cells = rows.map(({ rows: size, engine, peakMb, ...took }) => [
    size.toLocaleString('en'),
    engine,
    times(took.firstSeconds, took.firstCpuSeconds),
    times(took.seconds, took.cpuSeconds),
    peakMb === null ? 'not known' : `${formatNumber(Math.round(peakMb))} MB`,
  ]);
  const head = ['readings', 'engine', 'first question (processor)', 'further questions (processor)', 'memory at most'];
  return [head, ['---:', '---', '---:', '---:', '---:'], ...cells].map((row) => `| ${row.join(' | ')} |\n`).join('');
}

/** How long the feature query takes on histories of 10 thousand to 100 million readings, by DuckDB, Spark and pandas. */
export const history: BenchCommand = {
  name: 'history',
  register(program) {
    program
      .command('history')
      .description(
        'how long the feature query takes on histories of 10 thousand to 100 million readings, with DuckDB, Spark and pandas',
      )
      .option('--rows <n>', 'measure only so many readings, about (100 million: DuckDB alone)', readRows)
      .option('--json', 'print {rows, skipped} as JSON')
      .addHelpText(
        'after',
        `
Readings are drawn from a seed and written as the history of the product writes them, into a temporary folder that is removed (0.5 GB at most;
DuckDB needs more beside it for what does not fit into its memory). PySpark and pandas are had from PyPI once; an engine that is not
there is left out by name. All engines must give the same rows.`,
      )
      .action(async ({ rows: only, json }: { rows?: number; json?: boolean }) => {
        const say = (line: string) => process.stderr.write(`history: ${line}\n`);
        const measured = await measureHistory(only === undefined ? usualSizes : [only], { say });
        for (const { engine, reason } of measured.skipped) say(`skipped ${engine}: ${reason}`);
        process.stdout.write(json ? `${JSON.stringify(measured)}\n` : historyTable(measured.rows));
      });
  },
};

import { formatNumber, formatPercent } from '../../src/foundation/number-words.ts';
import { type Load, measureLoad } from '../history/load.ts';
import { countUpTo } from '../read-count.ts';
import type { BenchCommand } from './bench-command.ts';

const readCount = countUpTo(999_999_999);

/** A row for each part, as Markdown. */
export function loadTable({ parts }: Load): string {
  const cells = parts.map(({ what, p50, p99, max, samples, seconds, cpuShare, answered }) => [
    ...[what, `${formatNumber(p50)} ms`, `${formatNumber(p99)} ms`, `${formatNumber(max)} ms`],
    ...[formatNumber(samples / seconds), formatPercent(cpuShare), String(answered)],
  ]);
  const head = ['', 'half of the delays', '99 %', 'longest', 'samples a second', 'of a core', 'questions answered'];
  return [head, ['---', ...head.slice(1).map(() => '---:')], ...cells]
    .map((row) => `| ${row.join(' | ')} |\n`)
    .join('');
}

/** Whether a question over a large history holds up the bot. */
export const historyLoad: BenchCommand = {
  name: 'history-load',
  register(program) {
    program
      .command('history-load')
      .description('how late timers of a bot with many devices run, with and without a question over a large history')
      .option('--devices <n>', 'devices that send', readCount, 1000)
      .option('--readings <n>', 'readings in the history', readCount, 20_000_000)
      .option('--seconds <n>', 'seconds of each part', readCount, 40)
      .option('--rounds <n>', 'how often both parts are measured, in turn', readCount, 2)
      .option('--json', 'print {devices, storedReadings, parts} as JSON')
      .action(
        async ({
          json,
          readings,
          ...order
        }: {
          devices: number;
          readings: number;
          seconds: number;
          rounds: number;
          json?: boolean;
        }) => {
          const say = (line: string) => process.stderr.write(`history-load: ${line}\n`);
          const load = await measureLoad({ ...order, storedReadings: readings }, say);
          process.stdout.write(json ? `${JSON.stringify(load)}\n` : loadTable(load));
        },
      );
  },
};

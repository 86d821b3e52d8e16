import { formatScore } from '../../src/foundation/number-words.ts';
import { measureOutbox, type OutboxRow } from '../outbox/measure-outbox.ts';
import type { BenchCommand } from './bench-command.ts';

const sizes = [10_000, 100_000, 1_000_000];

const ms = (value: number) => formatScore(value, 2);

function table(rows: readonly OutboxRow[]): string {
  const head =
    '| events | by cursor, p50 ms | p95 | CPU ms | by marks (before), p50 ms | p95 | CPU ms | times as long |\n| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |';
  const lines = rows.map(
    ({ events, cursor, marks }) =>
      `| ${events.toLocaleString('en')} | ${[cursor.p50, cursor.p95, cursor.cpu, marks.p50, marks.p95, marks.cpu].map(ms).join(' | ')} | ${formatScore(marks.p50 / cursor.p50, 1)} |`,
  );
  return [head, ...lines].join('\n');
}

/** Shows that a look of a projection costs the same however much has happened. */
export const outbox: BenchCommand = {
  name: 'outbox',
  register(program) {
    program
      .command('outbox')
      .description(
        'what a look of four projections at the outbox costs, by cursor and the way before, as events add up',
      )
      .option('--events <list>', 'sizes of the outbox, growing', sizes.join(','))
      .option('--json', 'print {rows} as JSON')
      .action(async ({ events, json }: { events: string; json?: boolean }) => {
        const rows = await measureOutbox(events.split(',').map(Number), (line) => process.stderr.write(`${line}\n`));
        process.stdout.write(`${json ? JSON.stringify({ rows }) : table(rows)}\n`);
      });
  },
};

import { parseInteger } from '../../src/cli/arguments.ts';
import { broken, faultsTable } from '../history/faults/fault-row.ts';
import { type HistoryFaults, runHistoryFaults } from '../history/faults/run-history-faults.ts';
import type { BenchCommand } from './bench-command.ts';

const seed = 1;

/** Prints the table; the exit code is 1 when a row breaks the promise of a history. */
export function report({ rows, skipped }: HistoryFaults, json = false): { out: string; err: string; exitCode: number } {
  const bad = rows.flatMap((row) => broken(row) ?? []);
  const lines = [...skipped.map(({ what, reason }) => `skipped ${what}: ${reason}`), ...bad];
  return {
    out: json ? `${JSON.stringify({ rows, skipped })}\n` : faultsTable(rows),
    err: lines.map((line) => `history-faults: ${line}\n`).join(''),
    exitCode: bad.length > 0 ? 1 : 0,
  };
}

/** What a history loses and says when its writer is killed, its disk is full, or a file is damaged. */
export const historyFaults: BenchCommand = {
  name: 'history-faults',
  register(program) {
    program
      .command('history-faults')
      .description('what a history loses and says when its writer is killed, its disk is full, or a file is damaged')
      .option('--kills <n>', 'how often a writer is killed at a random moment', parseInteger, 50)
      .option('--json', 'print {rows, skipped} as JSON')
      .addHelpText(
        'after',
        `
Nothing may be there twice, and what is lost must be said: where that does not hold, the exit code is 1. A full disk is a small file system in
memory, which takes root; without it those rows are left out by name.`,
      )
      .action(async ({ kills, json }: { kills: number; json?: boolean }) => {
        const say = (line: string) => process.stderr.write(`history-faults: ${line}\n`);
        const { out, err, exitCode } = report(await runHistoryFaults({ kills, seed }, say), json);
        process.stdout.write(out);
        process.stderr.write(err);
        if (exitCode > 0) process.exitCode = exitCode;
      });
  },
};

import type { CrashResult } from '../crash/run-crash-points.ts';
import { runCrashPoints } from '../crash/run-crash-points.ts';
import type { BenchCommand } from './bench-command.ts';

/** A process that is killed at every point of an execution, on simulated devices over SSH. */
export const crashPoints: BenchCommand = {
  name: 'crash-points',
  register(program) {
    program
      .command('crash-points')
      .description('kill the process at every point of an execution: what the next one makes of it')
      .option('--json', 'print the result as JSON')
      .action(runAll);
  },
};

async function runAll({ json }: { json?: boolean }): Promise<void> {
  const results = await runCrashPoints();
  process.stdout.write(json ? `${JSON.stringify(results)}\n` : formatResults(results));
}

/** As a table of Markdown. */
export function formatResults(results: readonly CrashResult[]): string {
  const rows = results.map(({ point, found, choice, end, changeLines, configuration, auditOk }) => [
    point,
    found,
    choice ?? 'is not asked',
    end,
    changeLines.join(', ') || 'none',
    configuration,
    auditOk ? 'ok' : 'BROKEN',
  ]);
  const head = [
    'killed',
    'found by the next process',
    'a person',
    'end',
    'change lines on the devices',
    'configuration',
    'audit',
  ];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

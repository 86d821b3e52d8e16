import { fileURLToPath } from 'node:url';
import { writeText } from '../../src/telemetry/csv/text-file.ts';
import { plansDocument } from '../plans/plans-document.ts';
import type { BenchCommand } from './bench-command.ts';

const page = fileURLToPath(new URL('../../docs/plans.md', import.meta.url));

/** The plan for the same incident on every system, as a page of the documentation. */
export const plans: BenchCommand = {
  name: 'plans',
  register(program) {
    program
      .command('plans')
      .description('write the plan for the same incident on every system')
      .option('--out <file>', 'the page to write', page)
      .action(async ({ out }: { out: string }) => writeText(out, await plansDocument()));
  },
};

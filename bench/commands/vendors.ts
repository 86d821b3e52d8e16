import { fileURLToPath } from 'node:url';
import { writeText } from '../../src/telemetry/csv/text-file.ts';
import { vendorsDocument } from '../vendors/vendors-document.ts';
import type { BenchCommand } from './bench-command.ts';

const page = fileURLToPath(new URL('../../docs/vendors.md', import.meta.url));

/** What each system can and can't do, as a page of the documentation. */
export const vendors: BenchCommand = {
  name: 'vendors',
  register(program) {
    program
      .command('vendors')
      .description('write what each system can and can not do')
      .option('--out <file>', 'the page to write', page)
      .action(({ out }: { out: string }) => writeText(out, vendorsDocument()));
  },
};

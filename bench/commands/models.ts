import { join } from 'node:path';
import { describeError, NocturneError } from '../../src/errors.ts';
import { writeText } from '../../src/telemetry/csv/text-file.ts';
import { findDataFolder } from '../datasets/data-folder.ts';
import { buildModelsPage } from '../scorecard/models-page.ts';
import type { BenchCommand } from './bench-command.ts';

/** Runs the models on the public sets and writes the scorecard. */
export const models: BenchCommand = {
  name: 'models',
  register(program) {
    program
      .command('models')
      .description('run detection, causes and ranking on the public sets and write a table with baselines beside')
      .option('--data <folder>', 'folder of the sets', findDataFolder())
      .option('--out <file>', 'page to write', join('bench', 'results', 'models.md'))
      .action(({ data, out }: { data: string; out: string }) => {
        const page = buildModelsPage(data, {
          log: (line) => process.stderr.write(`${line}\n`),
          skip: (thrown) => {
            if (thrown instanceof NocturneError && thrown.code === 'no-data-set') return describeError(thrown);
            throw thrown;
          },
        });
        writeText(out, page);
        process.stdout.write(`wrote ${out}\n`);
      });
  },
};

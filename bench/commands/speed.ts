import { join } from 'node:path';
import { writeText } from '../../src/telemetry/csv/text-file.ts';
import { buildSpeedPage } from '../speed/speed-page.ts';
import type { BenchCommand } from './bench-command.ts';

/** Times the forests next to scikit-learn and the network next to PyTorch, and shows how the cost grows and what forecasts take. */
export const speed: BenchCommand = {
  name: 'speed',
  register(program) {
    program
      .command('speed')
      .description(
        'time the models against scikit-learn and PyTorch on one thread (skipped by name when they are not installed), and what forecasts cost',
      )
      .option('--out <file>', 'page to write', join('bench', 'results', 'speed.md'))
      .action(async ({ out }: { out: string }) => {
        const page = await buildSpeedPage((line) => process.stderr.write(`${line}\n`));
        writeText(out, page);
        process.stdout.write(page);
      });
  },
};

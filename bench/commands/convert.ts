import { writeCoreRecording } from '../kddi/core-recording.ts';
import type { BenchCommand } from './bench-command.ts';

/** Makes recordings, which the product can replay and train on, of research sets. */
export const convert: BenchCommand = {
  name: 'convert',
  register(program) {
    program
      .command('convert')
      .description('make a recording folder of a research set')
      .command('kddi-ipcore')
      .description('IP core network: a week of five routers, one sample a minute')
      .argument('<in>', 'folder with interfaces, devices, bgp, events and ports')
      .argument('<out>', 'recording folder to write')
      .action(async (source: string, out: string) => {
        const { samples, labels } = await writeCoreRecording(source, out);
        process.stderr.write(`${out}: ${samples} samples, ${labels} labels\n`);
      });
  },
};

import { quoteCell } from '../../src/telemetry/csv/csv.ts';
import { writeText } from '../../src/telemetry/csv/text-file.ts';
import { readCoreLabels, readCoreLayout, readCoreMinutes } from '../datasets/kddi-ipcore.ts';
import { fitCoreModel } from '../kddi/core-model.ts';
import type { BenchCommand } from './bench-command.ts';

interface PredictOptions {
  train: string;
  input: string;
  out: string;
  seed: string;
}

/** Causes and places of every minute of a folder, learned from another one. Labels of the input are not read. */
export const predict: BenchCommand = {
  name: 'predict',
  register(program) {
    const command = program.command('predict').description('predict the cause and the place of each minute');
    command
      .command('kddi-ipcore')
      .description('IP core network: train on one folder, predict each minute of devices.csv of another')
      .requiredOption('--train <folder>', 'folder with interfaces, devices, bgp, labels and ports')
      .requiredOption('--input <folder>', 'folder with interfaces, devices and bgp')
      .requiredOption('--out <file>', 'CSV to write: time,cause,confidence,device,interface (.gz packs it)')
      .option('--seed <number>', 'seed of the trees', '1')
      .action(predictCore);
  },
};

function predictCore({ train, input, out, seed }: PredictOptions): void {
  const layout = readCoreLayout(train);
  const model = fitCoreModel(readCoreMinutes(train, layout), readCoreLabels(train), layout, { seed: Number(seed) });
  const lines = ['time,cause,confidence,device,interface'];
  const stream = model.start();
  for (const minute of readCoreMinutes(input, layout)) {
    const verdict = stream.judge(minute);
    const cells = [minute.time, verdict.cause, verdict.confidence.toFixed(4), verdict.device, verdict.interface];
    lines.push(cells.map(quoteCell).join(','));
  }
  writeText(out, `${lines.join('\n')}\n`);
}

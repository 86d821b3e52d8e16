import type { Imported } from '../app/record/import-recordings.ts';
import { count } from '../foundation/number-words.ts';
import { createLog } from '../log.ts';
import { countLosses, type LossReason, lossReasons } from '../telemetry/mapping/losses.ts';
import type { Precision } from '../telemetry/precision.ts';
import type { CliCommand } from './command.ts';
import { findRecordings } from './find-recordings.ts';
import { addConfigOptions, addPrecisionOption, type ConfigOptions, readConfig } from './options.ts';
import { firstNames, formatUtc, printJson, printLine } from './output.ts';
import { createProgressBar } from './progress.ts';

interface ImportOptions extends ConfigOptions {
  precision?: Precision;
  json?: boolean;
}

async function run(folders: string[], { precision, json, ...options }: ImportOptions): Promise<void> {
  const config = readConfig(options, { makesState: true });
  const recordings = findRecordings(folders);
  const { importNow } = await import('../app/record/import-now.ts');
  const bar = createProgressBar();
  const log = createLog({ level: 'fatal' });
  const imported = await importNow(config, { recordings, precision }, { log, onProgress: bar.show }).finally(() =>
    bar.end(),
  );
  if (json) return printJson(imported);
  printImported(imported);
}

function printImported({ samples, first, last, devices, outsideInventory, lost }: Imported): void {
  printLine(`${count(samples, 'sample')} of ${count(devices, 'device')} are in the history`);
  printLine(`from ${formatUtc(first)} to ${formatUtc(last)}`);
  const reasons = Object.keys(lost) as LossReason[];
  const each = reasons.map((reason) => `${lost[reason]} ${lossReasons[reason]}`);
  if (each.length > 0) printLine(`${count(countLosses(lost), 'value')} became no sample: ${each.join('; ')}`);
  if (outsideInventory.length === 0) return;
  printLine(`not in the inventory: ${firstNames(outsideInventory)}. Nothing that they sent is judged or forecast.`);
}

export const importCommand: CliCommand = {
  name: 'import',
  register(program) {
    const command = program
      .command('import')
      .description(
        'Put the samples of recordings into the stored telemetry, for forecasts and training, while no bot runs; done twice it changes nothing',
      )
      .argument('<recordings...>', 'recording folders, oldest first')
      .option('--json', 'print {samples, first, last, devices, outsideInventory, lost}');
    addPrecisionOption(command, 'the recordings');
    addConfigOptions(command, { state: true }).action(run);
  },
};

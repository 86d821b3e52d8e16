import { NocturneError } from '../errors.ts';
import { count } from '../foundation/number-words.ts';
import { problemOfLabel } from '../incidents/given-labels.ts';
import type { KnownLabel } from '../learning/known-labels.ts';
import { createLog } from '../log.ts';
import { formatLabels, readLabelFile } from '../telemetry/recording-labels.ts';
import { type ImportedLabels, type LabelsPort, mostLabels } from '../web/label-routes.ts';
import type { CliCommand } from './command.ts';
import { addConfigOptions, type ConfigOptions, readConfig } from './options.ts';
import { firstNames, formatTable, formatUtc, printJson, printLine } from './output.ts';
import { findRunningBot } from './running-bot.ts';
import { userName } from './user-name.ts';
import { writeNewFile } from './write-new-file.ts';

const path = '/api/v1/labels';

/** Works on the labels of a running bot, or opens the store for as long as the work takes. */
export async function withLabels<T>(
  options: ConfigOptions,
  { create = false }: { create?: boolean },
  work: (labels: LabelsPort) => Promise<T>,
): Promise<T> {
  const config = readConfig(options, { makesState: create });
  const bot = options.state === undefined ? await findRunningBot(config) : undefined;
  if (bot) return work({ list: () => bot.get(path), add: (order) => bot.post(path, order) });
  const local = await import('../app/labels-now.ts');
  return local.withLabels(config, { create, log: createLog({ level: 'fatal' }) }, work);
}

async function listLabels({ json, ...options }: ConfigOptions & { json?: boolean }): Promise<void> {
  const listed = await withLabels(options, {}, (labels) => labels.list());
  if (json) return printJson(listed);
  const { labels, unconfirmed, dismissed } = listed;
  const header = ['KNOWN (UTC)', 'BY', 'INCIDENT', 'DEVICE', 'INTERFACE', 'FROM (UTC)', 'TO (UTC)', 'CAUSE', 'VERDICT'];
  if (labels.length > 0) printLine(formatTable(header, labels.map(rowOf)));
  printLine(count(labels.length, 'label'));
  const without = [
    ...(unconfirmed > 0 ? [`${count(unconfirmed, 'incident')} without a confirmed cause`] : []),
    ...(dismissed > 0 ? [`${count(dismissed, 'incident')} dismissed as none`] : []),
  ];
  if (without.length > 0) printLine(`not labels: ${without.join(', ')}`);
}

function rowOf(label: KnownLabel): string[] {
  const { knownAt, by, incidentId, device, interface: port, start, end, cause, verdict, isRight } = label;
  const judged = verdict === null ? 'none' : `${verdict} (${isRight ? 'right' : 'wrong'})`;
  const times = [start, end].map(formatUtc);
  return [formatUtc(knownAt), by, incidentId ?? '', device, port ?? '', ...times, cause, judged];
}

/** Those of which the cause is known: that a verdict is wrong is no cause. */
async function exportLabels({ out, ...options }: ConfigOptions & { out?: string }): Promise<void> {
  const { labels } = await withLabels(options, {}, (port) => port.list());
  const withCause = labels.filter(({ cause }) => cause !== 'unknown');
  const text = formatLabels(withCause);
  if (out === undefined) return void process.stdout.write(text);
  await writeNewFile(out, text);
  printLine(`${count(withCause.length, 'label')} written to ${out}`);
}

async function importLabels(file: string, { json, ...options }: ConfigOptions & { json?: boolean }): Promise<void> {
  const labels = await readLabelFile(file, problemOfLabel);
  if (labels.length > mostLabels)
    throw new NocturneError('too-many-labels', `${file} holds ${labels.length} labels`, {
      hint: `at most ${mostLabels} are taken at once: split the file`,
    });
  const imported = await withLabels(options, { create: true }, (port) => port.add({ labels, by: userName() }));
  if (json) return printJson(imported);
  printImported(imported);
}

function printImported({ labels, added, known, unknownCauses, outsideInventory }: ImportedLabels): void {
  printLine(`${count(labels, 'label')}: ${added} added, ${known} known already`);
  if (unknownCauses.length > 0)
    printLine(
      `causes that Nocturne does not know: ${firstNames(unknownCauses)}. Trainings leave these labels out and count them.`,
    );
  if (outsideInventory.length > 0)
    printLine(
      `not in the inventory: ${firstNames(outsideInventory)}. Trainings leave these labels out until it has them.`,
    );
}

export const labels: CliCommand = {
  name: 'labels',
  register(program) {
    const command = program
      .command('labels')
      .description('List, export and import what is known of the true causes of faults');
    addConfigOptions(
      command
        .command('list', { isDefault: true })
        .description(
          'List the causes that people confirmed or named, that verified changes proved, and that were imported',
        )
        .option(
          '--json',
          'print {labels: [{start, end, device, interface, cause, by, …}], unconfirmed, dismissed, challenge, levels}',
        ),
      { state: true },
    ).action(listLabels);
    addConfigOptions(
      command
        .command('export')
        .description('Write the labels as CSV, as labels.csv of a recording: start,end,device,interface,cause')
        .option('--out <file>', 'a new file instead of the standard output'),
      { state: true },
    ).action(exportLabels);
    addConfigOptions(
      command
        .command('import')
        .description(
          'Take labels from elsewhere, for later trainings: all of a file or, with a bad line, none; done twice it changes nothing',
        )
        .argument(
          '<file>',
          'CSV with the columns start, end, device, interface and cause, as labels.csv of a recording',
        )
        .option('--json', 'print {labels, added, known, unknownCauses, outsideInventory}')
        .addHelpText('after', importHelp),
      { state: true },
    ).action(importLabels);
  },
};

const importHelp = `
Times are s, ms, us or ns since 1970, or ISO 8601 with a zone; both ends are included. An empty interface is the whole device. Such as:
  start,end,device,interface,cause
  2026-11-23T03:00:00Z,2026-11-23T03:12:00Z,Router-A,eth1,packet_loss`;

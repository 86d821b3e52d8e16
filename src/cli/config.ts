import { Option } from 'commander';
import { loadConfig } from '../config.ts';
import type { CliCommand } from './command.ts';
import { type ConfigRow, configMarkdown, describeConfig, withValues } from './config-table.ts';
import { formatTable, printJson, printLine } from './output.ts';

interface Options {
  config?: string;
  json?: boolean;
  markdown?: boolean;
}

function show({ config: file, json, markdown }: Options): void {
  const keys = describeConfig();
  const shown: Shown = file === undefined ? keys : withValues(keys, loadConfig(file));
  if (markdown) printLine(configMarkdown());
  else if (json) printJson(shown);
  else printTables(shown, file === undefined ? 'DEFAULT' : 'VALUE');
}

interface Shown {
  file: (ConfigRow & { value?: unknown })[];
  environment: (ConfigRow & { set?: boolean })[];
}

/** A value of the environment may be a secret, so only whether there is one is told. */
function printTables({ file, environment }: Shown, head: 'DEFAULT' | 'VALUE'): void {
  const cell = ({ standard, value = null }: Shown['file'][number]) =>
    head === 'DEFAULT' ? standard : value === null ? '' : JSON.stringify(value);
  const keys = file.map((row) => [row.name, cell(row), row.meaning]);
  printLine(formatTable(['KEY', head, 'MEANING'], keys));
  printLine();
  const set = head === 'VALUE';
  const variables = environment.map((row) => [row.name, ...(set ? [row.set ? 'set' : ''] : []), row.meaning]);
  printLine(formatTable(['VARIABLE', ...(set ? ['SET'] : []), 'MEANING'], variables));
}

export const config: CliCommand = {
  name: 'config',
  register(program) {
    program
      .command('config')
      .description('List every key of nocturne.yaml and every environment variable')
      .option(
        '-c, --config <file>',
        'what is in force with this configuration file: the value of each key, and which variables are set',
      )
      .option('--json', 'print one JSON object')
      .addOption(new Option('--markdown', 'print the tables as Markdown').conflicts(['config', 'json']))
      .action(show);
  },
};

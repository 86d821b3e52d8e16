import type { CliCommand } from './command.ts';
import { configMarkdown, describeConfig } from './config-table.ts';
import { formatTable, printJson, printLine } from './output.ts';

export const config: CliCommand = {
  name: 'config',
  register(program) {
    program
      .command('config')
      .description('List every key of nocturne.yaml and every environment variable')
      .option('--json', 'print one JSON object')
      .option('--markdown', 'print the tables as Markdown')
      .action((options: { json?: boolean; markdown?: boolean }) => {
        const { file, environment } = describeConfig();
        if (options.json) return printJson({ file, environment });
        if (options.markdown) return printLine(configMarkdown());
        printLine(
          formatTable(
            ['KEY', 'DEFAULT', 'MEANING'],
            file.map(({ name, standard, meaning }) => [name, standard, meaning]),
          ),
        );
        printLine();
        printLine(
          formatTable(
            ['VARIABLE', 'MEANING'],
            environment.map(({ name, meaning }) => [name, meaning]),
          ),
        );
      });
  },
};

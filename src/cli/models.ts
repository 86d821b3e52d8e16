import { modelsFolder } from '../app/state-folders.ts';
import { createModelRegistry, type ModelRegistry } from '../models/model-registry.ts';
import type { CliCommand } from './command.ts';
import { addConfigOptions, type ConfigOptions, readConfig } from './options.ts';
import { formatTable, printJson, printLine } from './output.ts';

type Listed = Awaited<ReturnType<ModelRegistry['list']>>;

const formatScore = (value: number | null) => (value === null ? 'not measured' : value.toFixed(3));

function rowOf({ card, current }: Listed[number]): string[] {
  const measured = card.metrics.map(({ name, value, baselines }) => {
    const beside = Object.entries(baselines).map(([other, score]) => `${other} ${formatScore(score)}`);
    return `${name} ${formatScore(value)}${beside.length > 0 ? ` (${beside.join(', ')})` : ''}`;
  });
  const trainedAt = card.trainedAt.slice(0, 16).replace('T', ' ');
  return [current ? '*' : '', card.kind, card.id, trainedAt, String(card.trainingRows), measured.join('; ')];
}

export const models: CliCommand = {
  name: 'models',
  register(program) {
    const command = program
      .command('models')
      .description('List the models that were trained, with what they were measured on; * is in use')
      .option('--kind <kind>', 'only this kind: anomaly, causes, …')
      .option('--json', 'print the cards as one JSON list');
    addConfigOptions(command, { state: true }).action(
      async (options: ConfigOptions & { kind?: string; json?: boolean }) => {
        const listed = await createModelRegistry(modelsFolder(readConfig(options).state)).list(options.kind);
        if (options.json) return printJson(listed.map(({ card, current }) => ({ ...card, current })));
        if (listed.length === 0) return printLine('No model was trained yet: nocturne train causes --from <recording>');
        printLine(formatTable(['', 'KIND', 'ID', 'TRAINED (UTC)', 'ROWS', 'MEASURED'], listed.map(rowOf)));
      },
    );
  },
};

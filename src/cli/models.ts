import type { Command } from 'commander';
import { changeModelNow } from '../app/change-model-now.ts';
import { modelsFolder } from '../app/state-folders.ts';
import { causes } from '../learning/kinds/causes.ts';
import { openModels } from '../learning/open-models.ts';
import { describeMeasured } from '../learning/training-words.ts';
import { createLog } from '../log.ts';
import { wholeNetwork } from '../models/registry/model-card.ts';
import type { ListedModel, ModelRegistry } from '../models/registry/model-registry.ts';
import type { WantedModel } from '../web/model-routes.ts';
import { parseKind } from './arguments.ts';
import type { CliCommand } from './command.ts';
import { exportModel } from './export-model.ts';
import { addConfigOptions, type ConfigOptions, readConfig } from './options.ts';
import { formatTable, printJson, printLine } from './output.ts';
import { findRunningBot } from './running-bot.ts';
import { namedBy, readLearned, showModels } from './show-models.ts';
import { userName } from './user-name.ts';

interface ListOptions extends ConfigOptions {
  kind?: string;
  history?: boolean;
  json?: boolean;
}

interface ChangeOptions extends ConfigOptions {
  subject: string;
  reason: string;
}

function rowOf({ card, alias }: ListedModel): string[] {
  const trainedAt = card.trainedAt.slice(0, 16).replace('T', ' ');
  const part = alias === 'champion' ? '*' : (alias ?? '');
  return [part, card.kind, card.subject, card.id, trainedAt, String(card.trainingRows), describeMeasured(card)];
}

async function listModels(options: ListOptions): Promise<void> {
  const registry = openModels(modelsFolder(readConfig(options).state));
  if (options.history) return listHistory(registry, options);
  const listed = await registry.list(options.kind);
  for (const damage of await registry.damages(options.kind)) process.stderr.write(`nocturne: ${damage}\n`);
  if (options.json) return printJson(listed.map(({ card, alias }) => ({ ...card, alias })));
  if (listed.length === 0) printLine('No model was trained yet: nocturne train --from <recording>');
  else printLine(formatTable(['', 'KIND', 'SUBJECT', 'ID', 'TRAINED (UTC)', 'ROWS', 'MEASURED'], listed.map(rowOf)));
  if (options.kind === undefined || options.kind === causes.kind) printLine(namedBy(await readLearned(options)));
}

/** Who put which model in use, when and why. */
async function listHistory(registry: ModelRegistry, { kind, json }: ListOptions): Promise<void> {
  const keys = await registry.keys(kind);
  const histories = keys.map(async (key) => (await registry.history(key)).map((change) => ({ ...key, ...change })));
  const changes = (await Promise.all(histories)).flat();
  if (json) return printJson(changes);
  if (changes.length === 0) return printLine('No model has been put in use yet');
  const rows = changes.map((change) => {
    const at = change.at.slice(0, 16).replace('T', ' ');
    return [at, change.kind, change.subject, change.action, change.id, change.by, change.reason];
  });
  printLine(formatTable(['AT (UTC)', 'KIND', 'SUBJECT', 'CHANGE', 'ID', 'BY', 'WHY'], rows));
}

/** A running bot does it, because it alone may write the models that it uses. */
async function changeModel(
  kind: string,
  id: string | null,
  { subject, reason, ...options }: ChangeOptions,
): Promise<void> {
  const config = readConfig(options);
  const bot = options.state === undefined ? await findRunningBot(config) : undefined;
  const wanted: WantedModel = { kind, subject, id, by: userName(), reason };
  const changed = bot
    ? await bot.post<{ id: string }>(`/api/v1/models/${id === null ? 'back' : 'promote'}`, wanted)
    : await changeModelNow(config, wanted, createLog({ level: 'fatal' }));
  printLine(`${kind} ${changed.id} is in use${bot ? `, by the bot at ${bot.url}` : ''}`);
}

function addChange(models: Command, name: string, description: string): Command {
  const command = models.command(name).description(description);
  addConfigOptions(command, { state: true });
  return command
    .option('--subject <name>', 'what of the network the model is about', wholeNetwork)
    .option('--reason <text>', 'why, for the history and the audit', 'by hand')
    .argument('<kind>', 'kind of the model', parseKind);
}

const exportHelp = `
RandomForestClassifier.load() of the package ml-random-forest reads it. Beside what that needs it has classes (the cause of each number that predict
names) and features (the metric of each column, in this order). Each tree has one vote there, where Nocturne takes the mean of what they say, so that
close calls can differ.`;

export const models: CliCommand = {
  name: 'models',
  register(program) {
    const command = program.command('models').description('List models, and choose which of them is in use');
    const list = command
      .command('list', { isDefault: true })
      .description('List the models that were trained, with what they were measured on; * is in use')
      .option('--kind <kind>', 'only this kind', parseKind)
      .option('--history', 'list who put which model in use, when and why, instead')
      .option('--json', 'print the cards, or the history, as one JSON list');
    addConfigOptions(list, { state: true }).action(listModels);
    const show = command
      .command('show')
      .description(
        'Tell all about a model: why it is in use, its method, what it was measured on, how often it was right, its error after each pass',
      )
      .argument('<kind>', 'kind of the model', parseKind)
      .argument('[subject]', 'what of the network it is about (default: every model of the kind)')
      .option(
        '--json',
        'print a JSON list of {kind, subject, isInUse, card, change, challenger, damage, losses, labels}, with challenge for causes and levels for detection',
      );
    addConfigOptions(show, { state: true }).action(showModels);
    const written = command
      .command('export')
      .description('Write a model in a format that others can read: a cause forest as JSON of ml-random-forest')
      .argument('<kind>', 'kind of the model', parseKind)
      .argument('[id]', 'as `nocturne models` lists it (default: the one in use)')
      .option('--subject <name>', 'what of the network the model is about', wholeNetwork)
      .option('--out <file>', 'a new file instead of the standard output')
      .addHelpText('after', exportHelp);
    addConfigOptions(written, { state: true }).action(exportModel);
    addChange(command, 'promote', 'Put a model in use whatever its gate said; a running bot uses it at once')
      .argument('<id>', 'as `nocturne models` lists it')
      .action((kind: string, id: string, options: ChangeOptions) => changeModel(kind, id, options));
    addChange(command, 'back', 'Return to the model that was in use before this one').action(
      (kind: string, options: ChangeOptions) => changeModel(kind, null, options),
    );
  },
};

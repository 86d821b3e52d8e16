import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { languageModelSchema, languageModelVariables } from './agents/settings.ts';
import type { SlackSettings } from './bot/connection.ts';
import { grantsSchema, missingForSlack, slackSchema, slackVariables, toSlackSettings } from './bot/settings.ts';
import { policySchema } from './changes/policy.ts';
import { digestsSchema } from './digests/settings.ts';
import { NocturneError } from './errors.ts';
import { oncallSchema } from './incidents/oncall.ts';
import { detectionSchema, pagerSchema, pagerVariables } from './incidents/settings.ts';
import { queueVariables } from './jobs/queue/settings.ts';
import { trainingSchema } from './learning/settings.ts';
import type { Credentials } from './network/session-opening.ts';
import {
  devicesSchema,
  type InventorySettings,
  inventorySchema,
  networkVariables,
  readAccounts,
} from './network/settings.ts';
import { parseStrictYaml } from './network/strict-yaml.ts';
import { risksSchema } from './risks/settings.ts';
import { databaseVariables, retentionSchema } from './store/settings.ts';
import { historySchema, historyVariables } from './telemetry/history/settings.ts';
import { secretsShape, sourcesSchema } from './telemetry/intake/source-settings.ts';
import { mappingSchema } from './telemetry/mapping/mapping-schema.ts';
import { webSchema, webVariables } from './web/settings.ts';

/** nocturne.yaml: each room says what its sections hold. Every key has a row in the README's table; a test compares the two. */
export const configFileSchema = z.strictObject({
  state: z.string().default('.nocturne').describe('Folder for everything that is kept: database, history, models'),
  inventory: inventorySchema,
  logLevel: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('How much is logged to stderr'),
  slack: slackSchema.prefault({}),
  web: webSchema.prefault({}),
  mapping: mappingSchema.prefault({}),
  sources: sourcesSchema().optional(),
  detection: detectionSchema.prefault({}),
  devices: devicesSchema.prefault({}),
  training: trainingSchema.prefault({}),
  policy: policySchema.prefault({}),
  oncall: oncallSchema.prefault({}),
  pager: pagerSchema.prefault({}),
  risks: risksSchema.prefault({}),
  digests: digestsSchema,
  history: historySchema.prefault({}),
  retention: retentionSchema.prefault({}),
  grants: grantsSchema,
  model: languageModelSchema.prefault({}),
});

/** Environment variables: secrets, and what differs between two machines. `.env.example` holds the same list. */
export const environmentSchema = z.object({
  ...slackVariables,
  ...databaseVariables,
  ...historyVariables,
  ...queueVariables,
  ...languageModelVariables,
  ...pagerVariables,
  ...webVariables,
  ...networkVariables,
  XDG_CACHE_HOME: z
    .string()
    .optional()
    .describe('Folder for what can be made again, such as an empty database; ~/.cache when not set'),
  ...(secretsShape() as Record<never, never>),
});

type ConfigFile = z.output<typeof configFileSchema>;
type Environment = z.output<typeof environmentSchema>;

export interface Config extends ConfigFile {
  file: string;
  environment: Environment;
  ingestTokens: string[];
  accounts: Credentials;
}

/** Reads one file of a configuration. Throws `config-missing` with what to do. */
function readText(file: string, hint: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new NocturneError('config-missing', `Cannot read ${file}`, { hint, cause });
  }
}

/** Libraries obey variables with these prefixes: they trace to a third party, ask another endpoint, send more headers or print every word. */
const libraryVariable = /^(?:LANGSMITH|LANGCHAIN|LANGGRAPH|OPENAI|AZURE_OPENAI|LC)_/i;

/**
 * Takes out of the environment what would change the behaviour of libraries behind the back of the configuration. Called before anything
 * else; worker threads and child processes then do not have it either.
 */
export function forgetLibraryVariables(env: NodeJS.ProcessEnv = process.env): void {
  for (const name of Object.keys(env)) {
    if (libraryVariable.test(name) && !Object.hasOwn(environmentSchema.shape, name)) delete env[name];
  }
}

/** What a command needs of the environment beyond what is always checked for its form. */
export type Need = 'slack';

export interface LoadOptions {
  env?: NodeJS.ProcessEnv;
  needs?: readonly Need[];
}

/**
 * Reads nocturne.yaml and the environment, and reports all problems of each at once. A file `.env` beside the configuration adds variables
 * that are not set. Paths are resolved against the folder of the file. Throws `config-missing`, `config-invalid` or `environment-invalid`.
 */
export function loadConfig(file: string, options: LoadOptions = {}): Config {
  return parseConfig(readText(file, 'copy nocturne.example.yaml, or name another file with --config'), file, options);
}

/** The same without a file: every key has its default, and paths are resolved against `folder`. Throws `environment-invalid`. */
export function defaultConfig(folder: string, options: LoadOptions = {}): Config {
  return parseConfig('{}', join(folder, 'nocturne.yaml'), options);
}

function parseConfig(text: string, file: string, options: LoadOptions): Config {
  const content = parseStrictYaml({ text, file, schema: configFileSchema, code: 'config-invalid' });
  const folder = dirname(resolve(file));
  const here = (path: string) => (isAbsolute(path) ? path : join(folder, path));
  const environment = readEnvironment({ ...readEnvFile(join(folder, '.env')), ...(options.env ?? process.env) });
  if (options.needs?.includes('slack')) requireSlack({ ...content, environment });
  return {
    ...content,
    file,
    state: here(content.state),
    inventory: inventoryFrom(content.inventory, here),
    history: { ...content.history, ...(content.history.folder && { folder: here(content.history.folder) }) },
    training: { ...content.training, recordings: content.training.recordings.map(here) },
    environment,
    ingestTokens: (environment.NOCTURNE_INGEST_TOKENS ?? '').split(',').filter((token) => token !== ''),
    accounts: readAccounts(environment, (path) => readText(path, 'check the key file of the account')),
  };
}

function inventoryFrom(inventory: InventorySettings, here: (path: string) => string): InventorySettings {
  if (typeof inventory === 'string') return here(inventory);
  return { netbox: { ...inventory.netbox, hostKeys: here(inventory.netbox.hostKeys) } };
}

function readEnvFile(file: string): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw thrown;
  }
}

function readEnvironment(env: NodeJS.ProcessEnv): Environment {
  // An empty variable is an absent one: that is what a commented-out line in an env file becomes with some tools.
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environmentSchema.safeParse(present);
  if (parsed.success) return parsed.data;
  throw environmentProblems(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
}

function environmentProblems(problems: string[]): NocturneError {
  return new NocturneError('environment-invalid', `The environment can't be used:\n${problems.join('\n')}`, {
    hint: '.env.example tells what each variable is',
    detail: { problems },
  });
}

function requireSlack(config: Pick<Config, 'slack' | 'environment'>): void {
  const problems = missingForSlack(config);
  if (problems.length > 0) throw environmentProblems(problems);
}

/** For a bot that never asks Slack anything. */
export const noSlack = ({ slack: { channel } }: Pick<Config, 'slack'>): SlackSettings => ({
  ...{ botToken: 'xoxb-none', channel, mode: 'socket' },
});

/** How Slack is reached. Throws `environment-invalid` when a variable for it is missing. */
export function slackSettings(config: Config): SlackSettings {
  requireSlack(config);
  return toSlackSettings(config);
}

import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import type { SlackSettings } from './bot/connection.ts';
import { policySchema } from './changes/policy.ts';
import { NocturneError } from './errors.ts';
import { oncallSchema } from './incidents/oncall.ts';
import type { Credentials } from './network/session-opening.ts';
import { parseStrictYaml } from './network/strict-yaml.ts';
import type { Credential } from './network/transport/ssh.ts';
import { secretsShape, sourcesSchema } from './telemetry/intake/source-settings.ts';
import { mappingSchema } from './telemetry/mapping/mapping-schema.ts';

const persistence = z
  .strictObject({ atLeast: z.int().min(1).max(30), of: z.int().min(1).max(30) })
  .refine(({ atLeast, of }) => atLeast <= of, 'atLeast must not be more than of');

const days = (standard: number) => z.int().min(1).max(36_500).default(standard);

const grant = z.strictObject({
  commands: z.array(z.string()).min(1),
  users: z.array(z.string()).optional(),
  groups: z.array(z.string()).optional(),
  channels: z.array(z.string()).optional(),
});

const netbox = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  hostKeys: z.string().default('host-keys.yaml'),
  filter: z.record(z.string(), z.string()).default({}),
  platforms: z.record(z.string(), z.string()).default({}),
});

/** nocturne.yaml. Every key has a row in the README's table; a test compares the two. */
export const configFileSchema = z.strictObject({
  /** Folder for everything that is kept: database, history, models. */
  state: z.string().default('.nocturne').describe('Folder for everything that is kept: database, history, models'),
  inventory: z
    .union([z.string(), z.strictObject({ netbox })])
    .default('topology.yaml')
    .describe('Devices and the links between them: a file, or `{netbox: {url, hostKeys, filter, platforms}}`'),
  logLevel: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('How much is logged to stderr'),
  slack: z
    .strictObject({
      channel: z.string().default('#noc').describe('Where incidents are posted: a name or an id'),
      command: z
        .string()
        .regex(/^\/[a-z0-9_-]+$/)
        .default('/noc')
        .describe('Name of the slash command'),
      mode: z.enum(['socket', 'http']).default('socket').describe('Socket Mode, or requests from Slack over HTTP'),
      httpHost: z.string().default('127.0.0.1').describe('Where HTTP mode listens'),
      httpPort: z.int().min(0).max(65_535).default(3000).describe('Port of HTTP mode'),
    })
    .prefault({}),
  web: z
    .strictObject({
      host: z.string().default('127.0.0.1').describe('Where telemetry, health and the API are served'),
      port: z.int().min(0).max(65_535).default(8086).describe('Port on which telemetry, health and the API are served'),
    })
    .prefault({}),
  mapping: mappingSchema.prefault({}),
  sources: sourcesSchema().optional(),
  detection: z
    .strictObject({
      persistence: persistence
        .optional()
        .describe(
          'Anomalous samples among the latest that make an incident; left out, by the interval of the samples: 4 of 6 for seconds, 2 of 3 for minutes',
        ),
      falseAlarmsPerDeviceDay: z
        .number()
        .positive()
        .default(1)
        .describe('False alarms that people accept per device and day; training sets the threshold by it'),
      settleSeconds: z.number().positive().default(3).describe('The verdict may change so long after the opening'),
      quietSeconds: z.number().positive().default(120).describe('Without an anomaly for so long an incident is over'),
      retainMinutes: z.number().positive().default(30).describe('Telemetry kept in memory'),
    })
    .prefault({}),
  devices: z
    .strictObject({
      answerSeconds: z
        .number()
        .positive()
        .max(600)
        .default(15)
        .describe(
          'Seconds of silence after which the answer of a device is given up; commits and whole configurations get more',
        ),
    })
    .prefault({}),
  training: z
    .strictObject({
      recordings: z.array(z.string()).default([]).describe('Recordings to train from when there is no model yet'),
      seed: z.int().default(1).describe('Seed of every training'),
    })
    .prefault({}),
  policy: policySchema.prefault({}),
  oncall: oncallSchema.prefault({}),
  pager: z
    .strictObject({
      from: z
        .enum(['warning', 'minor', 'major', 'critical'])
        .default('major')
        .describe('The least severity that pages, when PAGERDUTY_ROUTING_KEY is set'),
      url: z
        .url()
        .default('https://events.pagerduty.com/v2/enqueue')
        .describe("Where pages are sent: PagerDuty's Events API v2, or whatever speaks it"),
    })
    .prefault({}),
  retention: z
    .strictObject({
      inboxDays: days(7).describe(
        'Days for which the key of a handled Slack message is kept to recognise redeliveries; its text is removed at once',
      ),
      eventsDays: days(30).describe('Days for which events are kept after every follower has handled them'),
      checkpointsDays: days(30).describe(
        "Days for which the agents' working state is kept after the end of its incident",
      ),
      outputsDays: days(90).describe('Days for which device output and configurations from before a change are kept'),
      configsDays: days(365).describe('Days for which former device configurations are kept; the latest always stays'),
      incidentsDays: days(365).describe(
        'Days for which ended incidents are kept, with plans, votes and diagnoses; the audit is kept forever',
      ),
      jobsDays: days(90).describe('Days for which finished background jobs are kept'),
    })
    .prefault({}),
  grants: z
    .array(grant)
    .default([])
    .describe('Who may run commands and press buttons that change something; no one when empty'),
  model: z
    .strictObject({
      offline: z.boolean().default(false).describe('Keep every word in the house, whatever else is set'),
      name: z.string().optional().describe('Model of the endpoint in OPENAI_BASE_URL, or of OpenAI'),
    })
    .prefault({}),
});

/** Environment variables: secrets, and what differs between two machines. `.env.example` holds the same list. */
export const environmentSchema = z.object({
  SLACK_BOT_TOKEN: z
    .string()
    .startsWith('xoxb-', 'is no bot token: it begins with xoxb-')
    .optional()
    .describe('Bot token of the Slack app (xoxb-…)'),
  SLACK_APP_TOKEN: z
    .string()
    .startsWith('xapp-', 'is no app-level token: it begins with xapp-')
    .optional()
    .describe('App-level token with the scope connections:write (xapp-…), for Socket Mode'),
  SLACK_SIGNING_SECRET: z.string().min(1).optional().describe('Signing secret of the Slack app, for HTTP mode'),
  SLACK_API_URL: z.url().optional().describe("Another Web API than Slack's own, such as the local workspace"),
  DATABASE_URL: z.url().optional().describe('PostgreSQL server; embedded below the state folder when not set'),
  REDIS_URL: z.url().optional().describe('Redis for the jobs; in the database when not set'),
  OPENAI_API_KEY: z
    .string()
    .min(1)
    .optional()
    .describe('Key of OpenAI or of a compatible endpoint; offline when not set'),
  OPENAI_BASE_URL: z.url().optional().describe('Any OpenAI-compatible endpoint'),
  PAGERDUTY_ROUTING_KEY: z
    .string()
    .min(1)
    .optional()
    .describe('Integration key of a PagerDuty service (Events API v2); nobody is paged when not set'),
  NOCTURNE_INGEST_TOKENS: z.string().optional().describe('Tokens that may send telemetry, with commas between them'),
  NOCTURNE_API_TOKEN: z
    .string()
    .min(8, 'is too short: at least 8 characters')
    .optional()
    .describe('Token of the loopback API, by which other commands reach a running bot; closed when not set'),
  NOCTURNE_NETBOX_TOKEN: z
    .string()
    .min(1)
    .optional()
    .describe('Token that may read NetBox, when the inventory is there'),
  NOCTURNE_READ_USER: z.string().optional().describe('Account on the devices that only reads'),
  NOCTURNE_READ_PASSWORD: z.string().optional().describe('Password of the reading account'),
  NOCTURNE_READ_KEY_FILE: z.string().optional().describe('File with the private key of the reading account'),
  NOCTURNE_CHANGE_USER: z.string().optional().describe('Account that carries approved changes out'),
  NOCTURNE_CHANGE_PASSWORD: z.string().optional().describe('Password of the change account'),
  NOCTURNE_CHANGE_KEY_FILE: z.string().optional().describe('File with the private key of the change account'),
  NOCTURNE_OPERATOR_USER: z.string().optional().describe('Account of a restricted operator shell, where there is one'),
  NOCTURNE_OPERATOR_PASSWORD: z.string().optional().describe('Password of the operator account'),
  NOCTURNE_OPERATOR_KEY_FILE: z.string().optional().describe('File with the private key of the operator account'),
  XDG_CACHE_HOME: z
    .string()
    .optional()
    .describe('Folder for what can be made again, such as an empty database; ~/.cache when not set'),
  ...(secretsShape() as Record<never, never>),
});

export type ConfigFile = z.infer<typeof configFileSchema>;
export type Environment = z.infer<typeof environmentSchema>;

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
  requireNeeds(environment, content, options.needs ?? []);
  return {
    ...content,
    file,
    state: here(content.state),
    inventory: inventoryFrom(content.inventory, here),
    training: { ...content.training, recordings: content.training.recordings.map(here) },
    environment,
    ingestTokens: (environment.NOCTURNE_INGEST_TOKENS ?? '').split(',').filter((token) => token !== ''),
    accounts: readAccounts(environment),
  };
}

function inventoryFrom(inventory: ConfigFile['inventory'], here: (path: string) => string): ConfigFile['inventory'] {
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

/** Which variables Slack can't be reached without, in the configured mode, and are not there. */
export function missingForSlack(config: Pick<Config, 'slack' | 'environment'>): string[] {
  const { SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET } = config.environment;
  const byMode =
    config.slack.mode === 'socket'
      ? { present: SLACK_APP_TOKEN, problem: 'SLACK_APP_TOKEN: is not set, and Socket Mode needs it' }
      : { present: SLACK_SIGNING_SECRET, problem: 'SLACK_SIGNING_SECRET: is not set, and HTTP mode needs it' };
  return [...(SLACK_BOT_TOKEN ? [] : ['SLACK_BOT_TOKEN: is not set']), ...(byMode.present ? [] : [byMode.problem])];
}

function requireNeeds(environment: Environment, { slack }: ConfigFile, needs: readonly Need[]): void {
  const problems = needs.includes('slack') ? missingForSlack({ slack, environment }) : [];
  if (problems.length > 0) throw environmentProblems(problems);
}

/** How Slack is reached. Throws `environment-invalid` when a variable for it is missing. */
export function slackSettings(config: Config): SlackSettings {
  const { slack, environment } = config;
  requireNeeds(environment, config, ['slack']);
  return {
    botToken: environment.SLACK_BOT_TOKEN!,
    appToken: environment.SLACK_APP_TOKEN,
    signingSecret: environment.SLACK_SIGNING_SECRET,
    apiUrl: environment.SLACK_API_URL,
    channel: slack.channel,
    mode: slack.mode,
    http: { host: slack.httpHost, port: slack.httpPort },
  };
}

function readAccounts(environment: Environment): Config['accounts'] {
  const account = (user?: string, password?: string, keyFile?: string): Credential | undefined => {
    if (user === undefined) return undefined;
    const privateKey = keyFile === undefined ? undefined : readText(keyFile, 'check the key file of the account');
    if (password === undefined && privateKey === undefined) return undefined;
    return { username: user, password, privateKey };
  };
  const e = environment;
  return {
    read: account(e.NOCTURNE_READ_USER, e.NOCTURNE_READ_PASSWORD, e.NOCTURNE_READ_KEY_FILE),
    change: account(e.NOCTURNE_CHANGE_USER, e.NOCTURNE_CHANGE_PASSWORD, e.NOCTURNE_CHANGE_KEY_FILE),
    operator: account(e.NOCTURNE_OPERATOR_USER, e.NOCTURNE_OPERATOR_PASSWORD, e.NOCTURNE_OPERATOR_KEY_FILE),
  };
}

import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import { policySchema } from './changes/policy.ts';
import { NocturneError } from './errors.ts';
import { parseStrictYaml } from './network/strict-yaml.ts';
import { mappingSchema } from './telemetry/mapping-schema.ts';

const persistence = z
  .strictObject({ atLeast: z.int().min(1).max(30).default(4), of: z.int().min(1).max(30).default(6) })
  .refine(({ atLeast, of }) => atLeast <= of, 'atLeast must not be more than of');

const grant = z.strictObject({
  commands: z.array(z.string()).min(1),
  users: z.array(z.string()).optional(),
  groups: z.array(z.string()).optional(),
  channels: z.array(z.string()).optional(),
});

/** nocturne.yaml. Every key has a row in the README's table; a test compares the two. */
export const configFileSchema = z.strictObject({
  /** Folder for everything that is kept: database, history, models. */
  state: z.string().default('.nocturne').describe('Folder for everything that is kept: database, history, models'),
  inventory: z.string().default('topology.yaml').describe('Devices and the links between them'),
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
      port: z.int().min(0).max(65_535).default(8086).describe('Port of the same'),
    })
    .prefault({}),
  mapping: mappingSchema.prefault({}).describe('Own rules from foreign measurements to metrics'),
  detection: z
    .strictObject({
      persistence: persistence.prefault({}).describe('Anomalous samples among the latest that make an incident'),
      settleSeconds: z.number().positive().default(3).describe('The verdict may change so long after the opening'),
      quietSeconds: z.number().positive().default(120).describe('Without an anomaly for so long an incident is over'),
      retainMinutes: z.number().positive().default(30).describe('Telemetry kept in memory'),
    })
    .prefault({}),
  training: z
    .strictObject({
      recordings: z.array(z.string()).default([]).describe('Recordings to train from when there is no model yet'),
      seed: z.int().default(1).describe('Seed of every training'),
    })
    .prefault({}),
  policy: policySchema.prefault({}),
  grants: z.array(grant).default([]).describe('Who may run commands that change something; nobody when empty'),
  model: z
    .strictObject({
      offline: z.boolean().default(false).describe('Keep every word in the house, whatever else is set'),
      name: z.string().optional().describe('Model of the endpoint in OPENAI_BASE_URL, or of OpenAI'),
    })
    .prefault({}),
});

/** Environment variables: secrets, and what differs between two machines. `.env.example` holds the same list. */
export const environmentSchema = z.object({
  SLACK_BOT_TOKEN: z.string().startsWith('xoxb-'),
  SLACK_APP_TOKEN: z.string().startsWith('xapp-').optional(),
  SLACK_SIGNING_SECRET: z.string().min(1).optional(),
  SLACK_API_URL: z.url().optional(),
  DATABASE_URL: z.url().optional(),
  REDIS_URL: z.url().optional(),
  OPENAI_API_KEY: z.string().min(1).optional(),
  OPENAI_BASE_URL: z.url().optional(),
  NOCTURNE_INGEST_TOKENS: z.string().optional(),
  NOCTURNE_API_TOKEN: z.string().min(8).optional(),
  NOCTURNE_READ_USER: z.string().optional(),
  NOCTURNE_READ_PASSWORD: z.string().optional(),
  NOCTURNE_READ_KEY_FILE: z.string().optional(),
  NOCTURNE_CHANGE_USER: z.string().optional(),
  NOCTURNE_CHANGE_PASSWORD: z.string().optional(),
  NOCTURNE_CHANGE_KEY_FILE: z.string().optional(),
  NOCTURNE_OPERATOR_USER: z.string().optional(),
  NOCTURNE_OPERATOR_PASSWORD: z.string().optional(),
  NOCTURNE_OPERATOR_KEY_FILE: z.string().optional(),
});

export type ConfigFile = z.infer<typeof configFileSchema>;
export type Environment = z.infer<typeof environmentSchema>;

/** One account on the devices. */
export interface Account {
  username: string;
  password?: string;
  privateKey?: string;
}

export interface Config extends ConfigFile {
  file: string;
  environment: Environment;
  ingestTokens: string[];
  accounts: { read?: Account; change?: Account; operator?: Account };
}

/** Reads one file of a configuration. Throws `config-missing` with what to do. */
function readText(file: string, hint: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new NocturneError('config-missing', `Cannot read ${file}`, { hint, cause });
  }
}

/**
 * Reads nocturne.yaml and the environment, and reports all problems of each at once. Paths are resolved against the folder of the file.
 * Throws `config-missing`, `config-invalid` or `environment-invalid`.
 */
export function loadConfig(file: string, env: NodeJS.ProcessEnv = process.env): Config {
  const content = parseStrictYaml({
    text: readText(file, 'copy nocturne.example.yaml, or name another file with --config'),
    file,
    schema: configFileSchema,
    code: 'config-invalid',
  });
  const here = (path: string) => (isAbsolute(path) ? path : join(dirname(resolve(file)), path));
  const environment = readEnvironment(env);
  return {
    ...content,
    file,
    state: here(content.state),
    inventory: here(content.inventory),
    training: { ...content.training, recordings: content.training.recordings.map(here) },
    environment,
    ingestTokens: (environment.NOCTURNE_INGEST_TOKENS ?? '').split(',').filter((token) => token !== ''),
    accounts: readAccounts(environment),
  };
}

function readEnvironment(env: NodeJS.ProcessEnv): Environment {
  // An empty variable is an absent one: that is what a commented-out line in an env file becomes with some tools.
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environmentSchema.safeParse(present);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new NocturneError('environment-invalid', `The environment is not complete:\n${problems.join('\n')}`, {
    hint: '.env.example tells what each variable is',
    detail: { problems },
  });
}

function readAccounts(environment: Environment): Config['accounts'] {
  const account = (user?: string, password?: string, keyFile?: string): Account | undefined => {
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

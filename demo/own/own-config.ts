import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** What a demo needs to know of somebody's own nocturne.yaml, as the product reads it. */
export interface OwnConfig {
  file: string;
  state: string;
  inventory: string | { netbox: { url: string } };
  web: { host: string; port: number };
  slack: { channel: string; command: string; mode: 'socket' | 'http'; httpHost: string; httpPort: number };
  policy: {
    mode: Mode;
    tagModes: Record<string, Mode>;
    approvers: NamedPeople;
    tagApprovers: Record<string, NamedPeople>;
    approveInChannels: string[];
    approvals: { low: number; medium: number; high: number };
    breakGlass: NamedPeople & { channel: string | null };
  };
  grants: { commands: string[]; users?: string[]; groups?: string[]; channels?: string[] }[];
  oncall: { rotations: { users: string[] }[] };
  training: { recordings: string[] };
  /** Environment variables that are set, in the environment or in the file `.env` beside the configuration. */
  isSet: ReadonlySet<string>;
}

export type Mode = 'observe' | 'propose' | 'act';

/** People and user groups, as ids or handles. */
export interface NamedPeople {
  users: string[];
  groups: string[];
}

interface Shown {
  file: { name: string; value: unknown }[];
  environment: { name: string; set: boolean }[];
}

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** Asks `nocturne config` what is in force. @throws Error with what the product says when the file is missing or wrong. */
export async function readOwnConfig(path: string, env: NodeJS.ProcessEnv): Promise<OwnConfig> {
  const file = resolve(path);
  const args = ['--disable-warning=ExperimentalWarning', main, 'config', '--json', '--config', file];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env, maxBuffer: 16 << 20 }).catch(
    ({ stderr, message }: Error & { stderr?: string }) => {
      throw new Error(stderr?.trim().replace(/^nocturne: /, '') || message);
    },
  );
  const shown = JSON.parse(stdout) as Shown;
  const set = shown.environment.filter((variable) => variable.set).map(({ name }) => name);
  return { ...nest(shown.file), file, isSet: new Set(set) };
}

/** `a.b` becomes a key within a key. */
function nest(rows: Shown['file']): Omit<OwnConfig, 'file' | 'isSet'> {
  const root: Record<string, unknown> = {};
  for (const { name, value } of rows) {
    const keys = name.split('.');
    const last = keys.pop()!;
    const parent = keys.reduce((inner, key) => {
      inner[key] ??= {};
      return inner[key] as Record<string, unknown>;
    }, root);
    parent[last] = value;
  }
  return root as unknown as OwnConfig;
}

/** Whether a plan can run on a device at all. */
export function canAct({ policy }: Pick<OwnConfig, 'policy'>): boolean {
  return [policy.mode, ...Object.values(policy.tagModes)].includes('act');
}

/** Whether the policy names somebody whose word lets a plan run. */
export function canApprove({ policy }: Pick<OwnConfig, 'policy'>): boolean {
  const { approvers, tagApprovers, breakGlass } = policy;
  const lists = [approvers, ...Object.values(tagApprovers), ...(breakGlass.channel === null ? [] : [breakGlass])];
  return lists.some(({ users, groups }) => users.length + groups.length > 0);
}

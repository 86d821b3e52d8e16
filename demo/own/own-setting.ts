import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type BotProcess, createBotProcess } from '../bot-process.ts';
import { nocturneApp } from '../personas.ts';
import { isFree } from '../pick-port.ts';
import { createWorkspace, type Workspace } from '../slack/workspace.ts';
import type { OwnConfig } from './own-config.ts';
import type { OwnDoors } from './own-words.ts';
import { createStandIns, type StandIns } from './stand-ins.ts';

/** The local workspace in front of somebody's own network, with the product between them as that configuration says. */
export interface OwnSetting {
  workspace: Workspace;
  /** The page, with its key. */
  pageUrl: string;
  bot: BotProcess;
  doors: OwnDoors;
  standIns: StandIns;
  /** The file with the bot's own log lines. */
  botLog: string;
  close(): Promise<void>;
}

/** A change that is under way on a device may take its time. */
const stopWithinMs = 120_000;

const secret = () => randomBytes(18).toString('base64url');

/**
 * Starts the workspace and the product, and resolves when the product is connected and takes telemetry. Models it need not have. The
 * environment is handed on, except for what reaches people elsewhere.
 * @throws Error for a port that is taken, and with what the product says when it ends.
 */
export async function openOwnSetting(
  config: OwnConfig,
  given: {
    env: NodeJS.ProcessEnv;
    tell: (line: string) => void;
    nodeFlags?: readonly string[];
  },
): Promise<OwnSetting> {
  const { web, slack, isSet } = config;
  await checkPorts(config);
  const folder = join(config.state, 'local-workspace');
  await mkdir(config.state, { recursive: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const botLog = join(folder, 'bot.log');
  const log = createWriteStream(botLog, { flags: 'a', mode: 0o600 });
  const tokens = { bot: `xoxb-local-${secret()}`, app: `xapp-local-${secret()}`, signing: secret() };
  const key = secret();
  const standIns = createStandIns(config);
  const workspace = await createWorkspace({
    key,
    journalPath: join(folder, 'slack.jsonl'),
    statePath: join(folder, 'workspace.json'),
    ...{ users: standIns.users, userGroups: standIns.userGroups, channels: standIns.channels },
    app: {
      ...{ ...nocturneApp, slashCommand: slack.command },
      ...{ botToken: tokens.bot, appToken: tokens.app, signingSecret: tokens.signing },
    },
  });
  const make = (variable: string) => (isSet.has(variable) ? null : secret());
  const doors: OwnDoors = {
    url: `http://${reachable(web.host)}:${web.port}`,
    ingestToken: make('NOCTURNE_INGEST_TOKENS'),
    apiToken: make('NOCTURNE_API_TOKEN'),
  };
  const { control } = workspace;
  const connects = async () => {
    if (slack.mode === 'socket') return control.connections() > 0;
    const url = `http://${reachable(slack.httpHost)}:${slack.httpPort}/slack/events`;
    return (await control.setRequestUrl({ url })).ok;
  };
  const bot = createBotProcess({
    configFile: config.file,
    url: doors.url,
    apiToken: doors.apiToken ?? '',
    onLine: (line) => log.write(`${line}\n`),
    nodeFlags: given.nodeFlags,
    inherited: given.env,
    env: {
      SLACK_BOT_TOKEN: tokens.bot,
      SLACK_APP_TOKEN: tokens.app,
      SLACK_SIGNING_SECRET: tokens.signing,
      SLACK_API_URL: workspace.apiUrl,
      // Empty is not set: a trial wakes no one.
      PAGERDUTY_ROUTING_KEY: '',
      ...(doors.ingestToken && { NOCTURNE_INGEST_TOKENS: doors.ingestToken }),
      ...(doors.apiToken && { NOCTURNE_API_TOKEN: doors.apiToken }),
    },
    isUp: async (health) => health !== undefined && (await connects()),
    stopWithinMs,
  });
  const close = async () => {
    await bot.stop();
    await workspace.close();
    log.end();
  };
  try {
    given.tell(`starting the bot with ${config.file}`);
    await bot.start(given.tell);
  } catch (thrown) {
    await close();
    throw thrown;
  }
  return { workspace, pageUrl: `${workspace.url}/?key=${key}`, bot, doors, standIns, botLog, close };
}

/** Another bot may listen there, and it would answer in place of this one. */
async function checkPorts({ file, web, slack }: OwnConfig): Promise<void> {
  if (web.port === 0) throw new Error(`${file}: web.port is 0, and no sender could know the port: name one`);
  const needed = [{ key: 'web.port', ...web }];
  if (slack.mode === 'http') needed.push({ key: 'slack.httpPort', host: slack.httpHost, port: slack.httpPort });
  for (const { key, host, port } of needed) {
    if (await isFree(port, host)) continue;
    const hint = `stop the program that has it (a bot with this configuration?), or choose another ${key}`;
    throw new Error(`${file}: ${host}:${port} (${key}) can't be listened on: ${hint}`);
  }
}

/** What listens on every address is reached on this one. */
function reachable(host: string): string {
  const named = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  return named.includes(':') ? `[${named}]` : named;
}

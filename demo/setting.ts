import { randomBytes } from 'node:crypto';
import { type BotProcess, createBotProcess } from './bot-process.ts';
import type { Network } from './network/network.ts';
import { loadNetworkSpec, type NetworkSpec } from './network/spec.ts';
import { startNetwork } from './network/start-network.ts';
import { approversGroup, nocChannel, nocturneApp, personas } from './personas.ts';
import { pickPort } from './pick-port.ts';
import { createWorkspace, type Workspace } from './slack/workspace.ts';
import {
  ensureRecording,
  openStateFolder,
  practiceMinutes,
  type StateFolder,
  writeConfiguration,
} from './state-folder.ts';

/** The whole world of a demo: a Slack workspace, a network, and the product between them as a process of its own. */
export interface Setting {
  /** Seed of the simulated network. */
  seed: number;
  folder: StateFolder;
  workspace: Workspace;
  network: Network;
  bot: BotProcess;
  close(): Promise<void>;
}

export interface SettingOptions {
  stateDir: string;
  seed: number;
  /** What is told while long work goes on, one line each. */
  tell: (line: string) => void;
  /** The bot's own log lines. */
  onBotLine: (line: string) => void;
  /** How the workspace reaches the product: over its socket, or by signed requests to an address of its own. */
  slackMode?: 'socket' | 'http';
  /** More of the product's environment, such as DATABASE_URL. */
  botEnv?: Record<string, string>;
  /** How long the recording is that the bot trains on at its first start; 0 for none, which the configuration must know. */
  practiceMinutes?: number;
  /** More flags of Node.js for the bot. */
  botFlags?: readonly string[];
  /** Keys of nocturne.yaml that take the place of the demo's own. */
  config?: Record<string, unknown>;
  /** The network that is simulated; that of network.yaml when left out. */
  spec?: NetworkSpec;
  /** Called when everything is there but the bot. */
  beforeStart?: (folder: StateFolder) => Promise<void>;
  /** Told of the address of the workspace as soon as there is one. */
  onWorkspace?: (url: string) => void;
}

const secret = () => randomBytes(18).toString('base64url');

interface DemoTokens {
  bot: string;
  app: string;
  signing: string;
}

/** New with every start. */
export const demoTokens = (): DemoTokens => ({
  ...{ bot: `xoxb-demo-${secret()}`, app: `xapp-demo-${secret()}`, signing: secret() },
});

/** The workspace of a demo, with its people and its channel. */
export function startWorkspace(folder: StateFolder, tokens: DemoTokens): Promise<Workspace> {
  return createWorkspace({
    journalPath: folder.journal,
    statePath: folder.workspace,
    users: personas.map(({ id, name, realName, role }) => ({ id, name, real_name: realName, title: role })),
    userGroups: [approversGroup],
    channels: [
      { ...nocChannel, topic: 'Network operations', members: [...personas.map(({ id }) => id), nocturneApp.botUserId] },
    ],
    app: { ...nocturneApp, botToken: tokens.bot, appToken: tokens.app, signingSecret: tokens.signing },
  });
}

/** Starts everything and resolves when the product says that it is ready. The secrets are new with every start. */
export async function createSetting(options: SettingOptions): Promise<Setting> {
  const { tell } = options;
  const folder = await openStateFolder(options.stateDir);
  const { spec = loadNetworkSpec() } = options;
  const tokens = demoTokens();
  const account = (username: string) => ({ username, password: secret() });
  const accounts = { reader: account('reader'), netops: account('netops'), svc: account('svc') };
  const ingestToken = secret();
  const apiToken = secret();
  const [botPort, slackPort] = await Promise.all([pickPort(), pickPort()]);
  const { slackMode = 'socket' } = options;
  const url = `http://127.0.0.1:${botPort}`;
  const workspace = await startWorkspace(folder, tokens);
  options.onWorkspace?.(workspace.url);
  const network = await startNetwork({
    spec,
    stateDir: folder.network,
    logDir: folder.deviceLogs,
    ingestUrl: url,
    token: ingestToken,
    accounts,
    seed: options.seed,
    samplesTo: folder.samples,
  });
  const bot = createBotProcess({
    configFile: folder.config,
    url,
    apiToken,
    onLine: options.onBotLine,
    nodeFlags: options.botFlags,
    env: {
      SLACK_BOT_TOKEN: tokens.bot,
      SLACK_APP_TOKEN: tokens.app,
      SLACK_SIGNING_SECRET: tokens.signing,
      SLACK_API_URL: workspace.apiUrl,
      NOCTURNE_INGEST_TOKENS: ingestToken,
      NOCTURNE_API_TOKEN: apiToken,
      NOCTURNE_READ_USER: accounts.reader.username,
      NOCTURNE_READ_PASSWORD: accounts.reader.password,
      NOCTURNE_CHANGE_USER: accounts.netops.username,
      NOCTURNE_CHANGE_PASSWORD: accounts.netops.password,
      NOCTURNE_OPERATOR_USER: accounts.svc.username,
      NOCTURNE_OPERATOR_PASSWORD: accounts.svc.password,
      ...options.botEnv,
    },
  });
  const close = async () => {
    await bot.stop();
    await network.close();
    await workspace.close();
  };
  try {
    await ensureRecording(folder, {
      spec,
      minutes: options.practiceMinutes ?? practiceMinutes,
      now: Date.now(),
      onProgress: (share) => tell(`recording practice: ${Math.floor(share * 10) * 10} %`),
    });
    await writeConfiguration(folder, {
      ...{ topology: network.topology(), botPort, slackMode, slackPort },
      ...{ now: Date.now(), more: options.config },
    });
    await options.beforeStart?.(folder);
    tell('starting the bot');
    await bot.start(tell);
    if (slackMode === 'http') await deliverOverHttp(workspace, slackPort);
  } catch (thrown) {
    await close();
    throw thrown;
  }
  return { seed: options.seed, folder, workspace, network, bot, close };
}

/** As an operator does on the app's page at Slack, once the product listens. */
async function deliverOverHttp({ control }: Workspace, port: number): Promise<void> {
  const { ok, error } = await control.setRequestUrl({ url: `http://127.0.0.1:${port}/slack/events` });
  if (!ok) throw new Error(`the workspace does not take the request URL: ${error}`);
}

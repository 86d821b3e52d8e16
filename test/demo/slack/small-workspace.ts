import { App, type AppOptions, LogLevel } from '@slack/bolt';
import { createWorkspace, type Workspace, type WorkspaceOptions } from '../../../demo/slack/workspace.ts';
import { patienceMs } from '../../patience.ts';

export const people = { onCall: 'U0ONCALL1', approver: 'U0APPROV1', outsider: 'U0OUTSID1' };
export const bot = {
  appId: 'A0LOCAL01',
  botUserId: 'U0BOT0001',
  botId: 'B0BOT0001',
  name: 'Pager',
  botToken: 'xoxb-local-1',
  appToken: 'xapp-local-1',
  signingSecret: 'shhh',
  slashCommand: '/noc',
};

/** A workspace with three people and two channels; only the first two people and the bot are in #noc. */
export function createSmallWorkspace(options: Partial<WorkspaceOptions> = {}): Promise<Workspace> {
  return createWorkspace({
    users: [
      { id: people.onCall, name: 'nadia', real_name: 'Nadia Berg' },
      { id: people.approver, name: 'amir', real_name: 'Amir Khan' },
      { id: people.outsider, name: 'otto', real_name: 'Otto Lang', is_restricted: true },
    ],
    userGroups: [{ id: 'S0NOC0001', handle: 'noc-approvers', name: 'NOC approvers', users: [people.approver] }],
    channels: [
      { id: 'C0NOC0001', name: 'noc', members: [people.onCall, people.approver, bot.botUserId] },
      { id: 'C0GENERAL', name: 'general', members: Object.values(people) },
    ],
    app: bot,
    ...options,
    timings: { ackMs: 3000, retryDelaysMs: [10, 30, 50], fileReadyMs: 20, ...options.timings },
  });
}

/** A Bolt app on that workspace, by Socket Mode. The listeners are registered before it starts. */
export async function startBolt(
  workspace: Workspace,
  register: (app: App) => void,
  options: AppOptions = {},
): Promise<App> {
  const app = new App({
    token: bot.botToken,
    appToken: bot.appToken,
    socketMode: true,
    logLevel: LogLevel.ERROR,
    logger: silent,
    clientOptions: { slackApiUrl: workspace.apiUrl, retryConfig: { retries: 2, minTimeout: 20 }, timeout: patienceMs },
    ...options,
  });
  register(app);
  await app.start();
  return app;
}

const nothing = () => {};
/** A Bolt logger that says nothing: these tests cause errors on purpose. */
export const silent = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  setName: nothing,
  getLevel: () => LogLevel.ERROR,
};

import type { Workspace, WorkspaceOptions } from '../../demo/slack/workspace.ts';
import type { Bot } from '../../src/bot/bot.ts';
import type { BotDeps } from '../../src/bot/deps.ts';
import type { Store } from '../../src/store/store.ts';
import { createSmallWorkspace, people, bot as smallApp } from '../demo/slack/small-workspace.ts';
import { createTestBot } from './world.ts';

export const noc = 'C0NOC0001';

/** What a test over a real workspace opens, closed in reverse by `close`. */
export function createSlackWorld() {
  const closers: (() => Promise<unknown>)[] = [];

  async function open(options: Partial<WorkspaceOptions> = {}): Promise<Workspace> {
    const workspace = await createSmallWorkspace({ timings: { ackMs: 3000 }, ...options });
    closers.push(() => workspace.close());
    return workspace;
  }

  async function startBot(workspace: Workspace, store: Store, more: Partial<BotDeps> = {}): Promise<Bot> {
    const slack = {
      botToken: smallApp.botToken,
      appToken: smallApp.appToken,
      apiUrl: workspace.apiUrl,
      channel: '#noc',
      mode: 'socket' as const,
    };
    const bot = createTestBot({ slack, store, ...more });
    await bot.start();
    let closed: Promise<void> | undefined;
    const close = bot.close;
    bot.close = () => (closed ??= close());
    closers.push(() => bot.close());
    return bot;
  }

  async function close(): Promise<void> {
    for (const closer of closers.splice(0).reverse()) await closer();
  }

  return { open, startBot, close };
}

/** All that the on-call engineer sees in the channel and its threads. */
export const everything = (workspace: Workspace) => workspace.control.history({ user: people.onCall, channel: noc });
/** The names under which the product posted them. */
export const keysOf = (workspace: Workspace) =>
  everything(workspace).flatMap(({ metadata }) => metadata?.event_payload.key ?? []);

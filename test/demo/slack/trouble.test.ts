import { App, SocketModeReceiver } from '@slack/bolt';
import { afterEach, describe, expect, it } from 'vitest';
import type { Workspace } from '../../../demo/slack/workspace.ts';
import { until as eventually } from '../../patience.ts';
import { bot, createSmallWorkspace, people, silent, startBolt } from './small-workspace.ts';

let workspace: Workspace;
const apps: App[] = [];

async function start(register: (app: App) => void, options: Parameters<typeof createSmallWorkspace>[0] = {}) {
  workspace = await createSmallWorkspace(options);
  return startApp(register);
}

async function startApp(register: (app: App) => void): Promise<App> {
  const app = await startBolt(workspace, register);
  apps.push(app);
  return app;
}

afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.stop()));
  await workspace?.close();
});

const until = (isTrue: () => boolean) => eventually(() => expect(isTrue()).toBe(true));

const mentions = () => workspace.control.deliveries().filter(({ about }) => about === 'app_mention');
const texts = () => workspace.control.history({ user: people.onCall, channel: 'noc' }).map((message) => message.text);

describe('trouble on the way to the app', () => {
  it('sends an event again, with the same event id, when the acknowledgement is not heard', async () => {
    const seen: { event_id: string; retryNum?: number; reason?: string }[] = [];
    const register = (app: App) => {
      app.event('app_mention', async ({ body, context }) => {
        seen.push({ event_id: body.event_id, retryNum: context.retryNum, reason: context.retryReason });
      });
    };
    await start(register, { timings: { ackMs: 1000 } });
    workspace.control.inject({ kind: 'ignore_ack', type: 'events_api', times: 4 });
    await workspace.control.mention({ user: people.onCall, channel: 'noc', text: 'status' });
    await until(() => seen.length >= 3 && mentions().some(({ outcome }) => outcome.result === 'acked'));
    expect(new Set(seen.map(({ event_id }) => event_id)).size).toBe(1);
    expect(seen.slice(0, 2)).toMatchObject([{ retryNum: 0 }, { retryNum: 1, reason: 'timeout' }]);
  });

  it('gives up after three retries', async () => {
    workspace = await createSmallWorkspace({ timings: { retryDelaysMs: [1, 1, 1] } });
    await workspace.control.mention({ user: people.onCall, channel: 'noc', text: 'anybody?' });
    await until(() => mentions().length === 4);
    expect(mentions().map(({ attempt, outcome }) => [attempt, outcome.result])).toEqual(
      [0, 1, 2, 3].map((attempt) => [attempt, 'no_connection']),
    );
    const { error } = await workspace.control.command({ user: people.onCall, channel: 'noc' });
    expect(error).toBe('dispatch_failed');
    expect(texts().at(-1)).toContain('dispatch_failed');
  });

  it('can deliver an acknowledged event twice', async () => {
    let count = 0;
    await start((app) => {
      app.event('app_mention', async () => {
        count += 1;
      });
    });
    workspace.control.inject({ kind: 'redeliver', type: 'events_api', times: 2 });
    await workspace.control.mention({ user: people.onCall, channel: 'noc', text: 'status' });
    await until(() => count === 2);
  });

  it('sends each envelope to one of two connections', async () => {
    const takenBy: string[] = [];
    const register = (name: string) => (app: App) =>
      app.event('app_mention', async () => {
        takenBy.push(name);
      });
    await start(register('first'));
    await startApp(register('second'));
    await workspace.control.waitForConnections({ count: 2 });
    for (let round = 0; round < 4; round += 1) {
      await workspace.control.mention({ user: people.onCall, channel: 'noc', text: `round ${round}` });
    }
    await until(() => takenBy.length === 4);
    expect(new Set(takenBy).size).toBe(2);
    expect(mentions().every(({ attempt }) => attempt === 0)).toBe(true);
  });

  it('opens a new connection after a refresh, and a ticket opens only one', async () => {
    workspace = await createSmallWorkspace();
    const clientOptions = { slackApiUrl: workspace.apiUrl };
    const receiver = new SocketModeReceiver({
      appToken: bot.appToken,
      clientPingTimeout: 100,
      logger: silent,
      installerOptions: { clientOptions },
    });
    const app = new App({ token: bot.botToken, receiver, logger: silent, clientOptions });
    apps.push(app);
    await app.start();
    workspace.control.refresh({ warningMs: 5 });
    const opened = () => workspace.journal().filter(({ kind, what }) => kind === 'socket' && what === 'open').length;
    await until(() => opened() === 2 && workspace.control.connections() === 1);
    const { url = '' } = (await app.client.apps.connections.open({ token: 'xapp-local-1' })) as { url?: string };
    expect(await outcomeOf(url)).toBe('open');
    expect(await outcomeOf(url)).toBe('refused');
  });
});

function outcomeOf(url: string): Promise<string> {
  const socket = new WebSocket(url);
  return new Promise((resolve) => {
    socket.onopen = () => {
      socket.close();
      resolve('open');
    };
    socket.onerror = () => resolve('refused');
  });
}

describe('trouble on the way to Slack', () => {
  it('answers 429 with Retry-After, and the client carries on after the pause', async () => {
    const app = await start(() => {});
    const { ts = '' } = await app.client.chat.postMessage({ channel: 'noc', text: 'one' });
    workspace.control.inject({ kind: 'rate_limited', method: 'chat.update', retryAfterSeconds: 1 });
    const began = Date.now();
    await app.client.chat.update({ channel: 'C0NOC0001', ts, text: 'two' });
    expect(Date.now() - began).toBeGreaterThanOrEqual(990);
    expect(texts()).toEqual(['two']);
    const calls = workspace.journal().filter(({ method }) => method === 'chat.update');
    expect(calls.map(({ ok }) => ok)).toEqual([false, true]);
  });

  it('limits posts per channel to a short burst and then one a second', async () => {
    let now = 1_700_000_000_000;
    workspace = await createSmallWorkspace({ clock: () => now });
    const post = async (channel: string) => {
      const body = new URLSearchParams({ channel, text: 'x', token: 'xoxb-local-1' });
      const response = await fetch(`${workspace.apiUrl}chat.postMessage`, { method: 'POST', body });
      return [response.status, response.headers.get('retry-after')];
    };
    for (let count = 0; count < 6; count += 1) expect(await post('C0NOC0001')).toEqual([200, null]);
    expect(await post('C0NOC0001')).toEqual([429, '1']);
    expect(await post('C0GENERAL')).toEqual([200, null]);
    now += 1000;
    expect(await post('C0NOC0001')).toEqual([200, null]);
  });

  it('can do the work and lose the answer', async () => {
    const app = await start(() => {});
    workspace.control.inject({ kind: 'server_error', method: 'chat.postMessage', applied: true });
    await app.client.chat.postMessage({ channel: 'noc', text: 'doubled by a careless client' });
    expect(texts()).toHaveLength(2);
    workspace.control.inject({ kind: 'reset', method: 'chat.postMessage', times: 9, applied: false });
    await expect(app.client.chat.postMessage({ channel: 'noc', text: 'lost' })).rejects.toThrow();
    expect(texts()).toHaveLength(2);
  });

  it('lets nothing through during a gap', async () => {
    const app = await start(() => {});
    workspace.control.gap({ durationMs: 2000 });
    await until(() => workspace.control.connections() === 0);
    await expect(app.client.auth.test()).rejects.toThrow();
    const pressed = await workspace.control.command({ user: people.onCall, channel: 'noc', text: 'status' });
    expect(pressed.error).toBe('dispatch_failed');
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect(await app.client.auth.test()).toMatchObject({ ok: true });
  });
});

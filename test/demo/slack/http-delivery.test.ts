import type { AddressInfo } from 'node:net';
import { App } from '@slack/bolt';
import { afterEach, expect, it } from 'vitest';
import type { Workspace } from '../../../demo/slack/workspace.ts';
import { bot, createSmallWorkspace, people, silent } from './small-workspace.ts';

let workspace: Workspace;
let app: App;

afterEach(async () => {
  await app.stop();
  await workspace.close();
});

async function start(signingSecret: string) {
  workspace = await createSmallWorkspace();
  app = new App({
    token: bot.botToken,
    signingSecret,
    logger: silent,
    clientOptions: { slackApiUrl: workspace.apiUrl },
  });
  app.command('/noc', ({ ack, command }) => ack(`you asked for ${command.text}`));
  app.action('go', async ({ ack, respond }) => {
    await ack();
    await respond('pressed');
  });
  const server = await app.start({ port: 0, host: '127.0.0.1' });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
}

it('delivers signed requests to a Bolt app over HTTP', async () => {
  const url = await start(bot.signingSecret);
  expect(await workspace.control.setRequestUrl({ url })).toEqual({ ok: true });
  const mentioned = new Promise<string>((resolve) => {
    app.event('app_mention', async ({ event }) => resolve(event.text));
  });
  await workspace.control.mention({ user: people.onCall, channel: 'noc', text: 'hi' });
  expect(await mentioned).toContain('hi');
  await workspace.control.command({ user: people.onCall, channel: 'noc', text: 'status' });
  await workspace.control.waitForMessage({ user: people.onCall, text: 'you asked for status' });
  const blocks = [
    { type: 'actions', elements: [{ type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } }] },
  ];
  const { ts = '' } = await app.client.chat.postMessage({ channel: 'noc', text: 'x', blocks: blocks as never });
  expect(await workspace.control.press({ user: people.onCall, channel: 'noc', ts, action_id: 'go' })).toMatchObject({
    ok: true,
  });
  await workspace.control.waitForMessage({ user: people.onCall, text: 'pressed' });
});

it('does not adopt a request URL that refuses the signature', async () => {
  const url = await start('another secret');
  expect(await workspace.control.setRequestUrl({ url })).toMatchObject({ ok: false });
});

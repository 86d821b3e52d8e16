import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModalView } from '@slack/types';
import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Workspace } from '../../../demo/slack/workspace.ts';
import { bot, createSmallWorkspace, people, silent } from './small-workspace.ts';

let now = 1_700_000_000_000;
let workspace: Workspace;
let client: WebClient;

const connect = (token?: string) =>
  new WebClient(token, { slackApiUrl: workspace.apiUrl, retryConfig: { retries: 0 }, logger: silent });

beforeEach(async () => {
  now = 1_700_000_000_000;
  workspace = await createSmallWorkspace({ clock: () => now });
  client = connect(bot.botToken);
});

afterEach(() => workspace.close());

const refusal = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error) => error.data?.error ?? String(error),
  );
const channel = 'C0NOC0001';

describe('the Web API', () => {
  it('checks tokens', async () => {
    expect(await refusal(connect().auth.test())).toBe('not_authed');
    expect(await refusal(connect('xoxb-wrong').auth.test())).toBe('invalid_auth');
    expect(await refusal(client.apps.connections.open())).toBe('not_allowed_token_type');
    expect(await client.auth.test()).toMatchObject({ user_id: bot.botUserId, bot_id: bot.botId });
  });

  it('takes JSON bodies as well as forms, and knows what it does not know', async () => {
    const headers = { authorization: `Bearer ${bot.botToken}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ channel, text: 'json', blocks: [{ type: 'divider' }] });
    const response = await fetch(`${workspace.apiUrl}chat.postMessage`, { method: 'POST', headers, body });
    expect(await response.json()).toMatchObject({ ok: true, message: { text: 'json', blocks: [{ type: 'divider' }] } });
    expect(await refusal(client.apiCall('chat.meow'))).toBe('unknown_method');
  });

  it('refuses blocks over a limit and names the place', async () => {
    const blocks = [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }];
    const error = await client.chat
      .postMessage({ channel, text: 'x', blocks: blocks as never })
      .catch((cause) => cause);
    expect(error.data).toMatchObject({
      error: 'invalid_blocks',
      response_metadata: { messages: ['[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]'] },
    });
    expect(await refusal(client.chat.postMessage({ channel, text: 'x'.repeat(40_001) }))).toBe('msg_too_long');
    expect(await refusal(client.chat.postMessage({ channel, text: '' }))).toBe('no_text');
  });

  it('keeps to the channels that the app is in, and to its own messages', async () => {
    expect(await refusal(client.chat.postMessage({ channel: 'general', text: 'x' }))).toBe('not_in_channel');
    expect(await refusal(client.chat.postMessage({ channel: 'nowhere', text: 'x' }))).toBe('channel_not_found');
    const { ts } = await workspace.control.post({ user: people.onCall, channel, text: 'mine' });
    expect(await refusal(client.chat.update({ channel, ts, text: 'yours' }))).toBe('cant_update_message');
    expect(await refusal(client.chat.delete({ channel, ts }))).toBe('cant_delete_message');
    const dm = await client.chat.postMessage({ channel: people.outsider, text: 'hello' });
    expect(workspace.control.history({ user: people.outsider, channel: dm.channel ?? '' })).toMatchObject([
      { text: 'hello' },
    ]);
  });

  it('keeps what an update does not mention, and removes what it empties', async () => {
    const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: 'old' } }] as const;
    const metadata = { event_type: 'outbox', event_payload: { key: 'k' } };
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'a', blocks: [...blocks], metadata });
    await client.chat.update({ channel, ts, text: 'b' });
    const read = async () =>
      (await client.conversations.history({ channel, include_all_metadata: true })).messages?.[0];
    expect(await read()).toMatchObject({ text: 'b', blocks, metadata, edited: { user: bot.botUserId } });
    await client.chat.update({ channel, ts, text: 'c', blocks: [], metadata: {} as never });
    expect(await read()).toMatchObject({ text: 'c', blocks: [] });
    expect(await read()).not.toHaveProperty('metadata');
  });

  it('pages through history, newest first, without replies and ephemerals', async () => {
    const stamps: string[] = [];
    for (const text of ['one', 'two', 'three']) {
      now += 1000;
      stamps.push((await client.chat.postMessage({ channel, text })).ts ?? '');
    }
    const [thread_ts = ''] = stamps;
    await client.chat.postMessage({ channel, thread_ts, text: 'reply' });
    await client.chat.postMessage({ channel, thread_ts, text: 'shouted', reply_broadcast: true });
    await client.chat.postEphemeral({ channel, user: people.onCall, text: 'psst' });
    const first = await client.conversations.history({ channel, limit: 2 });
    expect(first.messages?.map(({ text }) => text)).toEqual(['shouted', 'three']);
    const cursor = first.response_metadata?.next_cursor;
    const second = await client.conversations.history({ channel, limit: 2, cursor });
    expect(second.messages?.map(({ text, reply_count }) => [text, reply_count])).toEqual([
      ['two', undefined],
      ['one', 2],
    ]);
    const since = await client.conversations.history({ channel, oldest: stamps[1], inclusive: true });
    expect(since.messages?.map(({ text }) => text)).toEqual(['shouted', 'three', 'two']);
  });

  it('shows an ephemeral to one person only', async () => {
    await client.chat.postEphemeral({ channel, user: people.onCall, text: 'psst' });
    expect(workspace.control.history({ user: people.onCall, channel })).toHaveLength(1);
    expect(workspace.control.history({ user: people.approver, channel })).toHaveLength(0);
    const toOutsider = client.chat.postEphemeral({ channel, user: people.outsider, text: 'psst' });
    expect(await refusal(toOutsider)).toBe('user_not_in_channel');
  });

  it('tells who is who', async () => {
    const { user } = await client.users.info({ user: people.outsider });
    expect(user).toMatchObject({ is_restricted: true, is_bot: false, deleted: false, team_id: 'T0LOCAL01' });
    workspace.control.changeUser({ id: people.outsider, deleted: true });
    expect((await client.users.info({ user: people.outsider })).user?.deleted).toBe(true);
    const { users } = await client.usergroups.users.list({ usergroup: 'S0NOC0001' });
    expect(users).toEqual([people.approver]);
    expect((await client.conversations.members({ channel })).members).toContain(people.onCall);
  });

  it('lets a trigger wear off after three seconds', async () => {
    const view: ModalView = { type: 'modal', title: { type: 'plain_text', text: 'x' }, blocks: [] };
    expect(await refusal(client.views.open({ trigger_id: 'never', view }))).toBe('invalid_trigger_id');
    void workspace.control.command({ user: people.onCall, channel }).catch(() => {});
    const trigger_id = await issuedTrigger();
    now += 3001;
    expect(await refusal(client.views.open({ trigger_id, view }))).toBe('expired_trigger_id');
  });

  it('lets a response URL be used five times within half an hour', async () => {
    void workspace.control.command({ user: people.onCall, channel }).catch(() => {});
    await issuedTrigger();
    const { response_url } = lastPayload();
    const respond = async () => {
      const body = JSON.stringify({ text: 'again' });
      return (
        await fetch(response_url ?? '', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
      ).status;
    };
    for (let use = 0; use < 5; use += 1) expect(await respond()).toBe(200);
    expect(await respond()).toBe(404);
  });

  async function issuedTrigger() {
    while (!lastPayload().trigger_id) await new Promise((resolve) => setTimeout(resolve, 5));
    return lastPayload().trigger_id ?? '';
  }

  const lastPayload = () =>
    (workspace.journal().findLast(({ kind }) => kind === 'delivery')?.payload ?? {}) as Partial<Record<string, string>>;

  it('keeps tokens out of the journal', async () => {
    await connect().apiCall('auth.test', { token: bot.botToken });
    expect(JSON.stringify(workspace.journal())).not.toContain(bot.botToken);
  });

  it('refuses requests that come from other sites', async () => {
    const response = await fetch(`${workspace.url}/control/reset`, {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
    });
    expect(response.status).toBe(403);
  });

  it('offers the control API over HTTP', async () => {
    const call = async (name: string, body: object) => {
      const response = await fetch(`${workspace.url}/control/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return [response.status, await response.json()];
    };
    const posted = await call('post', {
      user: people.onCall,
      channel: 'noc',
      text: 'see #general, @amir & https://a.example',
    });
    expect(posted).toMatchObject([200, { ok: true, result: { channel } }]);
    const text = `see <#C0GENERAL|general>, <@${people.approver}> &amp; <https://a.example>`;
    expect(await call('history', { user: people.onCall, channel: 'noc' })).toMatchObject([200, { result: [{ text }] }]);
    expect(await call('post', { user: people.outsider, channel: 'noc', text: 'x' })).toMatchObject([
      400,
      { ok: false },
    ]);
  });

  it('serves the page and its parts', async () => {
    const page = await fetch(workspace.url);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    const links = [...(await page.text()).matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((match) => match[1]);
    expect(links.length).toBeGreaterThan(5);
    for (const link of links) expect((await fetch(workspace.url + link)).status).toBe(200);
    expect((await fetch(`${workspace.url}/assets/../workspace.ts`)).status).toBe(404);
    expect((await fetch(`${workspace.url}/assets/%2e%2e/workspace.ts`)).status).toBe(404);
  });
});

describe('a workspace that is kept', () => {
  it('finds its messages and files again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'workspace-'));
    const paths = { statePath: join(folder, 'slack.json'), journalPath: join(folder, 'slack.jsonl') };
    const before = await createSmallWorkspace(paths);
    await before.control.post({ user: people.onCall, channel, text: 'remember me' });
    await before.close();
    const after = await createSmallWorkspace(paths);
    expect(after.control.history({ user: people.onCall, channel })).toMatchObject([{ text: 'remember me' }]);
    await after.close();
    const lines = (await readFile(paths.journalPath, 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).kind)).toContain('control');
    await rm(folder, { recursive: true });
  });

  it('lets people in who are new, keeps those who joined, and takes on new names', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'workspace-'));
    const statePath = join(folder, 'slack.json');
    const noc = (name: string, members: string[]) => ({
      ...{ statePath, channels: [{ id: channel, name, members: [...members, bot.botUserId] }] },
    });
    const before = await createSmallWorkspace(noc('noc', [people.onCall]));
    await before.control.post({ user: people.onCall, channel, text: 'remember me' });
    await before.close();
    const after = await createSmallWorkspace(noc('operations', [people.approver]));
    for (const user of [people.onCall, people.approver])
      expect(after.control.history({ user, channel: 'operations' })).toMatchObject([{ text: 'remember me' }]);
    expect(() => after.control.history({ user: people.outsider, channel })).toThrow('is not in channel');
    await after.close();
    await rm(folder, { recursive: true });
  });
});

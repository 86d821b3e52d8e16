import type { App } from '@slack/bolt';
import { afterEach, describe, expect, it } from 'vitest';
import type { Workspace } from '../../../demo/slack/workspace.ts';
import { bot, createSmallWorkspace, people, startBolt } from './small-workspace.ts';

let workspace: Workspace;
let app: App;

async function start(register: (app: App) => void, options: Parameters<typeof createSmallWorkspace>[0] = {}) {
  workspace = await createSmallWorkspace(options);
  app = await startBolt(workspace, register);
}

afterEach(async () => {
  await app?.stop();
  await workspace?.close();
});

const card = (actionId: string) => [
  { type: 'section', text: { type: 'mrkdwn', text: 'Latency on *Router-A*' } },
  {
    type: 'actions',
    elements: [{ type: 'button', action_id: actionId, value: 'plan-1', text: { type: 'plain_text', text: 'Approve' } }],
  },
];

describe('a Bolt app on the local workspace', () => {
  it('answers a mention in the thread, and the message keeps its metadata', async () => {
    await start((app) => {
      app.event('app_mention', async ({ event, client }) => {
        await client.chat.postMessage({
          channel: event.channel,
          thread_ts: event.ts,
          text: `you said: ${event.text}`,
          metadata: { event_type: 'outbox', event_payload: { key: 'k1' } },
        });
      });
    });
    const { ts } = await workspace.control.mention({ user: people.onCall, channel: 'noc', text: 'status & more' });
    const reply = await workspace.control.waitForMessage({ thread_ts: ts, event_type: 'outbox' });
    expect(reply.text).toBe(`you said: <@${bot.botUserId}> status &amp; more`);
    const plain = await app.client.conversations.replies({ channel: 'C0NOC0001', ts });
    expect(plain.messages?.map((message) => message.metadata)).toEqual([undefined, undefined]);
    expect(plain.messages?.[0]).toMatchObject({ reply_count: 1, latest_reply: reply.ts });
    const full = await app.client.conversations.replies({ channel: 'C0NOC0001', ts, include_all_metadata: true });
    expect(full.messages?.[1]?.metadata).toEqual({ event_type: 'outbox', event_payload: { key: 'k1' } });
  });

  it('hands a pressed button to its listener, with message, state and response_url', async () => {
    const bodies: Record<string, unknown>[] = [];
    await start((app) => {
      app.action('approve', async ({ ack, body, respond }) => {
        await ack();
        bodies.push(body as never);
        await respond({ response_type: 'ephemeral', text: 'only for you' });
      });
    });
    const posted = await app.client.chat.postMessage({ channel: 'noc', text: 'plan', blocks: card('approve') });
    const place = { channel: 'noc', ts: posted.ts ?? '', action_id: 'approve' };
    expect(await workspace.control.press({ user: people.approver, ...place })).toMatchObject({ ok: true });
    await workspace.control.waitForMessage({ user: people.approver, ephemeral: true, text: 'only for you' });
    expect(bodies[0]).toMatchObject({
      type: 'block_actions',
      user: { id: people.approver, username: 'amir' },
      container: { type: 'message', message_ts: posted.ts, channel_id: 'C0NOC0001', is_ephemeral: false },
      channel: { id: 'C0NOC0001', name: 'noc' },
      message: { ts: posted.ts, text: 'plan' },
      actions: [{ type: 'button', action_id: 'approve', value: 'plan-1' }],
      state: { values: {} },
    });
    const others = workspace.control.history({ user: people.onCall, channel: 'noc' });
    expect(others.map((message) => message.text)).toEqual(['plan']);
  });

  it('refuses a button to somebody who is not in the channel', async () => {
    await start(() => {});
    const { ts = '' } = await app.client.chat.postMessage({ channel: 'noc', text: 'plan', blocks: card('approve') });
    const press = workspace.control.press({ user: people.outsider, channel: 'noc', ts, action_id: 'approve' });
    await expect(press).rejects.toThrow('not in channel');
  });

  it('delivers both presses of a double click', async () => {
    const times: string[] = [];
    await start((app) => {
      app.action('approve', async ({ ack, action }) => {
        await ack();
        times.push((action as { action_ts: string }).action_ts);
      });
    });
    const { ts = '' } = await app.client.chat.postMessage({ channel: 'noc', text: 'plan', blocks: card('approve') });
    const press = () => workspace.control.press({ user: people.approver, channel: 'noc', ts, action_id: 'approve' });
    await Promise.all([press(), press()]);
    expect(new Set(times).size).toBe(2);
  });

  it('tells the user when a press stays without an acknowledgement', async () => {
    await start((app) => app.action('approve', async () => {}), { timings: { ackMs: 100 } });
    const { ts = '' } = await app.client.chat.postMessage({ channel: 'noc', text: 'plan', blocks: card('approve') });
    const result = await workspace.control.press({ user: people.approver, channel: 'noc', ts, action_id: 'approve' });
    expect(result).toEqual({ ok: false, error: 'operation_timeout' });
  });

  it('runs a slash command and shows its answer to one user', async () => {
    await start((app) => app.command('/noc', ({ ack, command }) => ack(`status of ${command.channel_name}`)));
    expect(await workspace.control.command({ user: people.onCall, channel: 'noc', text: 'status' })).toMatchObject({
      ok: true,
    });
    const [answer] = workspace.control.history({ user: people.onCall, channel: 'noc' });
    expect(answer).toMatchObject({ text: 'status of noc', ephemeral_to: people.onCall });
    expect(workspace.control.history({ user: people.approver, channel: 'noc' })).toEqual([]);
  });

  it('opens a modal once for a trigger, shows errors, then takes the submission', async () => {
    const seen: unknown[] = [];
    const errors: string[] = [];
    await start((app) => {
      app.action('approve', async ({ ack, body, client }) => {
        await ack();
        const trigger_id = (body as { trigger_id: string }).trigger_id;
        await client.views.open({ trigger_id, view: modal });
        await client.views.open({ trigger_id, view: modal }).catch((error) => errors.push(error.data.error));
      });
      app.view('silence', async ({ ack, view }) => {
        const minutes = view.state.values.minutes?.value?.value;
        seen.push(minutes, view.private_metadata);
        if (minutes === '0') await ack({ response_action: 'errors', errors: { minutes: 'at least one' } });
        else await ack();
      });
    });
    const { ts = '' } = await app.client.chat.postMessage({ channel: 'noc', text: 'plan', blocks: card('approve') });
    const user = people.approver;
    await workspace.control.press({ user, channel: 'noc', ts, action_id: 'approve' });
    await workspace.control.waitForModal({ user, callback_id: 'silence' });
    expect(await workspace.control.submit({ user })).toMatchObject({ error: 'missing_inputs' });
    const refused = await workspace.control.submit({ user, values: { minutes: '0' } });
    expect(refused).toMatchObject({ ok: false, errors: { minutes: 'at least one' } });
    expect(await workspace.control.submit({ user, values: { minutes: '30' } })).toMatchObject({ ok: true });
    expect(seen).toEqual(['0', 'incident 7', '30', 'incident 7']);
    expect(errors).toEqual(['exchanged_trigger_id']);
    expect(workspace.control.views({ user }).modals).toEqual([]);
  });

  it('publishes App Home when it is opened, and its buttons carry the view', async () => {
    const views: unknown[] = [];
    await start((app) => {
      app.event('app_home_opened', async ({ event, client }) => {
        await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: card('take') } });
      });
      app.action('take', async ({ ack, body }) => {
        await ack();
        views.push(body);
      });
    });
    const published = new Promise<void>((resolve) => {
      const poll = setInterval(() => {
        if (!workspace.control.views({ user: people.onCall }).home) return;
        clearInterval(poll);
        resolve();
      }, 5);
    });
    await workspace.control.openHome({ user: people.onCall });
    await published;
    await workspace.control.press({ user: people.onCall, in: 'home', action_id: 'take' });
    expect(views[0]).toMatchObject({
      container: { type: 'view' },
      view: { type: 'home' },
      actions: [{ value: 'plan-1' }],
    });
    expect(views[0]).not.toHaveProperty('message');
  });

  it('uploads a picture that can stand in an image block once it is ready', async () => {
    // Long enough for a post on a busy machine before it.
    await start(() => {}, { timings: { fileReadyMs: 2000 } });
    const file = Buffer.from(onePixelPng, 'base64');
    const uploaded = await app.client.filesUploadV2({ file, filename: 'chart.png', alt_text: 'latency' });
    const id = (uploaded.files as { files: { id: string; mimetype: string }[] }[])[0]?.files[0]?.id ?? '';
    const image = [{ type: 'image', slack_file: { id }, alt_text: 'latency' } as const];
    const early = app.client.chat.postMessage({ channel: 'noc', text: 'chart', blocks: image });
    await expect(early).rejects.toThrow('invalid_blocks');
    let mimetype = '';
    while (!mimetype) mimetype = (await app.client.files.info({ file: id })).file?.mimetype ?? '';
    expect(mimetype).toBe('image/png');
    expect(await app.client.chat.postMessage({ channel: 'noc', text: 'chart', blocks: image })).toMatchObject({
      ok: true,
    });
  });

  it('streams an answer with task updates into one message', async () => {
    await start(() => {});
    const { ts: thread_ts = '' } = await app.client.chat.postMessage({ channel: 'noc', text: 'why?' });
    const recipient = { recipient_user_id: people.onCall, recipient_team_id: 'T0LOCAL01' };
    const streamer = app.client.chatStream({ channel: 'C0NOC0001', thread_ts, ...recipient });
    const task = { type: 'task_update' as const, id: 't1', title: 'Read the interfaces' };
    await streamer.append({ chunks: [{ ...task, status: 'in_progress' }] });
    await streamer.append({ markdown_text: '**Congestion** on eth1' });
    await streamer.stop({ chunks: [{ ...task, status: 'complete' }] });
    const [answer] = workspace.control.history({ user: people.onCall, channel: 'noc', thread_ts }).slice(1);
    expect(answer?.blocks?.map(({ type, status, text }) => [type, status ?? text])).toEqual([
      ['task_card', 'complete'],
      ['markdown', '**Congestion** on eth1'],
    ]);
  });
});

const modal = {
  type: 'modal' as const,
  callback_id: 'silence',
  private_metadata: 'incident 7',
  title: { type: 'plain_text' as const, text: 'Silence' },
  submit: { type: 'plain_text' as const, text: 'Save' },
  blocks: [
    {
      type: 'input',
      block_id: 'minutes',
      label: { type: 'plain_text', text: 'Minutes' },
      element: { type: 'plain_text_input', action_id: 'value' },
    },
  ],
};

const onePixelPng = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkMessages } from '../../demo/message-check.ts';
import { nocChannel, personaOf } from '../../demo/personas.ts';
import type { Setting } from '../../demo/setting.ts';
import { playStory } from '../../demo/story.ts';
import { openStorySetting } from './story-setting.ts';

const { id: channel } = nocChannel;
const { id: user } = personaOf('on-call engineer');

let setting: Setting;
beforeAll(async () => {
  setting = await openStorySetting();
});
afterAll(() => setting?.close());

test('loses and doubles nothing in an incident while Slack fails in every way', async () => {
  const { control } = setting.workspace;
  control.inject({ kind: 'rate_limited', method: 'chat.postMessage', times: 2, retryAfterSeconds: 1 });
  control.inject({ kind: 'server_error', method: 'chat.postMessage', times: 2, applied: true });
  control.inject({ kind: 'server_error', method: 'chat.postMessage', status: 503 });
  control.inject({ kind: 'reset', method: 'chat.postMessage', applied: true });
  control.inject({ kind: 'slow', method: 'chat.postMessage', delayMs: 1500 });
  control.inject({ kind: 'rate_limited', method: 'chat.update', times: 2, retryAfterSeconds: 1 });
  control.inject({ kind: 'server_error', method: 'chat.update', times: 2 });
  control.inject({ kind: 'ignore_ack', type: 'events_api' });
  control.inject({ kind: 'redeliver', type: 'events_api' });
  const story = playStory(setting, { scenario: 'latency', decision: 'approve', tell: () => undefined });
  await control.waitForMessage({ channel, action_id: 'incident_take', timeoutMs: 60_000 });
  await control.mention({ user, channel, text: 'status' });
  control.gap({ durationMs: 5000 });
  await control.waitForMessage({ channel, action_id: 'plan_approve', timeoutMs: 60_000 });
  control.dropSockets();

  expect(await story).toMatchObject({ state: 'verified', auditOk: true });
  expect(await checkMessages(setting)).toEqual({ lost: [], doubled: [] });
  const statuses = setting.workspace.journal().filter(({ kind }) => kind === 'call');
  expect(statuses.filter(({ ok }) => ok !== true).length, 'no call met any trouble').toBeGreaterThanOrEqual(4);
  const answered = control.history({ user, channel }).filter(({ thread_ts, ts }) => thread_ts && thread_ts !== ts);
  expect(answered.length).toBeGreaterThan(0);
});

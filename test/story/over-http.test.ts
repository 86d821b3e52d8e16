import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Setting } from '../../demo/setting.ts';
import { playStory } from '../../demo/story.ts';
import { openStorySetting } from './story-setting.ts';

let setting: Setting;
beforeAll(async () => {
  setting = await openStorySetting({ slackMode: 'http' });
});
afterAll(() => setting?.close());

test('the whole story works over signed requests, also when the bot is killed while it verifies', async () => {
  const crash = { point: 'verifying', signal: 'SIGKILL' } as const;
  const story = await playStory(setting, { scenario: 'latency', decision: 'approve', crash, tell: () => undefined });
  expect(story).toMatchObject({ state: 'verified', auditOk: true, messagesLost: [], messagesDoubled: [] });
  const { control } = setting.workspace;
  expect(control.connections()).toBe(0);
  const clicks = control.deliveries().filter(({ type }) => type === 'interactive');
  expect(clicks.map(({ about, outcome }) => [about, outcome.result])).toEqual([['block_actions', 'acked']]);
});

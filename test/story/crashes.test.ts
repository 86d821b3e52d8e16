import { afterEach, expect, test } from 'vitest';
import { crashAt } from '../../demo/crash.ts';
import type { Setting } from '../../demo/setting.ts';
import { playStory } from '../../demo/story.ts';
import { openStorySetting } from './story-setting.ts';

const open: Setting[] = [];
const tell = () => undefined;

afterEach(async () => {
  await Promise.all(open.splice(0).map((setting) => setting.close()));
});

async function openOne(): Promise<Setting> {
  const setting = await openStorySetting();
  open.push(setting);
  return setting;
}

const unharmed = { changeLinesAtMostOnce: true, messagesLost: [], messagesDoubled: [], auditOk: true };

test('killed when it has just found the trouble, and again between the two change lines, it asks and ends well', async () => {
  const setting = await openOne();
  const crash = { point: 'executing', signal: 'SIGKILL' } as const;
  const first = crashAt(setting, Date.now(), { point: 'detected', signal: 'SIGKILL', tell });
  const story = await playStory(setting, { scenario: 'latency', decision: 'approve', crash, tell });
  expect(await first).toMatchObject({ point: 'detected' });
  expect(story).toMatchObject({ ...unharmed, state: 'verified', killedAt: 'executing', wasUnknown: true });
}, 300_000);

test('stopped between the two change lines it finishes them, and the next process verifies', async () => {
  const setting = await openOne();
  const crash = { point: 'executing', signal: 'SIGTERM' } as const;
  const story = await playStory(setting, { scenario: 'loss', decision: 'approve', crash, tell });
  expect(story).toMatchObject({ ...unharmed, state: 'verified', killedAt: 'executing', wasUnknown: false });
}, 300_000);

import { afterEach, expect, test } from 'vitest';
import { crashAt } from '../../demo/crash.ts';
import type { Setting } from '../../demo/setting.ts';
import { playStory } from '../../demo/story.ts';
import { openStorySetting, unharmed } from './story-setting.ts';

let setting: Setting | undefined;
const tell = () => undefined;

afterEach(() => setting?.close());

test('killed when it has just found the trouble, and again between the two change lines, it asks and ends well', async () => {
  setting = await openStorySetting();
  const crash = { point: 'executing', signal: 'SIGKILL' } as const;
  const first = crashAt(setting, Date.now(), { point: 'detected', signal: 'SIGKILL', tell });
  const story = await playStory(setting, { scenario: 'latency', decision: 'approve', crash, tell });
  expect(await first).toMatchObject({ point: 'detected' });
  expect(story).toMatchObject({ ...unharmed, state: 'verified', killedAt: 'executing', wasUnknown: true });
});

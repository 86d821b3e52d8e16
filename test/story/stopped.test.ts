import { afterEach, expect, test } from 'vitest';
import type { Setting } from '../../demo/setting.ts';
import { playStory } from '../../demo/story.ts';
import { openStorySetting, unharmed } from './story-setting.ts';

let setting: Setting | undefined;
const tell = () => undefined;

afterEach(() => setting?.close());

test('stopped between the two change lines it finishes them, and the next process verifies', async () => {
  setting = await openStorySetting();
  const crash = { point: 'executing', signal: 'SIGTERM' } as const;
  const story = await playStory(setting, { scenario: 'loss', decision: 'approve', crash, tell });
  expect(story).toMatchObject({ ...unharmed, state: 'verified', killedAt: 'executing', wasUnknown: false });
});

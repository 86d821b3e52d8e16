import { afterAll, beforeAll, expect, it } from 'vitest';
import { untilCalm } from '../../demo/calm.ts';
import { daysPast, isTold, playDigest } from '../../demo/digest/play-digest.ts';
import { makePast } from '../../demo/forecast/make-past.ts';
import { loadNetworkSpec } from '../../demo/network/spec.ts';
import type { Setting } from '../../demo/setting.ts';
import { openStorySetting } from './story-setting.ts';

let setting: Setting;
const tell = () => undefined;
beforeAll(async () => {
  setting = await openStorySetting({
    beforeStart: (folder) => makePast(folder, { spec: loadNetworkSpec(), past: daysPast, now: Date.now(), tell }),
  });
  await untilCalm(setting, tell);
});
afterAll(() => setting?.close());

it('the morning digest of a night tells of its incident, of what got worse and of what comes, with pictures', async () => {
  const summary = await playDigest(setting, tell);
  expect(isTold(summary), JSON.stringify(summary, null, 2)).toBe(true);
  const { lines, detail, pictures } = summary.digest;
  expect(lines.length).toBeLessThanOrEqual(5);
  expect(lines.join('\n')).toMatch(/^\*Worse than the week before:\* CPU of Switch-2 4\d(\.\d)? %, was 1\d(\.\d)? %$/m);
  expect(lines.join('\n')).toMatch(/^\*Ahead:\* busiest: /m);
  expect(detail).toMatch(/• asked 1, answered 1, expired 0/);
  expect(pictures.filter((text) => text.startsWith('Busiest: ')).length).toBeGreaterThan(0);
  for (const changed of [
    { night: { state: 'failed' } },
    { digest: { ...summary.digest, lines: ['Happened: 0 incidents'] } },
  ])
    expect(isTold({ ...summary, ...changed } as never)).toBe(false);
});

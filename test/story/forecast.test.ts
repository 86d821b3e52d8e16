import { afterAll, beforeAll, expect, it } from 'vitest';
import { hoursPast, makePast } from '../../demo/forecast/make-past.ts';
import { isForecast, playForecast } from '../../demo/forecast/play-forecast.ts';
import { loadNetworkSpec } from '../../demo/network/spec.ts';
import type { Setting } from '../../demo/setting.ts';
import { openStorySetting } from './story-setting.ts';

let setting: Setting;
const told: string[] = [];
const tell = (line: string) => told.push(line);
beforeAll(async () => {
  setting = await openStorySetting({
    beforeStart: (folder) => makePast(folder, { spec: loadNetworkSpec(), past: hoursPast, now: Date.now(), tell }),
  });
});
afterAll(() => setting?.close());

it('a bot that was given a past forecasts from it, in words and a picture', async () => {
  expect(told.filter((line) => / samples? of \d+ devices? are in the history/.test(line))).toHaveLength(1);
  const summary = await playForecast(setting, tell);
  expect(isForecast(summary), JSON.stringify(summary, null, 2)).toBe(true);
  expect(summary.auditOk).toBe(true);
  for (const { text } of summary.answers.filter(({ asked }) => asked.startsWith('forecast ')))
    expect(text).toMatch(/in nine of ten cases; .* over the last (3 h|2 h \d+ min)/);
  // What has no numbers or no picture is none.
  const [first, ...rest] = summary.answers;
  for (const changed of [{ picture: false }, { text: 'No data' }])
    expect(isForecast({ ...summary, answers: [{ ...first!, ...changed }, ...rest] })).toBe(false);
});

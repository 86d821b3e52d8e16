import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nocChannel, personaOf } from '../../demo/personas.ts';
import { presentScenarios } from '../../demo/scenarios/present-scenarios.ts';
import type { ScenarioRuns } from '../../demo/scenarios/scenario-runs.ts';
import type { Setting } from '../../demo/setting.ts';
import { until } from '../patience.ts';
import { openStorySetting } from './story-setting.ts';

const executablePath = '/usr/bin/chromium';
const isThere = existsSync(executablePath);
const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'];
/** With a folder here the run leaves the pictures of the documentation there. */
const pictures = process.env.SCENARIO_PICTURES;
/** The first incident ends after 20 quiet seconds, and the next fault begins five later. */
const waitMs = 120_000;

const name = isThere ? 'scenarios' : `scenarios (skipped: there is no ${executablePath})`;
describe.skipIf(!isThere)(name, { timeout: 3 * waitMs }, () => {
  let setting: Setting;
  let runs: ScenarioRuns;
  let browser: Browser;
  let page: Page;
  const told: string[] = [];

  beforeAll(async () => {
    setting = await openStorySetting();
    runs = presentScenarios(setting, (line) => told.push(line));
    await runs.start('latency');
    browser = await chromium.launch({ executablePath, args: quiet });
    page = await browser.newPage({ viewport: { width: 1280, height: 860 }, colorScheme: 'light' });
    page.setDefaultTimeout(waitMs);
  });

  afterAll(async () => {
    await browser?.close();
    runs?.close();
    await setting?.close();
  });

  const picture = (file: string) => (pictures ? page.screenshot({ path: join(pictures, `${file}.png`) }) : undefined);
  const status = () => page.getByRole('region', { name: 'What runs' });

  it('begins with the scenario that the demo was started with', async () => {
    await page.goto(`${setting.workspace.url}/?user=${personaOf('approver').id}#/stage`);
    await status().getByText('Its plan waits for approval').waitFor();
    await status()
      .getByRole('heading', { name: /^latency/ })
      .waitFor();
    await picture('scenarios');
  });

  it('starts another one from the page, whose incident is seen in the channel', async () => {
    await page.getByRole('button', { name: 'Start loss' }).click();
    await page.getByRole('dialog').getByText('latency is ended first.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Start loss' }).click();
    await status().getByText('loss').waitFor();
    expect(setting.network.world.faults()).toEqual([]);
    await status().getByText('Its plan waits for approval').waitFor();
    expect(told).toContain('fault: loss at Router-A and Router-B');
    await status().getByRole('button', { name: 'Open #noc' }).click();
    await page.getByRole('log', { name: 'Messages in #noc' }).getByText('Packet loss').first().waitFor();
    const { ts } = setting.workspace.control
      .history({ user: personaOf('approver').id, channel: nocChannel.id })
      .findLast(({ thread_ts: parent, ts }) => !parent || parent === ts)!;
    await page.goto(`${setting.workspace.url}/?user=${personaOf('approver').id}#/${nocChannel.id}/${ts}`);
    await page.reload();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
    await until(() => expect(runs.read().run).toMatchObject({ name: 'loss', phase: 'over' }));
  });
});

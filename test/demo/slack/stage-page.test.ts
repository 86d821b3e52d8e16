import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Workspace } from '../../../demo/slack/workspace.ts';
import { until } from '../../patience.ts';
import { createScriptedStage } from './scripted-stage.ts';
import { createSmallWorkspace, people } from './small-workspace.ts';

const executablePath = '/usr/bin/chromium';
const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'];
/** With a folder here the run leaves pictures there. */
const pictures = process.env.STAGE_PICTURES;

const running = { name: 'latency', phase: 'running', since: 1_700_000_000_000, says: 'INC-1 is open.' } as const;

describe.skipIf(!existsSync(executablePath))('the page of a stage', () => {
  let browser: Browser;
  let workspace: Workspace;
  let page: Page;
  let script: ReturnType<typeof createScriptedStage>;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: quiet });
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    workspace = await createSmallWorkspace();
    script = createScriptedStage();
    workspace.present(script.stage);
  });
  afterEach(async () => {
    await page.context().close();
    await workspace.close();
  });

  const problems: string[] = [];
  async function open(path = '', size = { width: 1100, height: 760 }): Promise<void> {
    page = await (await browser.newContext({ viewport: size })).newPage();
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(`${workspace.url}/?user=${people.onCall}${path}`);
    await page.locator('#main > *').first().waitFor();
  }
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const picture = (name: string) => (pictures ? page.screenshot({ path: join(pictures, `${name}.png`) }) : undefined);

  it('starts a scenario by keyboard alone, and follows it', async () => {
    await open();
    await page.getByRole('button', { name: 'Scenarios' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'No scenario runs' }).waitFor();
    while (!(await button('Start loss').evaluate((element) => element === element.ownerDocument.activeElement)))
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await until(() => expect(script.asked).toEqual(['start loss']));
    script.show({ run: { ...running, name: 'loss' } });
    await page.getByRole('status').getByText('INC-1 is open.').waitFor();
    await page.locator('nav').getByText('loss').waitFor();
    expect(await button('End loss').evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
    await picture('scenarios');
    script.show({ run: { ...running, name: 'loss', phase: 'over', says: 'INC-1 is resolved.' } });
    await button('Start again loss').waitFor();
    expect(problems).toEqual([]);
  });

  it('says what happens before it ends the one that runs', async () => {
    script.show({ run: running });
    await open('#/stage');
    await button('Start loss').click();
    await page.getByRole('dialog').getByText('latency is ended first.').waitFor();
    await picture('switching');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await button('End latency').click();
    await page.getByRole('dialog').getByText('Its fault goes away.').waitFor();
    await page.keyboard.press('Escape');
    expect(script.asked).toEqual([]);
    await button('Start loss').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Start loss' }).click();
    await until(() => expect(script.asked).toEqual(['start loss']));
    await button('End it').click();
    await page.getByRole('dialog').getByRole('button', { name: 'End latency' }).click();
    await until(() => expect(script.asked).toEqual(['start loss', 'end']));
  });

  it('shows why it can not be done now', async () => {
    script.refuse('P-7 is under way on the devices');
    await open('#/stage');
    await button('Start loss').click();
    await page.getByText('P-7 is under way on the devices').waitFor();
  });

  it('keeps a sentence in sight everywhere, on a narrow screen beside a thread too', async () => {
    const text = 'Your devices are real: a plan that is approved here runs on them.';
    const sections = [{ heading: 'Who is who', lines: ['`U1` *may approve* &lt;img src=x onerror="alert(1)"&gt;'] }];
    script.show({ heading: 'Your network', title: 'About', scenarios: [], sections, strip: { text, tone: 'warning' } });
    const { ts } = await workspace.control.post({ user: people.onCall, channel: 'noc', text: 'hello' });
    for (const size of [
      { width: 1100, height: 760 },
      { width: 390, height: 800 },
    ]) {
      await open(`#/C0NOC0001/${ts}`, size);
      const strip = await page.getByRole('note').boundingBox();
      const thread = await page.getByRole('complementary', { name: 'Thread' }).boundingBox();
      expect(thread!.y).toBeGreaterThanOrEqual(strip!.y + strip!.height - 1);
      expect(thread!.y + thread!.height).toBeLessThanOrEqual(size.height);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(size.width);
      await page.getByRole('note').getByRole('link', { name: 'About' }).click();
      await page.getByRole('heading', { name: 'Who is who' }).waitFor();
      await page.getByText('<img src=x onerror="alert(1)">').waitFor();
      await picture(`about-${size.width}`);
    }
    expect(problems).toEqual([]);
  });

  it('shows none of this where nothing stands in front', async () => {
    await workspace.close();
    workspace = await createSmallWorkspace();
    await open('#/stage');
    await page.getByText('Nothing is shown here yet.').waitFor();
    expect(await page.getByRole('note').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Scenarios' }).count()).toBe(0);
    workspace.present(script.stage);
    await button('Start loss').waitFor();
  });
});

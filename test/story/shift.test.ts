import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approversGroup, nocChannel, personaOf } from '../../demo/personas.ts';
import type { Setting } from '../../demo/setting.ts';
import { until } from '../patience.ts';
import { openStorySetting } from './story-setting.ts';

const executablePath = '/usr/bin/chromium';
const isThere = existsSync(executablePath);
const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'];
/** With a folder here the run leaves the pictures of the documentation there. */
const pictures = process.env.SHIFT_PICTURES;
const waitMs = 60_000;

const [noor, ada, tomas] = [personaOf('on-call engineer'), personaOf('approver'), personaOf('second approver')];

/** What people see and press in the page of the workspace, with the whole product and a simulated network behind it. */
const name = isThere ? 'a shift' : `a shift (skipped: there is no ${executablePath})`;
describe.skipIf(!isThere)(name, { timeout: 2 * waitMs }, () => {
  let setting: Setting;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    setting = await openStorySetting({
      config: {
        policy: {
          ...{ mode: 'act', approvers: { groups: [approversGroup.id] } },
          approvals: { low: 2, medium: 2, high: 2 },
        },
        oncall: {
          rotations: [{ users: [noor.id, ada.id], start: new Date().toISOString() }],
          ...{ takeWithinMinutes: 0.2, approveWithinMinutes: 30 },
        },
      },
    });
    browser = await chromium.launch({ executablePath, args: quiet });
    page = await browser.newPage({ viewport: { width: 1360, height: 900 }, colorScheme: 'light' });
    page.setDefaultTimeout(waitMs);
  });

  afterAll(async () => {
    await browser?.close();
    await setting?.close();
  });

  const { id: channel } = nocChannel;
  const head = () =>
    setting.workspace.control.waitForMessage({ channel, action_id: 'incident_dismiss', timeoutMs: waitMs });
  const thread = () => page.getByRole('complementary', { name: 'Thread' });

  async function show(user: { id: string }, place: string): Promise<void> {
    await page.goto(`${setting.workspace.url}/?user=${user.id}#/${place}`);
    await page.reload();
  }

  async function showThread(user: { id: string }): Promise<void> {
    await show(user, `${channel}/${(await head()).ts}`);
    await thread().waitFor();
  }

  async function picture(name: string, look?: Locator): Promise<void> {
    // A message that changes is drawn anew, and then the element that was found is gone.
    if (look) await until(() => look.scrollIntoViewIfNeeded());
    if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`) });
  }

  /** Presses a button and answers its confirm dialog. */
  async function press(button: Locator, confirm?: string): Promise<void> {
    await button.click();
    if (confirm) await page.getByRole('dialog').getByRole('button', { name: confirm }).click();
  }

  it('begins with a plan that somebody who may not approve is refused, in private', async () => {
    setting.network.inject('latency');
    await setting.workspace.control.waitForMessage({ channel, action_id: 'plan_approve', timeoutMs: waitMs });
    await showThread(noor);
    await press(thread().getByRole('button', { name: 'Approve' }), 'Approve');
    const refusal = thread().getByText('does not name you as an approver');
    await refusal.waitFor();
    await picture('shift-1-refused', refusal);
  });

  it('keeps what people say about the diagnosis', async () => {
    await showThread(noor);
    await press(thread().getByRole('button', { name: 'The diagnosis names a wrong cause' }));
    await page.getByRole('dialog').getByRole('combobox').selectOption({ label: 'Congestion' });
    await picture('shift-2-feedback');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await thread().getByText('it was congestion').waitFor();
    await press(thread().getByRole('button', { name: 'Useful' }));
    const said = thread().getByText('Useful: ');
    await said.waitFor();
  });

  it('runs a plan after two people approved it, one of them at home', async () => {
    await show(ada, 'home');
    await page.getByText('Waiting for me').waitFor();
    await page.getByText('ip ospf cost').first().waitFor();
    await picture('shift-3-home');
    await press(page.getByRole('button', { name: 'Approve' }), 'Approve');
    await page.getByText('No plan waits for your decision').waitFor();
    await showThread(tomas);
    await thread().getByText('Approved so far by').waitFor();
    await press(thread().getByRole('button', { name: 'Approve' }), 'Approve');
    const granted = thread().getByText(/Approved by .* and /);
    await granted.waitFor();
    await picture('shift-4-granted', granted);
    const end = thread().getByText(/Resolved after/);
    await end.waitFor();
  });

  it('meets a storm that is one thread with a count', async () => {
    setting.network.inject('device-down');
    await show(noor, channel);
    const count = page.getByText(/\d+ anomalies on \d+ devices/);
    await count.waitFor();
    await picture('shift-5-storm', count);
    const heads = setting.workspace.control
      .history({ user: noor.id, channel })
      .filter(({ thread_ts: parent, ts, ephemeral_to: alone }) => !alone && (!parent || parent === ts));
    expect(heads).toHaveLength(2);
  });

  it('brings what nobody took to the next person on call', async () => {
    await showThread(ada);
    const asked = thread().getByText('Can you?').first();
    await asked.waitFor();
    await picture('shift-6-asked', asked);
    await press(thread().getByRole('button', { name: 'Take it' }).last());
    await page.getByText('has it').first().waitFor();
    await thread().getByText('was asked and has it').first().waitFor();
  });

  it('shows what a silence would have hidden before it is saved, and ends it with a button', async () => {
    await showThread(noor);
    await press(page.locator('#main').getByRole('button', { name: 'Silence…' }));
    const dialog = page.getByRole('dialog');
    await dialog
      .getByText(/hides \d of the \d incident/)
      .first()
      .waitFor();
    await dialog.getByRole('textbox').fill('the provider knows, ticket 4711');
    await picture('shift-7-silence');
    await dialog.getByRole('button', { name: 'Silence it' }).click();
    await page.getByText('silenced until').first().waitFor();
    await picture('shift-8-silenced');
    await press(page.locator('#main').getByRole('button', { name: 'End silence' }));
    await page.locator('#main').getByRole('button', { name: 'Silence…' }).waitFor();
  });

  it('ends with a hand-over: what is open, who is next', async () => {
    await show(ada, channel);
    for (const words of ['incident latest', 'oncall']) {
      await page.getByLabel('Message #noc').fill(`/noc ${words}`);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Enter');
    }
    const answer = page.getByText(/is brought to the next person/);
    await answer.waitFor();
    await picture('shift-9-hand-over', answer);
  });
});

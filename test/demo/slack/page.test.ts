import { existsSync } from 'node:fs';
import type { App } from '@slack/bolt';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Workspace } from '../../../demo/slack/workspace.ts';
import { createSmallWorkspace, people, startBolt } from './small-workspace.ts';

const executablePath = '/usr/bin/chromium';
const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'];

let browser: Browser;
let workspace: Workspace;
let app: App;
const pressed: string[] = [];

const button = {
  type: 'button',
  action_id: 'approve',
  value: 'plan-1',
  text: { type: 'plain_text', text: 'Approve' },
  confirm: { title: { type: 'plain_text', text: 'Run it?' }, text: { type: 'mrkdwn', text: '*2 commands*' } },
};
const silence = { type: 'button', action_id: 'silence', text: { type: 'plain_text', text: 'Silence' } };
const blocks = [
  { type: 'section', text: { type: 'mrkdwn', text: '*Plan* &lt;img src=x onerror="alert(1)"&gt;' } },
  { type: 'actions', elements: [button, silence] },
];
const modal = {
  type: 'modal' as const,
  callback_id: 'silence',
  title: { type: 'plain_text' as const, text: 'Silence it' },
  submit: { type: 'plain_text' as const, text: 'Save' },
  blocks: [
    {
      type: 'input',
      block_id: 'reason',
      label: { type: 'plain_text', text: 'Reason' },
      element: { type: 'plain_text_input', action_id: 'reason' },
    },
  ],
};

/** Only where Debian's Chromium is installed: everywhere else the parts below it are tested without it. */
describe.skipIf(!existsSync(executablePath))('the page', () => {
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: quiet });
    workspace = await createSmallWorkspace({ rateLimits: false });
    app = await startBolt(workspace, (app) => {
      app.action('approve', async ({ ack, body, respond }) => {
        await ack();
        pressed.push(body.user.id);
        await respond({ text: 'noted, privately', response_type: 'ephemeral' });
      });
      app.action('silence', async ({ ack, body, client }) => {
        await ack();
        await client.views.open({ trigger_id: (body as { trigger_id: string }).trigger_id, view: modal });
      });
      app.view('silence', async ({ ack, view, client }) => {
        const reason = view.state.values.reason?.reason?.value ?? '';
        if (reason.length < 5) return ack({ response_action: 'errors', errors: { reason: 'too short' } });
        await ack();
        await client.chat.postMessage({ channel: 'noc', text: `silenced: ${reason}` });
        return undefined;
      });
      app.command('/noc', ({ ack }) => ack('all quiet'));
    });
    await app.client.chat.postMessage({ channel: 'noc', text: 'plan', blocks: blocks as never });
  });

  afterAll(async () => {
    await browser.close();
    await app.stop();
    await workspace.close();
  });

  let page: Page;
  afterEach(() => page.context().close());

  async function open(user: string, size = { width: 1100, height: 760 }): Promise<string[]> {
    const problems: string[] = [];
    page = await (await browser.newContext({ viewport: size })).newPage();
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('dialog', (dialog) => problems.push(`dialog: ${dialog.message()}`));
    await page.goto(`${workspace.url}/?user=${user}`);
    await page.locator('.message').first().waitFor();
    return problems;
  }

  it('shows what an app writes as text, never as markup', async () => {
    const problems = await open(people.approver);
    await page.getByText('<img src=x onerror="alert(1)">').waitFor();
    expect(problems).toEqual([]);
  });

  it('presses a button only after its confirm dialog, and shows the private answer', async () => {
    await open(people.approver);
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(pressed).toEqual([]);
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('button', { name: 'Yes' }).click();
    await page.getByText('noted, privately').waitFor();
    await page.getByText('Only visible to you').waitFor();
    expect(pressed).toEqual([people.approver]);
  });

  it('opens a modal, shows its errors, keeps what was typed and submits it', async () => {
    await open(people.onCall);
    await page.getByRole('button', { name: 'Silence' }).click();
    await page.getByLabel('Reason').fill('why');
    await page.keyboard.press('Enter');
    await page.getByText('too short').waitFor();
    expect(await page.getByLabel('Reason').inputValue()).toBe('why');
    await page.getByLabel('Reason').fill('known work');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('silenced: known work').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('posts, runs commands and becomes somebody else', async () => {
    await open(people.onCall);
    await page.getByLabel('Message #noc').fill('hello @amir');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await page.getByText('@Amir Khan').waitFor();
    await page.getByLabel('Message #noc').fill('/noc status');
    await page.keyboard.press('Enter');
    await page.getByText('all quiet').waitFor();
    await page.getByRole('button', { name: /You are Nadia Berg/ }).click();
    await page.getByRole('menuitemradio', { name: /Amir Khan/ }).click();
    await page.getByRole('button', { name: /You are Amir Khan/ }).waitFor();
    await page.getByText('hello').waitFor();
    expect(await page.getByText('all quiet').count()).toBe(0);
  });

  it('fits a narrow window: the sidebar is a drawer, the thread takes the whole width', async () => {
    await open(people.onCall, { width: 390, height: 800 });
    await page.getByRole('button', { name: 'Show channels' }).click();
    await page.getByRole('button', { name: /noc/ }).first().click();
    const [message] = workspace.control.history({ user: people.onCall, channel: 'noc' });
    await page.goto(`${workspace.url}/?user=${people.onCall}#/C0NOC0001/${message?.ts}`);
    const box = await page.getByRole('complementary', { name: 'Thread' }).boundingBox();
    expect(box?.width).toBe(390);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await page.keyboard.press('Escape');
    await page.getByRole('complementary', { name: 'Thread' }).waitFor({ state: 'hidden' });
  });
});

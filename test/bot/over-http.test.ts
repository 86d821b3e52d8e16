import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { isSignedNow } from '../../src/bot/signed-time.ts';
import { bot as app, createSmallWorkspace, people } from '../demo/slack/small-workspace.ts';
import { createMemoryStore } from './memory-store.ts';
import { createTestBot } from './world.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function openOverHttp() {
  const workspace = await createSmallWorkspace({ timings: { ackMs: 3000 } });
  closers.push(() => workspace.close());
  const slack = {
    ...{ botToken: app.botToken, signingSecret: app.signingSecret, apiUrl: workspace.apiUrl, channel: 'C0NOC0001' },
    ...{ mode: 'http' as const, http: { port: 0, host: '127.0.0.1' } },
  };
  const store = createMemoryStore();
  const bot = createTestBot({ slack, store });
  const { port } = await bot.start();
  closers.push(() => bot.close());
  return { workspace, store, url: `http://127.0.0.1:${port}/slack/events` };
}

function signed(body: string, at: number, secret = app.signingSecret): Record<string, string> {
  const signature = createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex');
  return {
    'content-type': 'application/json',
    'x-slack-request-timestamp': String(at),
    'x-slack-signature': `v0=${signature}`,
  };
}

describe('a bot that Slack calls over HTTP', () => {
  it('answers a command that comes with a good signature', async () => {
    const { workspace, url } = await openOverHttp();
    expect(await workspace.control.setRequestUrl({ url })).toEqual({ ok: true });
    const { ok } = await workspace.control.command({ user: people.onCall, channel: 'C0NOC0001', text: 'status' });
    expect(ok).toBe(true);
    await workspace.control.waitForMessage({ user: people.onCall, text: 'open incident', ephemeral: true });
  });

  it('refuses bad, stale, future and missing signatures and keeps nothing of them', async () => {
    const { store, url } = await openOverHttp();
    const now = Math.floor(Date.now() / 1000);
    const body = JSON.stringify({
      type: 'event_callback',
      event_id: 'Ev1',
      event: { type: 'app_mention', user: 'U1' },
    });
    const { 'x-slack-signature': _missing, ...unsigned } = signed(body, now);
    for (const headers of [signed(body, now, 'wrong'), signed(body, now - 600), signed(body, now + 600), unsigned]) {
      const answer = await fetch(url, { method: 'POST', headers, body });
      expect(answer.status).toBe(401);
    }
    expect(await store.inbox.put({ key: 'event:Ev1', kind: 'event_callback', payload: {}, at: 1 })).toBe(true);
  });
});

describe('the time of a signature', () => {
  it.each([
    ['now', '1000', true],
    ['five minutes old', '700', true],
    ['five minutes ahead', '1300', true],
    ['older', '699', false],
    ['further ahead', '1301', false],
    ['no number', '1e3', false],
    ['negative', '-1000', false],
    ['missing', undefined, false],
    ['there twice', ['1000', '1000'], false],
  ])('that is %s: %j', (_, seconds, good) => {
    expect(isSignedNow(seconds, 1_000_000)).toBe(good);
  });
});

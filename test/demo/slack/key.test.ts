import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Workspace } from '../../../demo/slack/workspace.ts';
import { bot, createSmallWorkspace, people } from './small-workspace.ts';

const key = 'aG9sZCBvbiwgc2Vlbg-_';
let workspace: Workspace;
beforeAll(async () => {
  workspace = await createSmallWorkspace({ key });
});
afterAll(() => workspace.close());

const ask = (path: string, init: RequestInit = {}) => fetch(`${workspace.url}${path}`, { redirect: 'manual', ...init });

async function cookie(): Promise<string> {
  const answer = await ask(`/?key=${key}`);
  return answer.headers.get('set-cookie')!.split(';')[0]!;
}

/** Everything that people see and do. */
const paths: [string, string][] = [
  ['GET', '/'],
  ['GET', '/archives/C0NOC0001/p1'],
  ['GET', '/assets/js/main.js'],
  ['GET', '/page/snapshot'],
  ['GET', '/page/stream'],
  ['GET', '/page/files/F1'],
  ...['post', 'press', 'submit', 'command', 'journal', 'history', 'changeUserGroup', 'startScenario', 'reset'].map(
    (name): [string, string] => ['POST', `/control/${name}`],
  ),
];

describe('a workspace with a key', () => {
  it.each(paths)('shows nothing and does nothing without it: %s %s', async (method, path) => {
    const port = new URL(workspace.url).port;
    for (const [query, headers] of [
      ['', {}],
      ['?key=', {}],
      ['?key=wrong', {}],
      [`?key=${key}x`, {}],
      ['', { cookie: `workspace-${port}=wrong` }],
      ['', { cookie: `workspace-1=${key}` }],
      ['', { cookie: `xworkspace-${port}=${key}` }],
    ] as const) {
      const answer = await ask(`${path}${query}`, { method, headers });
      expect([answer.status, await answer.text()], query).toEqual([403, expect.stringContaining('has a key')]);
      expect(answer.headers.get('set-cookie')).toBeNull();
    }
  });

  it('hands out a cookie at the address with the key, and takes the key out of the address', async () => {
    const answer = await ask(`/?user=${people.onCall}&key=${key}`);
    expect([answer.status, answer.headers.get('location')]).toEqual([302, `/?user=${people.onCall}`]);
    expect(answer.headers.get('set-cookie')).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
    const away = await ask(`//evil.example/?key=${key}`);
    expect(away.headers.get('location')).toBe('/evil.example/');
  });

  it('is a workspace like any other with the cookie', async () => {
    const headers = { cookie: `other=1; ${await cookie()}; more=2`, 'content-type': 'application/json' };
    expect((await ask('/', { headers })).status).toBe(200);
    const body = JSON.stringify({ user: people.onCall, channel: 'noc', text: 'hello' });
    expect((await ask('/control/post', { method: 'POST', headers, body })).status).toBe(200);
    const foreign = { ...headers, origin: 'https://evil.example' };
    expect((await ask('/control/post', { method: 'POST', headers: foreign, body })).status).toBe(403);
  });

  it('takes no key with an action: the address of an action must not be enough', async () => {
    const answer = await ask(`/control/reset?key=${key}`, { method: 'POST' });
    expect(answer.status).toBe(403);
  });

  it('asks the app for its token and for nothing else', async () => {
    const call = (token: string) =>
      ask('/api/auth.test', { method: 'POST', headers: { authorization: `Bearer ${token}` } }).then((one) =>
        one.json(),
      );
    expect(await call(bot.botToken)).toMatchObject({ ok: true });
    expect(await call('xoxb-other')).toMatchObject({ ok: false });
    expect((await ask('/files-pri/T-F1/a.png')).status).toBe(403);
  });
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pickPort } from '../../../demo/pick-port.ts';
import { spawnCli } from '../../cli/run-cli.ts';
import { until } from '../../patience.ts';

const main = fileURLToPath(new URL('../../../demo/main.ts', import.meta.url));
const running: ChildProcess[] = [];
let folder = '';
let port = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'own-demo-'));
  port = await pickPort();
  writeFileSync(
    join(folder, 'topology.yaml'),
    'devices:\n  edge-1: {platform: frr, role: router, site: paris, interfaces: {eth0: {}}}\n  edge-2: {platform: frr, role: router, site: paris, interfaces: {eth0: {}}}\nlinks: {}\n',
  );
});
afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const configure = (more = '', name = 'nocturne.yaml') => {
  const file = join(folder, name);
  writeFileSync(file, `state: kept\nweb: {port: ${port}}\n${more}`);
  return file;
};

/** The demo as a person starts it, with an environment that holds nothing but this. */
function start(args: string[], env: Record<string, string> = {}) {
  const { PATH, HOME, XDG_CACHE_HOME } = process.env;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], {
    env: { PATH, HOME, XDG_CACHE_HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]!.setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  }
  const ended = once(child, 'close').then(([code]) => code as number);
  return { child, said, ended };
}

/** A page of the workspace in the hands of somebody who was given its address. */
async function openPage(address: string) {
  const { origin } = new URL(address);
  const opened = await fetch(address, { redirect: 'manual' });
  const cookie = opened.headers.get('set-cookie')!.split(';')[0]!;
  const headers = { cookie, 'content-type': 'application/json' };
  return {
    async snapshot() {
      return (await (await fetch(`${origin}/page/snapshot`, { headers })).json()) as {
        stage: { title: string; strip: { text: string }; sections: { heading: string; lines: string[] }[] };
        users: { id: string; real_name: string }[];
        connections: number;
      };
    },
    async act(name: string, body: object) {
      const answer = await fetch(`${origin}/control/${name}`, { method: 'POST', headers, body: JSON.stringify(body) });
      return (await answer.json()) as { ok: boolean; result: unknown; error?: string };
    },
  };
}

const lines = 'ping,url=edge-1,host=edge-1 average_response_ms=3.2\ncpu,host=stranger usage_idle=80';

describe('the demo in front of somebody’s own network', () => {
  it('shows in page, status and sources what was posted to the ingest endpoint, and ends when it is told to', async () => {
    const file = configure('policy: {approvers: {users: [U0ADA00001]}}\n');
    const { child, said, ended } = start(['--config', file]);
    await until(() => expect(`${said.stdout}${said.stderr}`).toMatch(/No model judges|the bot ended/));
    expect(said.stdout).toContain('Nothing is changed on a device: policy.mode is propose.');
    expect(said.stderr).toContain('No telemetry has arrived yet.');
    const [page = ''] = /http:\/\/127\.0\.0\.1:\d+\/\?key=\S+/.exec(said.stdout) ?? [];
    const { snapshot, act } = await openPage(page);
    expect((await fetch(page.replace(/key=.*/, ''))).status).toBe(403);

    const [, ingest = '', token = ''] = /(http:\S+\/api\/v2\/write) {2}\(Authorization: Token (\S+)\)/.exec(
      said.stdout,
    )!;
    const sent = await fetch(ingest, { method: 'POST', headers: { authorization: `Token ${token}` }, body: lines });
    expect(sent.status).toBe(204);
    await until(async () => {
      const now = (await snapshot()).stage.sections[0]!.lines.join('\n');
      expect(now).toContain('Telemetry arrives: 1 sample from 2 lines.');
      expect(now).toContain('Senders that the inventory does not have: 1 (stranger).');
      expect(now).toContain('No model judges what arrives');
    });
    const { users, stage } = await snapshot();
    expect(users.map(({ id }) => id)).toContain('U0ADA00001');
    expect(stage.strip.text).toContain('policy.mode is propose');

    const [, apiToken = ''] = /NOCTURNE_API_TOKEN=(\S+) npm run/.exec(said.stdout)!;
    const sources = await spawnCli(['sources', '--config', file], {
      env: { NOCTURNE_API_TOKEN: apiToken },
      cwd: folder,
    });
    expect(sources.stdout).toMatch(/^edge-1 .*latency_ms/m);
    expect(sources.stdout).toMatch(/stranger: 1 value/);
    expect(sources.stdout).toMatch(/^Never heard since the start: .*edge-2/m);

    await act('command', { user: 'U0ADA00001', channel: 'noc', text: 'status' });
    const told = await act('waitForMessage', { user: 'U0ADA00001', channel: 'noc', text: '1 of 2 devices heard' });
    expect(JSON.stringify(told.result)).toMatch(/Mode \*propose\*/);
    expect(await act('startScenario', { name: 'latency' })).toMatchObject({ ok: false, error: /own devices/ });

    const second = start(['--config', file]);
    expect(await second.ended).toBe(1);
    expect(second.said.stderr).toContain(`${file}: 127.0.0.1:${port} (web.port) can't be listened on`);
    expect((await snapshot()).connections).toBe(1);

    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(existsSync(join(folder, 'kept', 'local-workspace', 'workspace.json'))).toBe(true);
  });

  it('uses the tokens, the mode and the channel that are configured, and neither Slack nor the pager', async () => {
    const slackPort = await pickPort();
    const file = configure(`slack: {mode: http, httpPort: ${slackPort}, channel: C0REAL00001, command: /net}\n`);
    const env = { NOCTURNE_INGEST_TOKENS: 'a-b-c,d', NOCTURNE_API_TOKEN: 'my-own-token', SLACK_BOT_TOKEN: 'xoxb-real' };
    const { child, said, ended } = start(['--config', file], {
      ...{ ...env, SLACK_API_URL: 'https://slack.example/api/', SLACK_SIGNING_SECRET: 'real' },
      PAGERDUTY_ROUTING_KEY: 'real-key',
    });
    await until(() => expect(`${said.stdout}${said.stderr}`).toMatch(/No model judges|the bot ended/));
    expect(said.stdout).toContain('with a token of NOCTURNE_INGEST_TOKENS');
    for (const secret of ['my-own-token', 'a-b-c', 'xoxb-real', 'real-key']) expect(said.stdout).not.toContain(secret);
    const [page = ''] = /http:\/\/127\.0\.0\.1:\d+\/\?key=\S+/.exec(said.stdout) ?? [];
    const { snapshot, act } = await openPage(page);
    const sent = await fetch(`http://127.0.0.1:${port}/api/v2/write`, {
      ...{ method: 'POST', headers: { authorization: 'Token d' }, body: lines },
    });
    expect(sent.status).toBe(204);
    const user = 'U0ONLOOKER1';
    expect(await act('command', { user, channel: 'C0REAL00001', text: 'status' })).toMatchObject({ ok: true });
    const told = await act('waitForMessage', { user, channel: 'C0REAL00001', text: 'of 2 devices heard' });
    expect(told).toMatchObject({ ok: true });
    expect((await snapshot()).stage.sections.flatMap((one) => one.lines).join('\n')).toContain('no one is paged');
    const health = (await (await fetch(`http://127.0.0.1:${port}/health`)).json()) as { failingEvents: object };
    expect(Object.keys(health.failingEvents)).not.toContain('pager');
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  const wrong: [string, () => string, RegExp][] = [
    ['that is missing', () => join(folder, 'missing.yaml'), /missing\.yaml .*copy nocturne\.example\.yaml/],
    ['that is a folder', () => folder, /own-demo-.*/],
    [
      'with a wrong key',
      () => configure('polcy: {}\n', 'wrong-key.yaml'),
      /wrong-key\.yaml:3: polcy: is not a known key/,
    ],
    ['with a port of 0', () => portless(), /portless\.yaml: web\.port is 0/],
    ['whose inventory is missing', () => configure('inventory: nowhere.yaml\n', 'no-inventory.yaml'), /nowhere\.yaml/],
    ['whose state is a file', () => blocked(), /blocked/],
  ];
  const portless = () => {
    const file = join(folder, 'portless.yaml');
    writeFileSync(file, 'web: {port: 0}\n');
    return file;
  };
  const blocked = () => {
    writeFileSync(join(folder, 'blocked'), '');
    const file = join(folder, 'blocked.yaml');
    writeFileSync(file, `state: blocked\nweb: {port: ${port}}\n`);
    return file;
  };

  it.each(wrong)('names the place of a configuration %s', async (_what, make, words) => {
    const { said, ended } = start(['--config', make()]);
    expect(await ended).toBe(1);
    expect(said.stderr).toMatch(words);
    expect(said.stderr).not.toMatch(/\n\s+at |^Error/m);
  });

  const simulated = [
    ...['--scenario=loss', '--headless', '--list', '--json', '--reject', '--seed=2', '--state=x', '--artifacts=x'],
    ...['--slack-mode=http', '--kill-at=detected', '--kill-signal=SIGKILL'],
  ];
  it.each(simulated)('is no place for %s', async (option) => {
    const { said, ended } = start(['--config', configure(), option]);
    expect(await ended).toBe(2);
    expect(said.stderr).toContain(`cannot be used with option '${option.split('=')[0]}`);
  });

  it('knows every option of the simulated network', () => {
    const text = readFileSync(main, 'utf8');
    const options = [...text.matchAll(/'(--[a-z-]+)[ ']/g)].map(([, name]) => name!);
    expect(new Set(options)).toEqual(new Set(['--config', ...simulated.map((option) => option.split('=')[0]!)]));
  });
});

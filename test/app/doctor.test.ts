import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Network } from '../../demo/network/network.ts';
import { loadNetworkSpec } from '../../demo/network/spec.ts';
import { startNetwork } from '../../demo/network/start-network.ts';
import type { Workspace } from '../../demo/slack/workspace.ts';
import { examine } from '../../src/app/doctor/examine.ts';
import { loadConfig } from '../../src/config.ts';
import { bot, createSmallWorkspace } from '../demo/slack/small-workspace.ts';
import { silentLog } from '../store/open-test-store.ts';

let folder = '';
let network: Network;
let workspace: Workspace;
let env: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  const account = (username: string) => ({ username, password: 'secret' });
  workspace = await createSmallWorkspace();
  network = await startNetwork({
    spec: loadNetworkSpec(),
    ...{ stateDir: join(folder, 'network'), logDir: join(folder, 'logs'), ingestUrl: 'http://127.0.0.1:9', token: 't' },
    accounts: { reader: account('reader'), netops: account('netops'), svc: account('svc') },
    seed: 1,
  });
  writeFileSync(join(folder, 'topology.yaml'), network.topology());
  env = {
    ...{ SLACK_BOT_TOKEN: bot.botToken, SLACK_APP_TOKEN: bot.appToken, SLACK_API_URL: workspace.apiUrl },
    ...{ NOCTURNE_READ_USER: 'reader', NOCTURNE_READ_PASSWORD: 'secret' },
    ...{ NOCTURNE_CHANGE_USER: 'netops', NOCTURNE_CHANGE_PASSWORD: 'secret' },
    ...{ NOCTURNE_INGEST_TOKENS: 'telemetry', NOCTURNE_API_TOKEN: 'long enough' },
  };
});
afterAll(async () => {
  await network?.close();
  await workspace?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function findings(text: string, change: Record<string, string> = {}) {
  const file = join(folder, 'nocturne.yaml');
  writeFileSync(file, text);
  const found = await examine(loadConfig(file, { env: { ...env, ...change } }), { running: null, log: silentLog });
  return Object.fromEntries(found.map((finding) => [finding.subject, finding]));
}

describe('the doctor', () => {
  it('finds a sound installation sound, except that nothing was trained', async () => {
    const found = await findings('web: {port: 0}\ntraining: {recordings: [practice]}\n');
    expect(Object.values(found).filter(({ state }) => state === 'problem')).toEqual([]);
    for (const subject of ['inventory', 'Slack bot token', 'Slack channel', 'Slack app token', 'port for telemetry']) {
      expect(found[subject], subject).toMatchObject({ state: 'ok' });
    }
    expect(found['device Router-A, read']).toMatchObject({ state: 'ok' });
    expect(found['device Router-A, change']).toMatchObject({ state: 'ok' });
    expect(found.database).toMatchObject({ says: 'will be created when the bot starts' });
    expect(network.commandsOnDevice().filter(({ effect }) => effect === 'change')).toEqual([]);
  });

  it('says when each digest comes next, and which never does', async () => {
    const found = await findings(`
digests:
  - {id: night, kind: shift, cron: '0 6 * * *', timezone: Europe/Berlin}
  - {id: five, kind: shift, cron: '0 25 * * *'}
  - {id: mars, kind: week, cron: '0 6 * * 1', timezone: Mars/Base}
  - {id: away, kind: week, cron: '0 6 * * 1', channel: '#nowhere'}
`);
    expect(found['digest night']).toMatchObject({
      state: 'ok',
      says: expect.stringMatching(/next at \S+ 0[45]:00 UTC$/),
    });
    expect(found['digest five']).toMatchObject({ state: 'problem', says: expect.stringContaining('0 25 * * *') });
    expect(found['digest mars']).toMatchObject({ state: 'problem', says: expect.stringContaining('Mars/Base') });
    expect(found['Slack channel #nowhere']).toMatchObject({ state: 'problem' });
  });

  it('says when the first model is trained by itself', async () => {
    const { models } = await findings('web: {port: 0}\ntraining: {stagesHours: [0.5, 1]}\n');
    expect(models).toMatchObject({ state: 'note', says: expect.stringContaining('by itself after 30 minutes') });
  });

  it('shows no token of a source or of the API', async () => {
    const tokens = { NOCTURNE_INGEST_TOKENS: 'k3y-of-a-sender,another-k3y', NOCTURNE_API_TOKEN: 'k3y-of-the-api' };
    expect(JSON.stringify(await findings('web: {port: 0}\n', tokens))).not.toMatch(/k3y/);
  });

  it('says what is wrong and what to do about it', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const change = { NOCTURNE_READ_PASSWORD: 'wrong', SLACK_BOT_TOKEN: 'xoxb-wrong', NOCTURNE_INGEST_TOKENS: '' };
    const found = await findings(`web: {port: ${port}}\ntraining: {stagesHours: []}\n`, change);
    taken.close();
    expect(found['Slack bot token']).toMatchObject({ state: 'problem', says: expect.stringContaining('invalid_auth') });
    expect(found['port for telemetry']).toMatchObject({ state: 'problem', todo: expect.stringContaining('web.port') });
    expect(found['device Router-B, read']).toMatchObject({ state: 'problem' });
    expect(found['device Router-B, read']!.says).toContain('refused the login');
    expect(found['telemetry token']).toMatchObject({ state: 'problem', todo: 'set NOCTURNE_INGEST_TOKENS' });
    expect(found.models).toMatchObject({ state: 'problem', todo: expect.stringContaining('nocturne train --from') });
  });

  it('sees that the app is not in the channel, and that a host key is another one', async () => {
    const text = network.topology();
    const keys = [...text.matchAll(/ssh-ed25519 \S+?(?=["\s])/g)].map(([key]) => key);
    writeFileSync(join(folder, 'swapped.yaml'), text.replace(keys[0]!, keys[1]!));
    const found = await findings('web: {port: 0}\nslack: {channel: general}\ninventory: swapped.yaml\n');
    expect(found['Slack channel']).toMatchObject({ state: 'problem', todo: expect.stringContaining('invite') });
    const refused = Object.values(found).filter(({ says }) =>
      says.includes('a host key that is not the one in the inventory'),
    );
    expect(new Set(refused.map(({ subject }) => subject.split(',')[0])).size).toBe(1);
  });

  it.each([
    'policy: {approvers: {users: [U0NOSUCH1], groups: [no-such-group]}}',
    'policy: {tagApprovers: {core: {users: [U0NOSUCH1], groups: [no-such-group]}}}',
    'policy: {breakGlass: {users: [U0NOSUCH1], groups: [no-such-group], channel: C0NOC000001}}',
    'grants: [{commands: [take], users: [U0NOSUCH1], groups: [no-such-group]}]',
  ])('names people and groups whom Slack does not know: %s', async (text) => {
    const found = await findings(`web: {port: 0}\n${text}\n`);
    expect(found['Slack people']).toMatchObject({ state: 'problem' });
    expect(found['Slack people']!.says).toContain('U0NOSUCH1');
    expect(found['Slack people']!.says).toContain('no-such-group');
  });

  it('names a grant for something that does not exist', async () => {
    const every = '*, take, dismiss, edit, feedback, silence, maintenance, freeze, thaw, break-glass, train';
    const quoted = every.replace('*', "'*'");
    expect((await findings(`web: {port: 0}\ngrants: [{commands: [${quoted}]}]\n`)).grants).toBeUndefined();
    const { grants } = await findings('web: {port: 0}\ngrants: [{commands: [freze, /noc thaw, take, approve]}]\n');
    expect(grants).toMatchObject({ state: 'problem', says: expect.stringContaining('freze, /noc thaw, approve') });
    expect(grants!.todo).toContain('freeze');
  });

  it('does not stop at an inventory that is not there', async () => {
    const found = await findings('web: {port: 0}\ninventory: nowhere.yaml\n');
    expect(found.inventory).toMatchObject({ state: 'problem', todo: expect.stringContaining('topology.yaml') });
    expect(found['Slack channel']).toMatchObject({ state: 'ok' });
  });
});

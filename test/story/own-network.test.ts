import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { Network } from '../../demo/network/network.ts';
import { loadNetworkSpec } from '../../demo/network/spec.ts';
import { startNetwork } from '../../demo/network/start-network.ts';
import { type Mode, readOwnConfig } from '../../demo/own/own-config.ts';
import { type OwnSetting, openOwnSetting } from '../../demo/own/own-setting.ts';
import { pickPort } from '../../demo/pick-port.ts';
import { copyTrainedState } from '../../demo/trained-state.ts';
import { patienceMs } from '../patience.ts';
import { shortLived } from '../short-lived.ts';
import { claimServices } from './services.ts';

const account = (username: string) => ({ username, password: `secret of ${username}` });
const accounts = { reader: account('reader'), netops: account('netops'), svc: account('svc') };
const ingestToken = 'token-of-the-network';

/** The simulated network in the place of somebody's own: the demo knows nothing of it but the configuration. */
describe('a network of one’s own behind the local workspace', () => {
  let folder = '';
  let network: Network | undefined;
  let setting: OwnSetting | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'own-network-'));
  });
  afterEach(async () => {
    await setting?.close();
    await network?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(mode: Mode) {
    await copyTrainedState(folder, shortLived);
    const port = await pickPort();
    network = await startNetwork({
      ...{ spec: loadNetworkSpec(), stateDir: join(folder, 'network'), logDir: join(folder, 'devices') },
      ...{ ingestUrl: `http://127.0.0.1:${port}`, token: ingestToken, accounts, seed: 1 },
    });
    writeFileSync(join(folder, 'topology.yaml'), network.topology());
    const file = join(folder, 'nocturne.yaml');
    const policy = { mode, approvers: { groups: ['change-approvers'] } };
    writeFileSync(file, stringify({ state: 'bot', web: { port }, detection: { quietSeconds: 20 }, policy }));
    const env = {
      ...process.env,
      ...(await claimServices()),
      NOCTURNE_INGEST_TOKENS: ingestToken,
      NOCTURNE_READ_USER: accounts.reader.username,
      NOCTURNE_READ_PASSWORD: accounts.reader.password,
      NOCTURNE_CHANGE_USER: accounts.netops.username,
      NOCTURNE_CHANGE_PASSWORD: accounts.netops.password,
    };
    const own = { env, tell: () => undefined, nodeFlags: shortLived };
    setting = await openOwnSetting(await readOwnConfig(file, env), own);
    return { network, setting, control: setting.workspace.control };
  }

  const changes = () => network!.commandsOnDevice().filter(({ effect }) => effect === 'change');

  it('is changed by a plan that a stand-in approved, where the mode is act', async () => {
    const { network, control, setting } = await open('act');
    const approver = setting.standIns.users.find(({ title }) => title === '@change-approvers: may approve')!.id;
    network.inject('latency');
    const card = { channel: 'noc', action_id: 'plan_approve' };
    const { ts } = await control.waitForMessage({ ...card, timeoutMs: patienceMs });
    expect(changes()).toEqual([]);
    const onlooker = await control.press({ user: 'U0ONLOOKER1', ts, ...card });
    expect(onlooker.ok).toBe(true);
    await control.waitForMessage({ user: 'U0ONLOOKER1', channel: 'noc', text: 'does not name you as an approver' });
    expect(changes()).toEqual([]);
    await control.press({ user: approver, ts, ...card });
    await control.waitForMessage({ channel: 'noc', text: 'Resolved after', timeoutMs: patienceMs });
    expect(changes().length).toBeGreaterThan(0);
  });

  it.each(['propose', 'observe'] satisfies Mode[])('is only read where the mode is %s', async (mode) => {
    const { network, control } = await open(mode);
    network.inject('latency');
    const asked = { channel: 'noc', timeoutMs: patienceMs };
    const words = mode === 'propose' ? 'ip ospf cost' : 'observe';
    await control.waitForMessage({ ...asked, text: words });
    await expect(control.waitForMessage({ channel: 'noc', action_id: 'plan_approve', timeoutMs: 1 })).rejects.toThrow();
    expect(changes()).toEqual([]);
  });
});

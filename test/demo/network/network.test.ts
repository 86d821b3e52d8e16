import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Network, NetworkDevice } from '../../../demo/network/network.ts';
import { loadNetworkSpec } from '../../../demo/network/spec.ts';
import { generateKeyPair } from '../../../demo/network/ssh/generate-key.ts';
import { startNetwork } from '../../../demo/network/start-network.ts';
import { initialConfig } from '../../../demo/network/world/device-config.ts';
import { connect, exec, openShell } from './ssh-client.ts';

const spec = loadNetworkSpec();
const folder = mkdtempSync(join(tmpdir(), 'network-'));
const changeKey = generateKeyPair('change');
const clients = new Map<string, ssh2.Client>();
let network: Network;

function start(logDir = 'logs'): Promise<Network> {
  return startNetwork({
    spec,
    stateDir: join(folder, 'state'),
    logDir: join(folder, logDir),
    ingestUrl: 'http://127.0.0.1:9',
    token: 'token',
    accounts: {
      reader: { password: 'look' },
      netops: { publicKeys: [changeKey.publicKey] },
      svc: { password: 'operate' },
    },
    seed: 11,
    samplesTo: join(folder, 'samples.lp'),
  });
}

const device = (name: string) => network.devices.find((own) => own.name === name) as NetworkDevice;
const logins = {
  reader: { username: 'reader', password: 'look' },
  netops: { username: 'netops', privateKey: changeKey.privateKey },
  svc: { username: 'svc', password: 'operate' },
};

async function login(name: string, account: keyof typeof logins) {
  const known = clients.get(`${account}@${name}`);
  if (known) return known;
  const client = await connect(device(name), logins[account]);
  clients.set(`${account}@${name}`, client);
  client.on('close', () => clients.delete(`${account}@${name}`));
  return client;
}

const run = async (name: string, account: keyof typeof logins, command: string) =>
  exec(await login(name, account), command);
const linesOf = (name: string) => network.commandsOnDevice().filter((line) => line.device === name);

beforeAll(async () => {
  network = await start();
});
afterAll(async () => {
  for (const client of clients.values()) client.end();
  await network.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('logging in', () => {
  it('refuses a wrong password, an unknown user and an unknown key', async () => {
    const stranger = generateKeyPair('stranger').privateKey;
    for (const wrong of [
      { username: 'reader', password: 'guess' },
      { username: 'root', password: 'look' },
      { username: 'netops', privateKey: stranger },
      { username: 'netops', password: '' },
    ]) {
      await expect(connect(device('Router-A'), wrong)).rejects.toThrow(/authentication/);
    }
  });

  it('keeps each device’s own host key across restarts', async () => {
    expect(new Set(network.devices.map((own) => own.hostKey)).size).toBe(7);
    const again = await start('other-logs');
    expect(again.devices.map((own) => own.hostKey)).toEqual(network.devices.map((own) => own.hostKey));
    await again.close();
  });

  it('tells the inventory where each device is', () => {
    const { name, address, port, hostKey } = device('Switch-2');
    expect(parse(network.topology()).devices[name].management).toEqual({ address, port, hostKey });
  });
});

it('makes keys that can be read back, each time', () => {
  const pairs = Array.from({ length: 1000 }, () => generateKeyPair('many'));
  const readable = pairs.filter((pair) => !(ssh2.utils.parseKey(pair.privateKey) instanceof Error));
  expect(readable).toHaveLength(1000);
});

describe('the read-only account', () => {
  it('shows everything and configures nothing', async () => {
    expect((await run('Router-A', 'reader', 'show running-config')).output).toContain(' ip ospf cost 10\n');
    for (const line of [
      'configure terminal',
      'conf t',
      'write memory',
      'wr',
      'clear ip ospf process',
      'copy running-config startup-config',
    ]) {
      expect(await run('Router-A', 'reader', line)).toEqual({ output: `% Unknown command: ${line}\n`, code: 1 });
    }
    const tried = linesOf('Router-A').filter((line) => line.user === 'reader');
    expect(tried.filter((line) => !line.accepted)).toHaveLength(6);
    expect(tried.every((line) => line.effect === 'read')).toBe(true);
  });
});

describe('the change account', () => {
  it('walks through the modes with FRR’s prompts, echo and errors', async () => {
    const shell = await openShell(await login('Router-A', 'netops'));
    expect(await shell.type('', /Router-A# $/)).toContain('Hello, this is FRRouting (version 8.4.4).\r\n');
    expect(await shell.type('terminal length 0\r', /# $/)).toBe('terminal length 0\r\nRouter-A# ');
    expect(await shell.type('conf t\r', /# $/)).toBe('conf t\r\nRouter-A(config)# ');
    expect(await shell.type('interface eth2\r', /# $/)).toBe('interface eth2\r\nRouter-A(config-if)# ');
    expect(await shell.type('bogus here\r', /# $/)).toBe(
      'bogus here\r\n% Unknown command: bogus here\r\nRouter-A(config-if)# ',
    );
    expect(await shell.type('ip ospf cost\r', /# $/)).toContain('% Command incomplete: ip ospf cost\r\n');
    expect(await shell.type('show version\r', /# $/)).toContain('% Unknown command: show version\r\n');
    expect(await shell.type('router ospf\r', /# $/)).toContain('Router-A(config-router)# ');
    expect(await shell.type('do show ip ospf neighbor\r', /# $/)).toContain('10.0.0.12         1 Full/-');
    expect(await shell.type('\x1a', /# $/)).toContain('Router-A# ');
    await shell.type('exit\r', /exit\r\n$/);
    await shell.closed;
  });

  it('keeps the lines before an error, at once and without a commit', async () => {
    const { output, code } = await run(
      'AP-3',
      'netops',
      'configure terminal\ninterface eth1\nip ospf cost 77\nbogus\nip ospf cost 78',
    );
    expect(output).toBe('% Unknown command: bogus\n');
    expect(code).toBe(1);
    expect((await run('AP-3', 'reader', 'show ip ospf interface eth1')).output).toContain(
      'Network Type POINTOPOINT, Cost: 77',
    );
    expect(linesOf('AP-3').map((line) => [line.command, line.effect, line.accepted])).toEqual([
      ['configure terminal', 'read', true],
      ['interface eth1', 'read', true],
      ['ip ospf cost 77', 'change', true],
      ['bogus', 'read', false],
      ['show ip ospf interface eth1', 'read', true],
    ]);
  });

  it('takes abbreviations as a real device does, so they would do harm', async () => {
    await run('AP-1', 'netops', 'conf t\nint eth1\nsh');
    expect((await run('AP-1', 'reader', 'sh int bri')).output).toContain(
      'eth1            down    default         10.0.100.26/30',
    );
    await run('AP-1', 'netops', 'conf t\nint eth1\nno sh');
    expect(
      linesOf('AP-1')
        .filter((line) => line.effect === 'change')
        .map((line) => line.command),
    ).toEqual(['sh', 'no sh']);
  });

  it('moves routes when it changes a cost', async () => {
    expect((await run('AP-2', 'reader', 'show ip route 10.1.0.0/24')).output).toContain(
      '* 10.0.100.29, via eth1, weight 1',
    );
    await run('AP-2', 'netops', 'configure terminal\ninterface eth1\nip ospf cost 1000');
    expect((await run('AP-2', 'reader', 'show ip route 10.1.0.0/24')).output).toContain('metric 45, best');
    expect((await run('AP-2', 'reader', 'traceroute 10.1.0.10')).output).toContain('\n 1  10.0.100.37 (10.0.100.37)  ');
  });

  it('pings until Ctrl-C, and knows no count, as FRR', async () => {
    const shell = await openShell(await login('Router-A', 'netops'));
    await shell.type('', /# $/);
    await shell.type('ping 10.0.100.2\r', /icmp_seq=1 ttl=64 time=[\d.]+ ms\r\n$/);
    expect(await shell.type('\x03', /# $/)).toMatch(/1 packets transmitted, 1 received, 0% packet loss/);
    expect(await shell.type('ping 10.0.100.2 count 2\r', /# $/)).toContain(
      '% Unknown command: ping 10.0.100.2 count 2',
    );
  });

  it('gives json and filtered output', async () => {
    const { output } = await run('Router-A', 'reader', 'show ip ospf neighbor json');
    expect(Object.keys(JSON.parse(output).neighbors)).toEqual(['10.0.0.12', '10.0.0.21', '10.0.0.22']);
    expect(output).toContain('"state":"Full\\/-"');
    const cost = JSON.parse((await run('Router-A', 'reader', 'show ip ospf interface eth1 json')).output);
    expect(cost.interfaces.eth1.cost).toBe(10);
    const filtered = await run('Router-A', 'reader', 'show running-config | include cost');
    expect(filtered.output).toBe(' ip ospf cost 10\n ip ospf cost 10\n ip ospf cost 15\n');
    expect((await run('Router-A', 'reader', 'show version | grep x')).output).toBe("% Unknown action 'grep'\n");
  });
});

describe('the operator shell', () => {
  it('is no shell: one of its forms, or nothing', async () => {
    for (const line of [
      'ls',
      'process restart sshd',
      'process restart ospfd; ls',
      'process kill 1',
      'show processes  cpu',
      'copy-running ../x',
    ]) {
      expect((await run('Switch-2', 'svc', line)).code, line).toBe(1);
    }
    expect(linesOf('Switch-2').every((line) => !line.accepted && line.effect === 'read')).toBe(true);
  });

  it('restarts a leaking process, which ends the leak', async () => {
    network.inject('memory');
    network.world.step(Date.now() + 1000);
    const before = (await run('Switch-2', 'svc', 'show processes memory')).output;
    expect(Number(/ospfd\s+(\d+)/.exec(before)?.[1])).toBeGreaterThan(16_000);
    expect(await run('Switch-2', 'svc', 'process restart ospfd')).toEqual({ output: 'ok: restarted ospfd\n', code: 0 });
    expect((await run('Switch-2', 'svc', 'show processes memory')).output).toMatch(/ospfd\s+13104 /);
    expect(network.world.faults()).toEqual([]);
    expect(linesOf('Switch-2').at(-2)).toMatchObject({
      command: 'process restart ospfd',
      effect: 'change',
      accepted: true,
    });
  });

  it('shows who takes the processor', async () => {
    network.inject('cpu');
    for (let i = 1; i <= 8; i += 1) network.world.step(Date.now() + i * 1000);
    expect((await run('Switch-1', 'svc', 'show processes cpu')).output).toMatch(/^\d+ telemetryd \d{2}\.\d /);
    network.clear();
    network.world.step(Date.now());
  });

  it('restores a kept configuration and tells the difference before', async () => {
    expect((await run('Switch-1', 'svc', 'copy-running before')).output).toBe('ok: saved before, 85 lines\n');
    await run(
      'Switch-1',
      'netops',
      'configure terminal\ninterface eth1\nip ospf cost 900\nrouter ospf\nmax-metric router-lsa administrative',
    );
    const test = await run('Switch-1', 'svc', 'frr-reload --test before');
    expect(test.output).toContain('Lines To Delete\n===============\ninterface eth1\n no ip ospf cost 900\n');
    expect(test.output).toContain('router ospf\n no max-metric router-lsa administrative\n');
    expect(test.output).toContain('Lines To Add\n============\ninterface eth1\n ip ospf cost 10\n');
    expect((await run('Switch-1', 'svc', 'frr-reload --reload before')).code).toBe(0);
    const now = (await run('Switch-1', 'reader', 'show running-config no-header')).output;
    expect(now).toBe((await run('Switch-1', 'svc', 'show snapshot before')).output);
    expect((await run('Switch-1', 'svc', 'frr-reload --reload nothing')).output).toBe('% No such snapshot: nothing\n');
  });

  it('reverts by itself when nobody cancels the timer', async () => {
    await run('AP-2', 'svc', 'copy-running start');
    expect((await run('AP-2', 'svc', 'revert-in 1 start')).output).toBe('ok: revert to start in 1 s\n');
    await run('AP-2', 'netops', 'configure terminal\ninterface eth2\nshutdown');
    expect((await run('AP-2', 'svc', 'revert-cancel')).output).toBe('ok: revert to start cancelled\n');
    expect((await run('AP-2', 'svc', 'show revert')).output).toBe('no revert is pending\n');
    await run('AP-2', 'svc', 'revert-in 1 start');
    while (network.world.devices.get('AP-2')?.config.interfaces.eth2?.shutdown) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(linesOf('AP-2').at(-1)).toMatchObject({
      user: '(device)',
      command: 'frr-reload --reload start',
      effect: 'change',
    });
  });

  it('offers no interactive session', async () => {
    const shell = await openShell(await login('Router-A', 'svc'));
    await shell.type('', /% interactive use is not offered/);
    await shell.closed;
  });
});

describe('the network in time', () => {
  it('names the truth of a scenario and remembers when the fault began', () => {
    const injected = network.inject('latency');
    expect(injected).toMatchObject({ cause: 'latency_spike', places: spec.scenarios.latency?.places });
    expect(network.faultStartedAt()).toBe(injected.startedAt);
    expect(() => network.inject('nonsense')).toThrow(/known are latency, loss, cpu, memory/);
    network.clear();
    expect(network.world.faults()).toEqual([]);
  });

  it('measures from the first moment and writes samples', () => {
    expect(network.serviceMetric('Router-A')?.latencyMs).toBeGreaterThan(3);
    const lines = readFileSync(join(folder, 'samples.lp'), 'utf8').split('\n');
    expect(lines[0]).toMatch(
      /^device,device=Router-A cpu_pct=[\d.]+,memory_pct=[\d.]+,latency_ms=[\d.]+,jitter_ms=[\d.]+,packet_loss_pct=[\d.]+ \d{13}$/,
    );
  });

  it('answers nobody on a device that is down', async () => {
    const client = await login('AP-3', 'reader');
    const gone = new Promise<void>((resolve) => client.on('close', () => resolve()));
    network.inject({ kind: 'device-down', device: 'AP-3' });
    await gone;
    await expect(connect(device('AP-3'), logins.reader)).rejects.toThrow();
    network.clear();
  });

  it('has its log on disk, line by line, and appends to it after a restart', async () => {
    const path = join(folder, 'logs', 'AP-1.log');
    const before = readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(Object.keys(before[0])).toEqual(['at', 'user', 'session', 'line', 'effect', 'accepted', 'outputBytes']);
    for (const client of clients.values()) client.end();
    await network.close();
    network = await start();
    await run('AP-1', 'reader', 'show version');
    const after = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(after).toHaveLength(before.length + 1);
    expect(JSON.parse(after.at(-1) as string).session).not.toBe(before[0].session);
  });

  it('is put back as it began, whatever happened and was configured', async () => {
    for (const name of Object.keys(spec.scenarios)) network.inject(name);
    network.world.step(Date.now());
    for (const { name, platform } of network.devices.filter(({ name }) => !network.world.isDown(name))) {
      const [port] = spec.devices[name]!.ports;
      const save = platform === 'frr' ? 'end\nwrite memory' : 'end\ncopy running-config startup-config';
      await run(name, 'netops', `configure terminal\ninterface ${port}\nshutdown\nip ospf cost 4321\n${save}`);
    }
    expect(network.world.path('AP-1', 'Router-B')).toBeNull();
    network.putBack();
    expect(network.world.faults()).toEqual([]);
    for (const { name, config, startup, leaks } of network.world.devices.values()) {
      const first = initialConfig(spec, name);
      expect({ config, startup, leaks: leaks.size }, name).toEqual({ config: first, startup: first, leaks: 0 });
    }
    const hops = (from: string, to: string) => network.world.path(from, to)?.map((edge) => edge.to);
    expect(hops('Router-A', 'Router-B')).toEqual(['Router-B']);
    expect(hops('AP-1', 'Router-B')).toEqual(['Switch-1', 'Router-B']);
  });
});

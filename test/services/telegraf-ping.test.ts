import { afterEach, expect, test, vi } from 'vitest';
import { pickPort } from '../../demo/pick-port.ts';
import { parseTopology } from '../../src/network/inventory.ts';
import { startReceiver, token } from './receiver.ts';
import { findTelegraf, startTelegraf, type Telegraf, tryTelegraf } from './telegraf.ts';

const conf = 'telegraf-ping.conf';
const hosts = { near: '127.0.0.1', far: '127.0.0.2' };
const devices = Object.entries(hosts).map(([name, address]) => [name, { management: { address } }]);
const topology = parseTopology(JSON.stringify({ devices: Object.fromEntries(devices) }));

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Telegraf, or the test is skipped by what is missing. */
function needTelegraf(skip: (note: string) => never): Telegraf {
  const found = findTelegraf();
  return 'missing' in found ? skip(found.missing) : found;
}

/** Pings two addresses of this machine with the configuration that ships. `until` waits for what the log or the receiver has. */
function startPing(skip: (note: string) => never, env: Record<string, string>) {
  const running = startTelegraf(needTelegraf(skip), { conf, addresses: Object.values(hosts), env });
  closers.push(running.close);
  const until = (check: () => void) =>
    vi.waitFor(check, { timeout: 120_000, interval: 200 }).catch((thrown) => {
      if (/permission changes required/.test(running.said())) skip('no right to send pings');
      throw thrown;
    });
  return { said: running.said, until };
}

test('Telegraf keeps what it measured while nobody listens, and then each value arrives once', async ({ skip }) => {
  const port = await pickPort();
  const { said, until } = startPing(skip, { NOCTURNE_URL: `http://127.0.0.1:${port}`, NOCTURNE_TOKEN: token });
  const refusals = () => said().match(/\[agent\] Error writing to outputs.influxdb_v2: .*connection refused/g) ?? [];
  await until(() => expect(refusals().length).toBeGreaterThan(1));
  const receiver = await startReceiver(topology, port);
  closers.push(receiver.close);
  const openedAt = Date.now();
  const of = (device: string, metric: string) =>
    receiver.samples.filter((each) => each.device === device && each.metric === metric);
  await until(() => expect(of('far', 'latency_ms').filter(({ at }) => at > openedAt)).not.toEqual([]));
  for (const device of Object.keys(hosts)) {
    const latencies = of(device, 'latency_ms');
    expect(latencies.filter(({ at }) => at < openedAt)).not.toEqual([]);
    const gaps = latencies.slice(1).map(({ at }, i) => at - latencies[i]!.at);
    expect(Math.min(...gaps)).toBeGreaterThan(0);
    expect(Math.max(...gaps)).toBeLessThan(20_000);
    for (const { value } of latencies) expect(value).toBeGreaterThan(0);
    expect(of(device, 'packet_loss_pct').map(({ value }) => value)).toEqual(latencies.map(() => 0));
    expect(of(device, 'jitter_ms')).toHaveLength(latencies.length);
  }
  expect(receiver.senders()).toMatchObject({ unknownDevices: [], unknownInterfaces: [] });
  expect(receiver.counts()).toMatchObject({ failures: 0, badPoints: 0 });
});

test('Telegraf with a wrong token is told what to send, and sends again', async ({ skip }) => {
  const receiver = await startReceiver(topology);
  closers.push(receiver.close);
  const { said, until } = startPing(skip, { NOCTURNE_URL: receiver.url, NOCTURNE_TOKEN: 'wrong' });
  await until(() => expect(receiver.counts().failures).toBeGreaterThan(1));
  await until(() => expect(said()).toContain('401 Unauthorized'));
  expect(said()).toContain('unauthorized access: send "Authorization: Token <token>" with a token of this Nocturne');
  expect(receiver.samples).toEqual([]);
});

test.for([
  ['telegraf-ping.conf', 'NOCTURNE_TOKEN'],
  ['telegraf-snmp.conf', 'NOCTURNE_TOKEN'],
  ['telegraf-snmp.conf', 'SNMP_COMMUNITY'],
] as const)('%s without %s does not start, and says what to set', async ([file, variable], { skip }) => {
  const env = { NOCTURNE_TOKEN: token, SNMP_COMMUNITY: 'public', [variable]: '' };
  const tried = tryTelegraf(needTelegraf(skip), { conf: file, addresses: ['127.0.0.1'], env });
  await expect(tried).rejects.toThrow(`required variable ${variable} is missing a value: set it to`);
});

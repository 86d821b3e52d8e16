import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NocturneError } from '../../src/errors.ts';
import { parseHostKeys } from '../../src/network/inventory.ts';
import { type NetboxOptions, readNetbox } from '../../src/network/netbox.ts';
import { blastRadius, managementPath } from '../../src/network/topology.ts';
import { type NetboxServer, startNetbox } from './netbox-server.ts';

let server: NetboxServer;
let waits: number[];

beforeEach(async () => {
  server = await startNetbox();
  waits = [];
});
afterEach(() => server.close());

const hostKeys = parseHostKeys(
  'Router-A: ssh-ed25519 AAAA\nRouter-B: {hostKey: "ssh-ed25519 BBBB", port: 2222}\n',
  'host-keys.yaml',
);

const read = (more: Partial<NetboxOptions> = {}) =>
  readNetbox({
    url: server.url,
    token: 'secret-token',
    filter: {},
    platforms: { vmx: 'junos' },
    hostKeys,
    sleep: async (ms) => void waits.push(ms),
    ...more,
  });

const failure = (more?: Partial<NetboxOptions>) =>
  read(more).then(
    () => undefined,
    (error: NocturneError) => error,
  );

describe('an inventory from NetBox', () => {
  it('has the devices of every page, with platform, role, site, tags and primary address', async () => {
    const { topology } = await read();
    expect(topology.devices.map(({ name, platform, role, site, tags }) => [name, platform, role, site, tags])).toEqual([
      ['Router-A', 'eos', 'router', 'lab', ['core']],
      ['Router-B', 'junos', 'router', 'lab', ['core', 'edge']],
      ['Switch-1', 'frr', 'switch', 'lab', []],
      ['AP-1', 'unknown', 'wireless', 'lab', []],
    ]);
    expect(server.requests.every(({ authorization }) => authorization === 'Token secret-token')).toBe(true);
    expect(server.requests.map(({ path }) => path)).toContain('/api/dcim/devices/?limit=200&offset=3&status=active');
  });

  it('takes host keys and ports from the file beside it, and has none without', async () => {
    const { topology } = await read();
    expect(topology.devices.map(({ management }) => management)).toEqual([
      { address: '10.255.0.11', port: 22, hostKey: 'ssh-ed25519 AAAA' },
      { address: '10.255.0.12', port: 2222, hostKey: 'ssh-ed25519 BBBB' },
      { address: '10.255.0.21', port: 22, hostKey: null },
      null,
    ]);
  });

  it('has interfaces with their first IPv4 address and a clean description', async () => {
    const { topology } = await read();
    expect(topology.devices[0]!.interfaces).toEqual({
      Ethernet1: { description: 'L1 to Router-B', address: '10.0.100.1/30' },
      Ethernet2: {},
      Management1: { address: '10.255.0.11/24' },
    });
    expect(topology.devices[1]!.interfaces['ge-0/0/1']).toEqual({ address: '10.0.100.2/30' });
  });

  it('has a link for each cable between two interfaces, as fast as its slower end', async () => {
    const { topology } = await read();
    expect(topology.links).toEqual([
      {
        name: 'L1',
        a: { device: 'Router-A', interface: 'Ethernet1' },
        b: { device: 'Router-B', interface: 'ge-0/0/1' },
        capacityMbps: 1000,
      },
      {
        name: 'cable-2',
        a: { device: 'Router-A', interface: 'Ethernet2' },
        b: { device: 'Switch-1', interface: 'eth1' },
        capacityMbps: 1000,
      },
      {
        name: 'cable-3',
        a: { device: 'Switch-1', interface: 'eth4' },
        b: { device: 'AP-1', interface: 'eth1' },
        capacityMbps: 300,
      },
    ]);
  });

  it('gives the blast radius and the path by which a device is managed', async () => {
    const { topology } = await read();
    expect(blastRadius(topology, { link: 'cable-2' })).toEqual(['Switch-1', 'AP-1']);
    expect(managementPath(topology, 'Router-A')).toEqual({ kind: 'out-of-band' });
    expect(managementPath(topology, 'AP-1')).toEqual({ kind: 'unknown' });
  });

  it('names what it leaves out', async () => {
    expect((await read()).leftOut).toEqual([
      "device 99: its name can't be used",
      "device 98: its name can't be used",
      "AP-1: the name of interface 312 can't be used",
      'cable 5: it is not between interfaces of two devices here',
    ]);
  });

  it('asks for some of the devices when it is told to', async () => {
    await read({ filter: { site: 'lab' } });
    expect(server.requests[0]!.path).toBe('/api/dcim/devices/?status=active&site=lab&limit=200');
  });
});

describe('reading NetBox', () => {
  it('tries again when NetBox is busy, and goes on', async () => {
    server.trouble = (_, count) => (count === 1 ? { status: 503 } : count === 2 ? 'hang-up' : undefined);
    expect((await read()).topology.devices).toHaveLength(4);
    expect(waits).toEqual([500, 1000]);
  });

  it('gives up after three tries, and another try may help', async () => {
    server.trouble = () => ({ status: 502 });
    expect(await failure()).toMatchObject({ code: 'netbox-unreachable', retryable: true });
    expect(server.requests).toHaveLength(3);
  });

  it.each([
    ['seconds', { 'retry-after': '3' }],
    ['a date', { date: 'Sun, 29 Nov 2026 03:00:00 GMT', 'retry-after': 'Sun, 29 Nov 2026 03:00:03 GMT' }],
  ])('waits as long as NetBox asks it to, in %s', async (_, headers) => {
    server.trouble = (_path, count) => (count <= 4 ? { status: 429, headers } : undefined);
    expect((await read()).topology.devices).toHaveLength(4);
    expect(waits).toEqual([3000, 3000, 3000, 3000]);
  });

  it('does not wait for ever, and speaks of the limit then', async () => {
    server.trouble = () => ({ status: 429, headers: { 'retry-after': '50' } });
    expect(await failure()).toMatchObject({ code: 'netbox-unreachable', retryable: true, hint: /limits how often/ });
    expect(waits).toEqual([50_000, 50_000]);
    server.trouble = () => ({ status: 429, headers: { 'retry-after': 'soon' } });
    expect(await failure()).toMatchObject({ hint: /limits how often/ });
  });

  it.each([
    ['planned', { value: 'planned', label: 'Planned' }, 0],
    ['decommissioning', { value: 'decommissioning' }, 0],
    ['planned', 'planned', 0],
    ['connected', { value: 'connected' }, 1],
  ])('makes a link of a cable only while it is connected: %s', async (word, status, links) => {
    const cables = JSON.parse(readFileSync(resolve(import.meta.dirname, '../fixtures/netbox/cables.json'), 'utf8'));
    const body = JSON.stringify({ ...cables, results: [{ ...cables.results[0], status }] });
    server.trouble = (path) => (path.includes('cables') ? { status: 200, body } : undefined);
    const { topology, leftOut } = await read();
    expect(topology.links).toHaveLength(links);
    expect(leftOut.some((text) => text.includes(`it is ${word}, not connected`))).toBe(links === 0);
  });

  it('does not try again with a token that is refused', async () => {
    const error = await failure({ token: 'wrong-token' });
    expect(error).toMatchObject({ code: 'netbox-refused', retryable: false, hint: /NOCTURNE_NETBOX_TOKEN/ });
    expect(error!.message).not.toContain('wrong-token');
    expect(server.requests).toHaveLength(1);
  });

  it.each(['DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID'])(
    'says that a certificate is not trusted: %s',
    async (code) => {
      const fetch = async () => {
        throw new TypeError('fetch failed', { cause: Object.assign(new Error('certificate'), { code }) });
      };
      expect(await failure({ url: 'https://netbox.example.net', fetch })).toMatchObject({
        code: 'netbox-tls',
        retryable: false,
        hint: /NODE_EXTRA_CA_CERTS/,
      });
    },
  );

  it('sends the token over http to this machine only', async () => {
    expect(await failure({ url: 'http://netbox.example.net' })).toMatchObject({ code: 'netbox-tls' });
    expect(server.requests).toEqual([]);
  });

  it('follows no link to another server', async () => {
    const body = JSON.stringify({ count: 1, next: 'https://elsewhere.example.net/api/', results: [] });
    server.trouble = () => ({ status: 200, body });
    expect(await failure()).toMatchObject({ code: 'netbox-invalid', message: /elsewhere/ });
  });

  it.each([
    ['no JSON', '<html>Sign in</html>'],
    ['no list', '{"detail": "nothing here"}'],
    ['an entry without what is needed', '{"count": 1, "next": null, "results": [{"display": "x"}]}'],
  ])('says that an answer is %s', async (_, body) => {
    server.trouble = () => ({ status: 200, body });
    expect(await failure()).toMatchObject({ code: 'netbox-invalid', retryable: false });
  });

  it('refuses two devices of one name', async () => {
    const device = { id: 1, name: 'Router-A' };
    const body = JSON.stringify({ count: 2, next: null, results: [device, { ...device, id: 2 }] });
    server.trouble = (path) => (path.includes('devices') ? { status: 200, body } : undefined);
    expect(await failure()).toMatchObject({ code: 'netbox-invalid', message: /Router-A/ });
  });
});

import { describe, expect, it } from 'vitest';
import { accountFiles, snmpdConfig, sshdConfig } from '../../../demo/lab/files/access-config.ts';
import { daemonsFile, frrConfig } from '../../../demo/lab/files/frr-config.ts';
import { bare, labHosts, loadLabSpec, namespaceOf } from '../../../demo/lab/lab-spec.ts';
import { parseCpuStat } from '../../../demo/lab/network/control-groups.ts';
import { countFull, neighboursOf } from '../../../demo/lab/network/devices.ts';
import { procFiles } from '../../../demo/lab/network/figures.ts';
import { describeStatus, type LabStatus } from '../../../demo/lab/network/status.ts';
import { trafficWords, usualTraffic } from '../../../demo/lab/network/traffic.ts';
import { missingForLab } from '../../../demo/lab/requirements.ts';
import { loadNetworkSpec } from '../../../demo/network/spec.ts';
import { renderTopology } from '../../../demo/network/topology-file.ts';
import { parseTopology } from '../../../src/network/inventory.ts';
import { parseConfiguredCost } from '../../../src/network/vendors/frr/configuration.ts';

const spec = loadLabSpec();
const devices = Object.keys(spec.devices);

describe('the lab as the simulated network', () => {
  it('has its devices and links with their delays and costs, all of them FRRouting, and everything slower', () => {
    const simulated = loadNetworkSpec();
    expect(devices).toEqual(Object.keys(simulated.devices));
    expect(Object.values(spec.devices).every(({ platform }) => platform === 'frr')).toBe(true);
    for (const [i, { name, a, b, delayMs, cost, capacityMbps }] of spec.links.entries()) {
      const other = simulated.links[i]!;
      expect([name, delayMs, cost, a.device, b.device]).toEqual([
        ...[other.name, other.delayMs, other.cost, other.a.device, other.b.device],
      ]);
      expect(capacityMbps).toBe(other.capacityMbps / 20);
      for (const end of [a, b]) expect(end.interface).toMatch(/^eth\d$/);
    }
  });

  it('fits into the names that the kernel allows', () => {
    for (const { management, lan, ports } of Object.values(spec.devices))
      for (const name of [management.name, ...(lan ? [lan.name] : []), ...ports]) expect(name.length).toBeLessThan(16);
  });

  it('is an inventory that the product reads, with a management address for every device', () => {
    const endpoints = new Map(
      devices.map((name) => [name, { address: '10.255.0.9', port: 22, hostKey: 'ssh-ed25519 AAAA' }]),
    );
    const topology = parseTopology(renderTopology(spec, endpoints));
    expect(topology.devices.map(({ name, platform }) => [name, platform])).toEqual(
      devices.map((name) => [name, 'frr']),
    );
    expect(topology.links).toHaveLength(spec.links.length);
    expect(topology.devices.every(({ management }) => management?.hostKey === 'ssh-ed25519 AAAA')).toBe(true);
  });

  it('has a host behind each router that has a LAN', () => {
    expect(labHosts(spec)).toEqual([
      { name: 'host-a', router: 'Router-A', gateway: '10.1.0.1', address: '10.1.0.10/24' },
      { name: 'host-b', router: 'Router-B', gateway: '10.2.0.1', address: '10.2.0.10/24' },
    ]);
  });
});

describe('what a device reads when it starts', () => {
  it.each(devices)('configures every port of %s with its address, area and cost', (device) => {
    const text = frrConfig(spec, device);
    const own = spec.links.flatMap(({ a, b, cost }) =>
      [a, b].filter((end) => end.device === device).map((end) => ({ ...end, cost })),
    );
    expect(own).toHaveLength(neighboursOf(spec, device));
    for (const { interface: name, address, cost } of own) {
      const block = text.split('!\n').find((part) => part.startsWith(`interface ${name}\n`))!;
      expect(block).toContain(`\n ip address ${address}\n`);
      expect(block).toContain('\n ip ospf area 0\n');
      expect(block).toContain('\n ip ospf network point-to-point\n');
      expect(parseConfiguredCost(text, name)[0]?.value).toBe(cost);
    }
    expect(text).toContain(` ospf router-id ${spec.devices[device]!.routerId}\n`);
    expect(text.endsWith('end\n')).toBe(true);
  });

  it('gives one router a BGP neighbour of which it takes nothing, and runs bgpd there alone', () => {
    const speaking = devices.filter((device) => frrConfig(spec, device).includes('router bgp'));
    expect(speaking).toEqual(['Router-A']);
    expect(devices.filter((device) => daemonsFile(device).includes('bgpd=yes'))).toEqual(speaking);
    expect(frrConfig(spec, 'Router-A')).toContain('route-map NONE in');
  });

  it('lets only the accounts of the lab in, with keys only', () => {
    expect(sshdConfig()).toMatch(/^AllowUsers netops svc$/m);
    expect(sshdConfig()).toMatch(/^PasswordAuthentication no$/m);
    expect(snmpdConfig('AP-1', 'wireless')).toMatch(/^rocommunity public 10\.255\.0\.1$/m);
  });

  it('adds its accounts to those of the machine, and takes none away', () => {
    const machine = {
      passwd: 'root:x:0:0::/root:/bin/sh',
      shadow: 'root:*:1::::::\n',
      group: 'root:x:0:\nfrr:x:9:\nfrrvty:x:8:frr\n',
    };
    const { passwd, shadow, group } = accountFiles(machine);
    expect(passwd.split('\n')[0]).toBe(machine.passwd);
    expect(passwd).toMatch(/^svc:x:0:0:.*operator-shell$/m);
    expect(passwd).toMatch(/^netops:.*:\/usr\/bin\/vtysh$/m);
    expect(shadow.match(/^(netops|svc):\*:/gm)).toHaveLength(2);
    expect(group).toContain('frr:x:9:netops\nfrrvty:x:8:frr,netops\n');
    expect(group).toMatch(/^netops:x:\d+:$/m);
  });
});

describe('figures of a device', () => {
  const use = { cpu: { user: 1, system: 0.5 }, seconds: 10, memoryKb: 65_536, processes: 12, running: 2 };
  const nominal = { cores: 0.5, memoryMb: 256 };

  it('measures CPU and memory against what the device is said to have', () => {
    const { files, idle } = procFiles(use, nominal);
    expect(files.stat).toMatch(/^cpu {2}200 0 100 700 /);
    expect(idle).toBe(7);
    expect(files.meminfo).toMatch(/^MemTotal: +262144 kB$/m);
    expect(files.meminfo).toMatch(/^MemFree: +196608 kB$/m);
  });

  it('never lets idle time go back, nor memory below none', () => {
    expect(procFiles({ ...use, cpu: { user: 9, system: 0 } }, nominal, 7).idle).toBe(7);
    expect(procFiles({ ...use, memoryKb: 1e9 }, nominal).files.meminfo).toMatch(/^MemFree: +0 kB$/m);
  });

  it('reads the processor time of either version of control groups in seconds', () => {
    expect(parseCpuStat('usage_usec 3000000\nuser_usec 2000000\nsystem_usec 1000000\n')).toEqual({
      user: 2,
      system: 1,
    });
  });
});

describe('traffic', () => {
  it('is that of the host where a router has one, and else of the loopback', () => {
    const demand = { from: 'AP-1', to: 'Router-A', mbps: 0.5, bytes: 1000, flows: 8 };
    expect(trafficWords(spec, [demand])).toEqual(['nocturne-AP-1,10.0.0.31,nocturne-host-a,10.1.0.10,500,1000,8']);
  });

  it('leaves room on every link', () => {
    const total = usualTraffic(spec).reduce((sum, { mbps }) => sum + mbps, 0);
    expect(total).toBeLessThan(50);
    expect(namespaceOf(bare('AP-1/2'))).toBe('nocturne-AP-1');
  });
});

describe('what is missing', () => {
  const machine = { isRoot: true, has: () => true, opens: () => true };

  it.each([
    ['nobody in particular', { ...machine, isRoot: false }, /need root/, /as root/],
    ['no vtysh', { ...machine, has: (name: string) => name !== 'vtysh' }, /no vtysh/, /apt-get install .* frr$/],
    [
      'no fping and no agent',
      { ...machine, has: (name: string) => !/fping|snmpd/.test(name) },
      /fping/,
      /snmpd fping$/,
    ],
    ['no TUN', { ...machine, opens: () => false }, /\/dev\/net\/tun/, /modprobe tun/],
    ['no control groups', { ...machine, has: (name: string) => !name.includes('cgroup') }, /control groups/, /mount/],
  ])('is told with what helps: %s', (_, given, reason, hint) => {
    const missing = missingForLab(given)!;
    expect(missing.reason).toMatch(reason);
    expect(missing.hint).toMatch(hint);
  });

  it('is nothing where everything is there', () => {
    expect(missingForLab(machine)).toBeUndefined();
  });
});

describe('the state of the lab', () => {
  it('counts only neighbours that are fully adjacent', () => {
    const row = (state: string) =>
      `10.0.0.12         1 ${state}/-          31.3s   3.2s 10.0.100.2      eth1:10.0.100.1    0     0     0`;
    expect(countFull(['Neighbor ID     Pri State', row('Full'), row('ExStart'), row('Full'), ''].join('\n'))).toBe(2);
  });

  it('says which device is down, which cable is pulled and which does something else in one direction', () => {
    const way = { delay: 2, jitter: 0, loss: 0, rate: 50_000, frames: 1, bytes: 1, lost: 0, overrun: 0 };
    const link = { link: 'L1', from: 'A eth1', to: 'B eth1', carrier: true, ab: way, ba: way };
    const status: LabStatus = {
      ...{ up: false, realtime: false },
      devices: [
        { device: 'A', up: true, neighbours: 3, full: 2 },
        { device: 'B', up: false, neighbours: 3, full: null },
      ],
      links: [link, { ...link, link: 'L2', carrier: false }, { ...link, link: 'L3', ba: { ...way, loss: 15 } }],
    };
    expect(describeStatus(status).split('\n')).toEqual([
      'A: 2 of 3 neighbours fully adjacent',
      'B: down',
      'L1: A eth1 to B eth1, 2 ms, 0 % lost, 50 Mbit/s',
      'L2: A eth1 to B eth1, pulled',
      'L3: A eth1 to B eth1, 2 ms, 0 % lost, 50 Mbit/s; back 2 ms, 15 % lost, 50 Mbit/s',
      'The cables have no real-time priority: packets are late when this machine is busy.',
    ]);
  });
});

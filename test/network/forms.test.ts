import { describe, expect, it } from 'vitest';
import { findCommand, type Vendor } from '../../src/network/vendor.ts';
import { frr } from '../../src/network/vendors/frr.ts';
import { iosXe } from '../../src/network/vendors/ios-xe.ts';
import { junos } from '../../src/network/vendors/junos.ts';

/** What a command says of a text, as name → value; only the names that are asked for. */
function read(vendor: Vendor, command: string, text: string, parameters = {}): Record<string, unknown> {
  return Object.fromEntries(
    findCommand(vendor, command)!
      .parse(text, parameters)
      .map(({ name, value }) => [name, value]),
  );
}

/** Lines have more forms than the recorded one; these follow the documentation and published outputs of each system. */
describe('a route of IOS-XE', () => {
  const head = (known: string) =>
    `Routing entry for 192.0.2.0/24\n  Known via "${known}", distance 1, metric 0\n  Routing Descriptor Blocks:\n`;

  it.each([
    ['static', '  * 192.0.2.1\n', [{ hop: '192.0.2.1' }]],
    [
      'static',
      '  * directly connected, via GigabitEthernet2\n',
      [{ hop: 'directly connected', name: 'GigabitEthernet2' }],
    ],
    ['static', '  * 192.0.2.1, via GigabitEthernet3\n', [{ hop: '192.0.2.1', name: 'GigabitEthernet3' }]],
    [
      'ospf 1',
      '  * 10.0.0.2, from 192.0.2.9, 00:00:14 ago, via GigabitEthernet2, merge-labels\n',
      [{ hop: '10.0.0.2', name: 'GigabitEthernet2' }],
    ],
    ['bgp 65000', '  * 192.0.2.5, from 192.0.2.5, 2d07h ago\n', [{ hop: '192.0.2.5' }]],
    ['bgp 65000', '  * 192.0.2.5 (default), from 192.0.2.5, 2d07h ago\n', [{ hop: '192.0.2.5' }]],
    [
      'eigrp 1',
      '  * 10.0.0.2, from 10.0.0.2, 1w2d ago, via Port-channel1.20\n    10.0.0.6, from 10.0.0.6, 1w2d ago, via Tunnel0\n',
      [
        { hop: '10.0.0.2', name: 'Port-channel1.20' },
        { hop: '10.0.0.6', name: 'Tunnel0' },
      ],
    ],
    [
      'ospf 1',
      '  * 10.0.0.2, from 192.0.2.9, 00:00:14 ago, via GigabitEthernet0/0/1.100\n',
      [{ hop: '10.0.0.2', name: 'GigabitEthernet0/0/1.100' }],
    ],
    [
      'ospf 1',
      '  * 10.0.0.2, from 192.0.2.9, 3d ago, via Vlan20\n      Route metric is 4, traffic share count is 1\n',
      [{ hop: '10.0.0.2', name: 'Vlan20' }],
    ],
    ['connected', '  * directly connected, via Loopback0\n', [{ hop: 'directly connected', name: 'Loopback0' }]],
  ])('known via %s has its ways: %#', (known, blocks, ways) => {
    const facts = read(iosXe, 'show-route', head(known) + blocks);
    expect(facts.ways).toBe(ways.length);
    for (const [i, { hop, name }] of (ways as { hop: string; name?: string }[]).entries()) {
      expect(facts[`way_${i + 1}_next_hop`]).toBe(hop);
      expect(facts[`way_${i + 1}_interface`]).toBe(name);
    }
  });

  it.each(['Routing entry for 0.0.0.0/0, supernet', 'Routing entry for 0.0.0.0/0'])('%s is for that prefix', (line) => {
    expect(read(iosXe, 'show-route', `${line}\n  Known via "static"\n`).prefix).toBe('0.0.0.0/0');
  });
});

describe('a route of Junos', () => {
  it.each([
    [
      '192.0.2.0/24       *[Direct/0] 29w6d 21:35:55\n                    >  via ge-0/0/3.0\n                    [OSPF/150/10] 3w3d 03:12:45, metric 20, tag 0\n                    >  to 10.0.0.2 via ge-0/0/1.0\n',
      ['ge-0/0/3.0'],
    ],
    [
      '192.0.2.0/24       *[OSPF/10] 1d, metric 3\n                    >  to 10.0.0.2 via ge-0/0/1.0\n                       to 10.0.0.6 via ge-0/0/2.0\n                    [BGP/170] 1d, localpref 100\n                       AS path: 65001 I\n                    >  to 10.0.0.9 via ge-0/0/4.0\n',
      ['ge-0/0/1.0', 'ge-0/0/2.0'],
    ],
    [
      '192.0.2.0/24       *[Static/5] 1d\n                    >  to 10.0.0.2 via irb.20\n                   -[OSPF/10] 1d, metric 3\n                    >  to 10.0.0.9 via ae0.0\n',
      ['irb.20'],
    ],
    [
      '192.0.2.0/24       *[LDP/9] 1d, metric 1\n                    >  to 10.0.0.2 via xe-0/1/10:0.0, Push 299776\n',
      ['xe-0/1/10:0.0'],
    ],
  ])('has the ways of the active protocol only: %#', (text, names) => {
    const facts = read(
      junos,
      'show-route',
      `inet.0: 60 destinations\n+ = Active Route, - = Last Active, * = Both\n\n${text}`,
    );
    expect(facts.ways).toBe(names.length);
    expect(names.map((_, i) => facts[`way_${i + 1}_interface`])).toEqual(names);
  });
});

describe('the interfaces of Junos', () => {
  it.each([
    'ge-0/0/1',
    'xe-0/1/10:0',
    'et-0/0/0',
    'mge-0/0/0',
    'ae12',
    'reth0',
    'fxp0',
    'em1',
    'me0',
    'lo0',
    'irb',
    'vme',
    'st0',
    'fab0',
  ])('know %s', (name) => {
    const key = `${name.replace(/[^a-z0-9]+/g, '_')}_state`;
    const row = (admin: string, link: string) =>
      `Interface Admin Link Proto Local Remote\n${name.padEnd(23)} ${admin.padEnd(5)} ${link}\n`;
    expect(read(junos, 'show-interfaces', row('up', 'down'))[key]).toBe('down');
    expect(read(junos, 'show-interfaces', row('down', 'down'))[key]).toBe('administratively down');
    expect(read(junos, 'show-interfaces', `${name}.0   up    up   inet     10.0.0.1/30\n`)).toEqual({});
  });
});

describe('the OSPF neighbours of FRR', () => {
  const row = (id: string, state: string, port: string) =>
    `${id.padEnd(17)} 1 ${state.padEnd(15)} 1h05m           35.123s   10.0.0.2        ${port}:10.0.0.1   0     0     0\n`;

  it.each([
    'Full/DR',
    'Full/Backup',
    'Full/-',
    'Full/DROther',
    '2-Way/DROther',
    'Init/-',
    'ExStart/DR',
    'Exchange/-',
    'Loading/Backup',
    'Down/-',
    'Attempt/DROther',
  ])('in state %s are there', (state) => {
    const facts = read(
      frr,
      'show-ospf-neighbors',
      row('192.0.2.2', 'Full/DR', 'eth1') + row('192.0.2.3', state, 'eth2'),
    );
    expect(facts.neighbour_on_eth2_state).toBe(state.split('/')[0]);
    expect(facts.full_neighbours).toBe(state.startsWith('Full') ? 2 : 1);
  });
});

describe('the maximum metric of IOS-XE', () => {
  const head = ' Routing Process "ospf 1" with ID 192.0.2.1\n';
  const set = ' Originating router-LSAs with maximum metric\n';

  it.each([
    ['', 'off'],
    [`${set}    Condition: always, State: active\n`, 'on'],
    [`${set}    Condition: always State: active\n`, 'on'],
    [
      `${set}    Condition: on startup for 300 seconds, State: inactive\n    Unset reason: timer expired, Originated for 300 seconds\n`,
      'off',
    ],
    [`${set}    Condition: on startup for 300 seconds, State: active\n    Time remaining: 00:03:20\n`, 'on'],
    [
      `${set}    Condition: on startup while BGP is converging, State: inactive\n    Unset reason: BGP converged\n`,
      'off',
    ],
    [`${set}    Condition: on startup for 300 seconds, State: inactive\n    Condition: always, State: active\n`, 'on'],
    [`${set}    Time remaining: 00:01:18\n`, 'on'],
  ])('is what is in force now: %#', (text, state) => {
    expect(read(iosXe, 'show-ospf-process', head + text).max_metric).toBe(state);
  });

  it.each([
    ['max-metric router-lsa', 'on'],
    ['max-metric router-lsa include-stub summary-lsa', 'on'],
    // They wait for the next start, and the device carries through traffic meanwhile.
    ['max-metric router-lsa on-startup 300', 'off'],
    ['max-metric router-lsa on-startup wait-for-bgp', 'off'],
    ['max-metric router-lsa summary-lsa on-startup 300', 'off'],
    ['no max-metric router-lsa', 'off'],
  ])('as it is configured by "%s" is %s', (line, state) => {
    expect(
      read(iosXe, 'read-max-metric', `router ospf 1\n ${line}\n network 10.0.0.0 0.0.0.3 area 0\n!\nend\n`).max_metric,
    ).toBe(state);
  });
});

describe('the configured cost of FRR', () => {
  const config = (port: string, network: string) =>
    `interface eth1\n${port}exit\n!\nrouter ospf\n${network}exit\n!\nend\n`;

  it.each([
    [' ip address 10.0.0.1/30\n', ' network 10.0.0.0/30 area 0\n', 'none'],
    [' ip address 10.0.0.1/30\n ip ospf cost 20\n', ' network 10.0.0.0/30 area 0\n', 20],
    [' ip address 10.0.0.1/30\n', ' network 10.0.0.0/8 area 0.0.0.0\n', 'none'],
    [' ip address 10.0.0.1/30\n', ' network 0.0.0.0/0 area 0\n', 'none'],
    [' ip address 10.0.0.1/30\n', ' network 10.0.0.1/32 area 0\n', 'none'],
    [' ip address 10.0.0.1/30\n', ' network 10.0.0.4/30 area 0\n', undefined],
    [' ip address 10.0.0.1/30\n ip address 10.9.0.1/30\n', ' network 10.9.0.0/16 area 0\n', 'none'],
    [' ip address 10.0.0.1/30\n ip ospf area 0\n', '', 'none'],
    [' ip address 10.0.0.1/30\n', '', undefined],
    [' description x\n', ' network 10.0.0.0/30 area 0\n', undefined],
    [' ip address 200.0.0.1/30\n', ' network 128.0.0.0/1 area 0\n', 'none'],
  ])('is read where the interface runs OSPF, however that is said: %#', (port, network, cost) => {
    expect(read(frr, 'read-configured-cost', config(port, network), { interface: 'eth1' }).configured_cost).toBe(cost);
  });
});

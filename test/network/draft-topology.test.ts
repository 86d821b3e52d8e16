import { describe, expect, it } from 'vitest';
import { draftTopology, formatDraft } from '../../src/network/draft-topology.ts';
import { parseTopology } from '../../src/network/inventory.ts';
import { createDiscovery } from '../../src/telemetry/discovery.ts';
import { createLineReader } from '../../src/telemetry/line-protocol.ts';

const snmp = (address: string, name: string, port: string, more: string) =>
  `interface,agent_host=${address},sysName=${name},host=tg01,ifName=${port}${more}`;
const lines = [
  'ping,host=tg01,url=192.0.2.1 average_response_ms=2',
  snmp('192.0.2.1', 'core1', 'Gi1', ',ifDescr=GigabitEthernet1,ifAlias=to\\ core2\\ Gi2 ifHighSpeed=1000i'),
  snmp('192.0.2.2', 'core2.example.net', 'Gi2', ',ifDescr=GigabitEthernet2,ifAlias=uplink\\ core1 ifHighSpeed=10000i'),
  snmp(
    '192.0.2.2',
    'core2.example.net',
    'Gi3',
    ',ifDescr=GigabitEthernet3 ifHighSpeed=1000i,lldpRemSysName="leaf1",lldpRemPortId="Et1"',
  ),
  'sub,source=leaf1:57400,interface_name=Ethernet1 /interfaces/interface/state/oper-status="UP"',
  'x,source=007 cpu_pct=1',
  'x,source=no\\ name cpu_pct=1',
];

function discover(text: string, limit?: number) {
  const discovery = createDiscovery({}, limit);
  const reader = createLineReader(text, { now: 0 });
  for (let point = reader.next(); point !== null; point = reader.next()) if (point?.ok) discovery.note(point);
  return draftTopology(discovery.devices());
}

describe('a draft of the inventory', () => {
  it('has devices by their own names, with addresses, interfaces and descriptions', () => {
    const { topology, leftOut } = discover(lines.join('\n'));
    expect(topology.devices.map(({ name, management, interfaces }) => [name, management?.address, interfaces])).toEqual(
      [
        ['007', undefined, {}],
        ['core1', '192.0.2.1', { GigabitEthernet1: { description: 'to core2 Gi2' } }],
        ['core2.example.net', '192.0.2.2', { GigabitEthernet2: { description: 'uplink core1' }, GigabitEthernet3: {} }],
        ['leaf1', undefined, { Ethernet1: {} }],
      ],
    );
    expect(leftOut).toEqual(["device no name: its name can't be used"]);
  });

  it.each(['agent_host', 'source', 'agent', 'agent_address'])(
    'has the address of %s, beside the name that the device has',
    (tag) => {
      const { topology } = discover(
        [
          `ping,host=tg01,url=192.0.2.1 average_response_ms=2`,
          `interface,${tag}=192.0.2.1,sysName=core1,host=tg01,ifName=Gi1 ifHighSpeed=1000i`,
          `interface,${tag}=core2,sysName=core2,host=tg01,ifName=Gi1 ifHighSpeed=1000i`,
          `sla,device=core3,${tag}=192.0.2.9 latency_ms=1`,
        ].join('\n'),
      );
      expect(topology.devices.map(({ name, management }) => [name, management?.address])).toEqual([
        ['core1', '192.0.2.1'],
        ['core2', undefined],
        ['core3', undefined],
      ]);
    },
  );

  it('has links by LLDP and by descriptions that name each other, with the slower speed and the reason', () => {
    const { topology, links } = discover(lines.join('\n'));
    expect(
      topology.links.map(({ a, b, capacityMbps }) => [a.device, a.interface, b.device, b.interface, capacityMbps]),
    ).toEqual([
      ['core2.example.net', 'GigabitEthernet3', 'leaf1', 'Ethernet1', 1000],
      ['core1', 'GigabitEthernet1', 'core2.example.net', 'GigabitEthernet2', 1000],
    ]);
    expect(links).toEqual([expect.stringContaining('by LLDP'), expect.stringContaining('by their descriptions')]);
  });

  it('makes no link of what could be two', () => {
    const twice = [
      ...lines,
      snmp('192.0.2.1', 'core1', 'Gi9', ',ifDescr=GigabitEthernet9,ifAlias=backup\\ core2 ifHighSpeed=1000i'),
    ];
    expect(discover(twice.join('\n')).links).toHaveLength(1);
  });

  it('is text that reads back as the same inventory, and says what to look at', () => {
    const draft = discover(lines.join('\n'));
    const text = formatDraft(draft);
    expect(parseTopology(text)).toEqual(draft.topology);
    expect(text).toMatch(/^# Written by nocturne discover.*Look through it/);
    expect(text).toContain("left out: device no name: its name can't be used");
  });

  it('is bounded', () => {
    const many = Array.from({ length: 50 }, (_, i) => `x,source=r${i} cpu_pct=1`).join('\n');
    expect(discover(many, 10).topology.devices).toHaveLength(10);
  });
});

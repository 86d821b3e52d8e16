import { core1, type Payload, twice } from './payload.ts';

const wan =
  'devices: { wan1: { management: { address: 192.0.2.1 }, interfaces: { GigabitEthernet0/0/0: {}, GigabitEthernet0/0/1: {} } } }';

/** IF-MIB (RFC 2863) as Telegraf's snmp input writes it. */
export const snmpInterfaces: Payload[] = [
  {
    name: 'IF-MIB: the table of the documentation of Telegraf, the error share of 32-bit packets with those that are neither',
    lines: twice(
      (s) =>
        `interface,agent_host=127.0.0.1,ifDescr=eth0,ifIndex=2,sysName=example.org ifAdminStatus=1i,ifInDiscards=${s / 10}i,ifInErrors=0i,ifInNUcastPkts=${s}i,ifInOctets=${3_852_386_380 + s * 125_000}i,ifInUcastPkts=${3_634_004 + s * 8}i,ifInUnknownProtos=0i,ifLastChange=9088763i,ifMtu=1500i,ifOperStatus=1i,ifOutDiscards=0i,ifOutErrors=0i,ifOutNUcastPkts=0i,ifOutOctets=${434_865_441 + s * 250_000}i,ifOutQLen=0i,ifOutUcastPkts=2110394i,ifPhysAddress="c8:5b:76:c9:e6:8c",ifSpecific=".0.0",ifSpeed=1000000000i,ifType=6i`,
    ),
    ours: true,
    topology: 'devices: { example.org: { interfaces: { eth0: {} } } }',
    right: [
      'example.org eth0 admin_up 1',
      'example.org eth0 oper_up 1',
      'example.org eth0 bandwidth_mbps 1000',
      'example.org eth0 throughput_mbps 1',
      'example.org eth0 throughput_out_mbps 2',
      // 1 discard of 90 packets and the discard itself.
      'example.org eth0 error_rate_pct 1.098901',
    ],
  },
  {
    name: 'IF-MIB: what was sent counts discards and errors in, what was received does not (RFC 2863, ifHCOutUcastPkts, ifHCInUcastPkts)',
    lines: [
      ...twice(
        (s) => `interface,source=sw1,ifName=Et1 ifOutErrors=${s}i,ifOutDiscards=${s}i,ifHCOutUcastPkts=${s * 100}i`,
      ),
      ...twice((s) => `interface,source=sw1,ifName=Et2 ifInErrors=${s}i,ifInDiscards=${s}i,ifHCInUcastPkts=${s * 98}i`),
    ],
    right: ['sw1 Et1 error_rate_pct 2', 'sw1 Et2 error_rate_pct 2'],
  },
  {
    name: 'IF-MIB: every kind of wide packet counts',
    lines: twice(
      (s) =>
        `interface,source=sw1,ifName=Et1 ifInErrors=${s}i,ifHCInUcastPkts=${s * 9}i,ifHCInMulticastPkts=${s * 20}i,ifHCInBroadcastPkts=${s * 20}i,ifHCOutUcastPkts=${s * 10}i,ifHCOutMulticastPkts=${s * 20}i,ifHCOutBroadcastPkts=${s * 20}i`,
    ),
    right: ['sw1 Et1 error_rate_pct 1'],
  },
  {
    name: 'IF-MIB: every kind of packet of 32 bits counts, over the end of the counter too',
    lines: twice(
      (s) =>
        `interface,source=sw1,ifName=Et1 ifInErrors=${(4_294_967_291 + s) % 2 ** 32}i,ifInUcastPkts=${s * 9}i,ifInMulticastPkts=${s * 20}i,ifInBroadcastPkts=${s * 20}i,ifOutUcastPkts=${s * 10}i,ifOutMulticastPkts=${s * 20}i,ifOutBroadcastPkts=${s * 20}i`,
    ),
    right: ['sw1 Et1 error_rate_pct 1'],
  },
  {
    name: 'IF-MIB: every kind of trouble counts, and what is sent goes over the end of 32 bits',
    lines: twice(
      (s) =>
        `interface,source=sw1,ifName=Et1 ifInErrors=${s}i,ifInDiscards=${s}i,ifOutErrors=${s}i,ifOutDiscards=${s}i,ifInUcastPkts=${s * 48}i,ifOutUcastPkts=${s * 50}i,ifOutOctets=${(2 ** 32 - 125_000 + s * 125_000) % 2 ** 32}i`,
    ),
    right: ['sw1 Et1 error_rate_pct 4', 'sw1 Et1 throughput_out_mbps 1'],
  },
  {
    name: 'IF-MIB: a port without a packet has no share of errors, and errors without packets beside them are none',
    lines: [
      ...twice(() => 'interface,source=sw1,ifName=Et1 ifInErrors=4i,ifHCInUcastPkts=7i'),
      ...twice((s) => `interface,source=sw1,ifName=Et2 ifInErrors=${s}i`),
    ],
    right: [],
    lost: { 'first-value': 3, 'missing-value': 2, 'share-incomplete': 1 },
  },
  {
    name: 'IF-MIB: of both the wide packets count',
    lines: twice(
      (s) => `interface,source=sw1,ifName=Et1 ifInErrors=${s}i,ifInUcastPkts=${s}i,ifHCInUcastPkts=${s * 99}i`,
    ),
    right: ['sw1 Et1 error_rate_pct 1'],
  },
  {
    name: 'IF-MIB: ifTable and ifXTable are two measurements, with the long name and the short one',
    lines: [
      ...twice(
        (s) =>
          `ifTable,agent_host=192.0.2.1,host=tg01,ifDescr=GigabitEthernet0/0/0,ifIndex=1 ifInOctets=${s * 250_000}i,ifOutOctets=${s * 250_000}i,ifSpeed=1000000000i,ifOperStatus=1i,ifInErrors=${s}i,ifInUcastPkts=${s * 49}i`,
      ),
      ...twice(
        (s) =>
          `ifXTable,agent_host=192.0.2.1,host=tg01,ifName=Gi0/0/0,ifIndex=1 ifHCInOctets=${s * 125_000}i,ifHCOutOctets=${s * 125_000}i,ifHighSpeed=1000i`,
      ),
    ],
    topology: wan,
    right: [
      'wan1 GigabitEthernet0/0/0 throughput_mbps 1',
      'wan1 GigabitEthernet0/0/0 throughput_out_mbps 1',
      'wan1 GigabitEthernet0/0/0 bandwidth_mbps 1000',
      'wan1 GigabitEthernet0/0/0 oper_up 1',
      'wan1 GigabitEthernet0/0/0 error_rate_pct 2',
    ],
  },
  {
    name: 'IF-MIB: the whole row as fields, with the number of the interface as the only tag',
    lines: [0, 10].flatMap((s) => [
      `ifTable,agent_host=192.0.2.1,ifIndex=1 ifDescr="GigabitEthernet0/0/0",ifOperStatus=1i,ifInOctets=${s * 125_000}i {${s}}`,
      `ifTable,agent_host=192.0.2.1,ifIndex=2 ifDescr="GigabitEthernet0/0/1",ifOperStatus=2i,ifInOctets=${9_000_000 + s * 250_000}i {${s}}`,
      `ifXTable,agent_host=192.0.2.1,ifIndex=2 ifHighSpeed=100i {${s}}`,
    ]),
    topology: wan,
    ours: true,
    right: [
      'wan1 GigabitEthernet0/0/0 oper_up 1',
      'wan1 GigabitEthernet0/0/0 throughput_mbps 1',
      'wan1 GigabitEthernet0/0/1 oper_up 0',
      'wan1 GigabitEthernet0/0/1 throughput_mbps 2',
      'wan1 GigabitEthernet0/0/1 bandwidth_mbps 100',
    ],
  },
  {
    name: 'IF-MIB: a name as a field, without any number',
    lines: [0, 10].flatMap((s) => [
      `interface,source=wan1 ifName="Gi0/0/0",ifHCInOctets=${s * 125_000}i {${s}}`,
      `interface,source=wan1 ifName="Gi0/0/1",ifHCInOctets=${s * 250_000}i {${s}}`,
    ]),
    topology: wan,
    ours: true,
    right: ['wan1 GigabitEthernet0/0/0 throughput_mbps 1', 'wan1 GigabitEthernet0/0/1 throughput_mbps 2'],
  },
  {
    name: 'IF-MIB: index_as_tag names a row of this table by its number',
    lines: [
      ...[0, 10].flatMap((s) => [
        `ifXTable,source=wan1,index=1 ifHCInOctets=${s * 125_000}i {${s}}`,
        `ifXTable,source=wan1,index=2 ifHCInOctets=${7_000_000 + s * 250_000}i {${s}}`,
      ]),
      'names,source=wan1,ifIndex=2,ifName=Gi0/0/1 ifHighSpeed=100i {11}',
      `ifXTable,source=wan1,index=2 ifHCInOctets=${7_000_000 + 20 * 250_000}i {20}`,
      `ifXTable,source=wan1,index=2 ifHCInOctets=${7_000_000 + 30 * 250_000}i {30}`,
    ],
    topology: wan,
    right: ['wan1 GigabitEthernet0/0/1 bandwidth_mbps 100', 'wan1 GigabitEthernet0/0/1 throughput_mbps 2'],
    unknown: ['wan1'],
  },
  {
    name: 'IF-MIB: counters of an interface that nothing names are not those of the device',
    lines: [
      ...twice(
        (s) => `snmp_if,source=wan1,ifAlias=to\\ core2\\,\\ rack\\=3 ifHCInOctets=${s * 125_000}i,ifOperStatus=2i`,
      ),
      ...twice((s) => `snmp_if,source=wan1,slot=1 ifInErrors=${s}i,ifHCInUcastPkts=${s}i,ifHighSpeed=10i`),
    ],
    topology: wan,
    right: [],
    lost: { 'no-interface': 10 },
  },
  {
    name: 'IF-MIB: a sender that names its device and nothing else means the device',
    lines: twice((s) => `octets,device=wan1,host=tg01 ifHCInOctets=${s * 125_000}i`),
    topology: wan,
    right: ['wan1 throughput_mbps 1'],
  },
  {
    name: 'IF-MIB: descriptions with spaces, commas and equals signs, and a change of them, leave the interface what it is',
    lines: [0, 10, 20].map(
      (s) =>
        `interface,agent_host=192.0.2.1,ifAlias=to\\ core2\\,\\ rack\\=${s < 5 ? 3 : 4}\\ "x",ifDescr=GigabitEthernet0/0/0 ifHCInOctets=${s * 125_000}i {${s}}`,
    ),
    topology: wan,
    right: ['wan1 GigabitEthernet0/0/0 throughput_mbps 1'],
  },
  {
    name: 'IF-MIB: a speed that needs more than ifHighSpeed has, or less',
    lines: [
      'interface,source=sw1,ifName=Se0 ifHighSpeed=0i,ifSpeed=64000i {0}',
      'interface,source=sw1,ifName=Hu1 ifHighSpeed=400000i,ifSpeed=4294967295i {0}',
      'interface,source=sw1,ifName=Nu0 ifHighSpeed=4294967295i,ifSpeed=0i {0}',
      'interface,source=sw1,ifName=Nu1 ifHighSpeed=-1i,ifSpeed=-1i {0}',
    ],
    right: ['sw1 Se0 bandwidth_mbps 0.064', 'sw1 Hu1 bandwidth_mbps 400000'],
  },
  {
    name: 'IF-MIB: counters as floats, as texts, with a sign and unsigned',
    lines: [
      'interface,source=sw1,ifName=a1 ifHCInOctets=1e6 {0}',
      'interface,source=sw1,ifName=a1 ifHCInOctets=2.25e+06 {10}',
      'interface,source=sw1,ifName=a2 ifHCInOctets="1000000" {0}',
      'interface,source=sw1,ifName=a2 ifHCInOctets="2250000" {10}',
      'interface,source=sw1,ifName=a3 ifHCInOctets=1000000u {0}',
      'interface,source=sw1,ifName=a3 ifHCInOctets=2250000u {10}',
      'interface,source=sw1,ifName=a4 ifHCInOctets=+1000000 {0}',
      'interface,source=sw1,ifName=a4 ifHCInOctets=2250000 {10}',
    ],
    right: [1, 2, 3, 4].map((port) => `sw1 a${port} throughput_mbps 1`),
  },
  {
    name: 'IF-MIB: a counter that began anew, one that came twice and one that came late',
    lines: [
      'interface,source=sw1,ifName=a1 ifHCInOctets=900000000i {0}',
      'interface,source=sw1,ifName=a1 ifHCInOctets=1000i {10}',
      'interface,source=sw1,ifName=a1 ifHCInOctets=1251000i {20}',
      'interface,source=sw1,ifName=a1 ifHCInOctets=1251000i {20}',
      'interface,source=sw1,ifName=a1 ifHCInOctets=1000i {10}',
      'interface,source=sw1,ifName=a1 ifHCInOctets=2501000i {30}',
    ],
    right: ['sw1 a1 throughput_mbps 1'],
    lost: { 'first-value': 1, 'counter-fell': 1, 'not-newer': 2 },
  },
  {
    name: 'IF-MIB: numbers that mean "none" are no values of a counter',
    lines: [
      ...[-1, 2 ** 32 - 1].flatMap((none) => [
        `interface,source=sw1,ifName=b${Math.abs(none)} ifHCInOctets=1000000i {0}`,
        `interface,source=sw1,ifName=b${Math.abs(none)} ifHCInOctets=${none}i {10}`,
        `interface,source=sw1,ifName=b${Math.abs(none)} ifHCInOctets=3500000i {20}`,
      ]),
      'interface,source=sw1,ifName=c64 ifHCInOctets=1000000u {0}',
      'interface,source=sw1,ifName=c64 ifHCInOctets=18446744073709551615u {10}',
      'interface,source=sw1,ifName=c64 ifHCInOctets=3500000u {20}',
      'interface,source=sw1,ifName=c32 ifInOctets=1000000u {0}',
      'interface,source=sw1,ifName=c32 ifInOctets=4294967295u {10}',
      'interface,source=sw1,ifName=c32 ifInOctets=3500000u {20}',
    ],
    right: ['b1', 'b4294967295', 'c64', 'c32'].map((port) => `sw1 ${port} throughput_mbps 1`),
    lost: { 'first-value': 4, 'missing-value': 4 },
  },
  {
    name: 'IF-MIB: the same port by two collectors is one series, not twice as much and not in turns',
    lines: [0, 10, 20].flatMap((s) => [
      `interface,agent_host=core1,host=tg01,ifName=Gi1 ifHCInOctets=${s * 125_000}i {${s}}`,
      `interface,agent_host=core1,host=tg02,ifName=Gi1 ifHCInOctets=${s * 125_000 + 62_500}i {${s}}`,
    ]),
    topology: core1,
    right: ['core1 GigabitEthernet1 throughput_mbps 1'],
  },
  {
    name: 'IF-MIB: on a Junos router the units of a port are rows of their own, and unit 0 is not told twice',
    lines: [0, 10].flatMap((s) => [
      `interface,source=mx1,ifName=ge-0/0/0.0 ifHCInOctets=${s * 120_000}i,ifInErrors=${s}i,ifHCInUcastPkts=${s}i {${s}}`,
      `interface,source=mx1,ifName=ge-0/0/0 ifHCInOctets=${s * 125_000}i,ifInErrors=${s}i,ifHCInUcastPkts=${s * 99}i {${s}}`,
      `interface,source=mx1,ifName=ge-0/0/0.100 ifHCInOctets=${s * 50_000}i {${s}}`,
    ]),
    topology: 'devices: { mx1: { interfaces: { ge-0/0/0: {} } } }',
    right: ['mx1 ge-0/0/0 throughput_mbps 1', 'mx1 ge-0/0/0 error_rate_pct 1', 'mx1 ge-0/0/0.100 throughput_mbps 0.4'],
    unknown: ['mx1 ge-0/0/0.100'],
  },
];

import type { Payload } from './payload.ts';

/** The name in the inventory, and what SNMP, CLI, CDP, gNMI and people call the same interface. */
const same: Record<string, string[]> = {
  'GigabitEthernet1/0/1': [
    'Gi1/0/1',
    'gi1/0/1',
    'Gig1/0/1',
    'Gig 1/0/1',
    'GigabitEthernet 1/0/1',
    'GIGABITETHERNET1/0/1',
    'Gigabit1/0/1',
    'gigabiteth1/0/1',
  ],
  'Gi1/0/2': ['GigabitEthernet1/0/2'],
  'TenGigabitEthernet1/1/1': ['Te1/1/1', 'Ten1/1/1', 'Ten 1/1/1', 'TenGigE1/1/1', 'TenGig1/1/1'],
  'TwentyFiveGigE1/0/1': ['Twe1/0/1', 'Twe 1/0/1', 'TwentyFiveGigabitEthernet1/0/1', 'TF1/0/1'],
  'FortyGigabitEthernet1/1/1': ['Fo1/1/1', 'FortyGigE1/1/1', 'For 1/1/1', 'FortyGig1/1/1'],
  'HundredGigE0/0/0/0': ['Hu0/0/0/0', 'Hun 0/0/0/0', 'HundredGigabitEthernet0/0/0/0'],
  'FourHundredGigE0/2/0/3': ['FH0/2/0/3', 'FourHundredGigabitEthernet0/2/0/3'],
  'TwoGigabitEthernet1/0/1': ['Tw1/0/1'],
  'FiveGigabitEthernet1/0/1': ['Fi1/0/1'],
  'FastEthernet0/1': ['Fa0/1', 'Fas 0/1'],
  'Ethernet1/1': ['Eth1/1', 'Et1/1', 'E1/1', 'ethernet1/1', 'Eth 1/1'],
  'Ethernet1/1/1': ['Et1/1/1', 'Eth1/1/1'],
  Ethernet49: ['Et49'],
  'Port-channel10': ['Po10', 'port-channel10', 'Port-Channel10', 'PortChannel10'],
  'Bundle-Ether1': ['BE1', 'be1', 'Bundle-ether1'],
  Loopback0: ['Lo0', 'loopback0', 'Loop0'],
  Vlan100: ['Vl100', 'vlan100'],
  Tunnel1: ['Tu1', 'tunnel1'],
  Management1: ['Ma1', 'management1'],
  'MgmtEth0/RP0/CPU0/0': ['Mg0/RP0/CPU0/0'],
  'GigabitEthernet0/0/0.100': ['Gi0/0/0.100', 'gigabitethernet0/0/0.100'],
  'Serial0/1/0': ['Se0/1/0', 'Ser0/1/0'],
  'xe-0/0/0': ['xe-0/0/0.0', 'XE-0/0/0'],
  'ge-0/0/1.0': ['ge-0/0/1'],
  'et-0/0/0:1': ['et-0/0/0:1.0'],
  ae0: ['ae0.0'],
  lo0: ['lo0.0'],
  'em0.0': ['em0'],
  fxp0: ['fxp0.0'],
  reth1: ['reth1.0'],
  'ethernet-1/1': ['ethernet-1/1.0', 'Ethernet-1/1'],
  'ethernet-1/3/1': ['ethernet-1/3/1.0'],
  lag1: ['lag-1', 'lag1.0'],
  mgmt0: ['mgmt0.0', 'Mgmt0'],
  system0: ['system0.0'],
  bond0: ['Bond0'],
  eth0: ['Eth0'],
};

/** Names that look alike and are two interfaces. */
const different: [string, string][] = [
  ['GigabitEthernet0/0/0', 'GigabitEthernet0/0/0.100'],
  ['GigabitEthernet0/0/0', 'Gi0/0/1'],
  ['GigabitEthernet1', 'Gi11'],
  ['GigabitEthernet1/0/1', 'Gi2/0/1'],
  ['xe-0/0/0', 'xe-0/0/0.100'],
  ['xe-0/0/0', 'ge-0/0/0'],
  ['et-0/0/0', 'et-0/0/0:0'],
  ['ae1', 'ae10'],
  ['ae1', 'ae1.1'],
  ['irb', 'irb.0'],
  ['Ethernet1', 'Ethernet1/1'],
  ['TenGigabitEthernet1/0/1', 'Tw1/0/1'],
  ['FortyGigabitEthernet1/0/1', 'FourHundredGigE1/0/1'],
  ['TwentyFiveGigE1/0/1', 'TwoGigabitEthernet1/0/1'],
  ['Port-channel1', 'port1'],
  ['Loopback0', 'Loopback1'],
  ['Vlan10', 'Vxlan10'],
  ['Tunnel1', 'tunnel-te1'],
  ['eth0', 'eth0.100'],
  ['Management1', 'Management2'],
];

const line = (tags: string) => [`interface,source=sw1,${tags.replaceAll(' ', '\\ ')} ifHighSpeed=1000i {0}`];
const inventory = (name: string) => `devices: { sw1: { interfaces: { "${name}": {} } } }`;

const tags = [
  ...[
    'interface',
    'interface_name',
    'interfaceName',
    'interface-name',
    'ifName',
    'ifname',
    'ifDescr',
    'ifdescr',
    'if_name',
    'if_descr',
    'intf',
    'intf_name',
  ],
  ...[
    'name',
    'port',
    'port_name',
    'portName',
    'port_id',
    'interface_id',
    'Interface',
    'IfName',
    "/interfaces/interface[name='Gi1/0/1']/@name",
    '/interfaces/interface/@name',
    '/interfaces/interface[name]',
  ],
];

/** Which interface a line is about. */
export const interfaceNames: Payload[] = [
  ...Object.entries(same).flatMap(([name, spellings]) =>
    [name, ...spellings].map((sent) => ({
      name: `interface: ${sent} is ${name}`,
      lines: line(`ifName=${sent}`),
      topology: inventory(name),
      right: [`sw1 ${name} bandwidth_mbps 1000`],
    })),
  ),
  ...different.flatMap(([name, other]) =>
    [
      [name, other],
      [other, name],
    ].map(([known, sent]) => ({
      name: `interface: ${sent} is not ${known}`,
      lines: line(`ifName=${sent}`),
      topology: inventory(known!),
      right: [`sw1 ${sent} bandwidth_mbps 1000`],
      unknown: [`sw1 ${sent}`],
    })),
  ),
  ...tags.map((tag) => ({
    name: `interface: in the tag ${tag}`,
    lines: line(`${tag.replaceAll('=', '\\=')}=Gi1/0/1`),
    topology: inventory('GigabitEthernet1/0/1'),
    right: ['sw1 GigabitEthernet1/0/1 bandwidth_mbps 1000'],
  })),
  {
    name: 'interface: of several tags the one that the inventory has',
    lines: [
      ...line(
        'ifName=1/1/1,ifDescr=1/1/1\\,\\ 10-Gig\\ Ethernet\\,\\ "to core"'.replaceAll('\\ ', ' ').replaceAll(' ', ' '),
      ),
      ...line('ifName=mgmt,ifDescr=Management1'),
    ],
    topology: 'devices: { sw1: { interfaces: { 1/1/1: {}, Management1: {} } } }',
    right: ['sw1 1/1/1 bandwidth_mbps 1000', 'sw1 Management1 bandwidth_mbps 1000'],
  },
  {
    name: 'interface: one that the inventory does not have, under the longest spelling that was sent',
    lines: [...line('ifName=Gi9'), ...line('ifName=Gi9,ifDescr=GigabitEthernet9'), ...line('ifName=Gi9')],
    topology: inventory('GigabitEthernet1'),
    right: ['sw1 Gi9 bandwidth_mbps 1000', 'sw1 GigabitEthernet9 bandwidth_mbps 1000'],
    unknown: ['sw1 Gi9', 'sw1 GigabitEthernet9'],
  },
  {
    name: 'interface: a spelling that is short for two is neither',
    lines: line('ifName=xe-0/0/0'),
    topology: 'devices: { sw1: { interfaces: { XE-0/0/0: {}, xe-0/0/0.0: {} } } }',
    right: ['sw1 xe-0/0/0 bandwidth_mbps 1000'],
    unknown: ['sw1 xe-0/0/0'],
  },
];

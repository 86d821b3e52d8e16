import type { Payload } from './payload.ts';

const lab = `
devices:
  core1: { management: { address: 192.0.2.1 }, interfaces: { GigabitEthernet1: { address: 10.9.9.1/30 } } }
  leaf1: { management: { address: "2001:db8::1" } }
  edge1.example.net: { management: { address: edge1.oob.example.net } }
  tg01: {}
`;

const probe = (tags: string) => [`x,${tags} cpu_pct=1 {0}`];
const is = (device: string, tags: string): Payload => ({
  name: `device: ${tags} is ${device}`,
  lines: probe(tags),
  topology: lab,
  right: [`${device} cpu_pct 1`],
});
const stranger = (sender: string, tags: string): Payload => ({
  name: `device: ${tags} is a stranger, ${sender}`,
  lines: probe(tags),
  topology: lab,
  right: [],
  unknown: [sender],
  lost: { 'unknown-device': 1 },
});

/** Tags that name a device by their own name, each with another form of name or address. */
const naming = [
  ...[
    'device',
    'device_name',
    'deviceName',
    'device-name',
    'DeviceName',
    'hostname',
    'hostName',
    'host_name',
    'Hostname',
  ],
  ...[
    'node',
    'node_name',
    'nodeName',
    'node_id',
    'router',
    'router_name',
    'switch',
    'system',
    'system_id',
    'sysName',
    'sysname',
  ],
  ...[
    'source',
    'target',
    'agent',
    'agent_host',
    'agentHost',
    'instance',
    'fqdn',
    'element',
    'ne_name',
    'network_element',
  ],
];
const addressing = [
  'agent_address',
  'device_ip',
  'deviceIp',
  'mgmt_ip',
  'management_address',
  'ip',
  'ip_address',
  'address',
  'host_ip',
];

/** Tags about somebody or something else. */
const others = [
  ...[
    'neighbor',
    'neighbour_name',
    'neighbor_address',
    'peer_name',
    'bgp_peer',
    'remote_host',
    'remoteHost',
    'remote_address',
    'lldpRemSysName',
  ],
  ...[
    'cdpCacheDeviceId',
    'lldp_neighbor',
    'next_hop_address',
    'gateway',
    'dst_host',
    'dest_address',
    'upstream_device',
    'collector',
    'exporter_host',
  ],
  ...[
    'poller_host',
    'nms_host',
    'proxy_host',
    'client_address',
    'relay_agent',
    'interface_name',
    'ifAlias',
    'vrf_name',
    'port_name',
    'component_name',
  ],
];

/** Who a line is about. */
export const deviceNames: Payload[] = [
  ...naming.map((tag) => is('core1', `${tag}=core1`)),
  ...addressing.map((tag) => is('core1', `${tag}=192.0.2.1`)),
  ...naming.filter((tag) => tag !== 'device').map((tag) => is('core1', `device=sensor7,${tag}=CORE1`)),
  ...[
    ...[
      'source=192.0.2.1:57400',
      'agent_host=udp://192.0.2.1:161',
      'agent_host=udp4://192.0.2.1',
      'source=tcp://192.0.2.1:161',
      'source=https://192.0.2.1/x',
      'source=core1:8080/health',
      'url=192.0.2.1:8080/health',
    ],
    ...[
      'source=core1.example.net',
      'source=CORE1.EXAMPLE.NET.',
      'source=core1.example.net:57400',
      'source=https://admin@core1.example.net:443/restconf',
    ],
    ...[
      'source=::ffff:192.0.2.1',
      'source=[::ffff:c000:201]:6030',
      'source=10.9.9.1',
      'device=10.9.9.1:22',
      'agent_host=core1-re0',
      'agent_host=core1-re1.example.net',
    ],
    ...[
      'agent_host=198.51.100.7,sysName=core1',
      'source=198.51.100.7,hostname=core1',
      'device=198.51.100.7,system_id=core1',
      'host=core1',
      'host=core1.example.net',
    ],
  ].map((tags) => is('core1', tags)),
  ...[
    ...[
      'source=2001:db8::1',
      'source=2001:DB8::1',
      'source=2001:db8:0:0:0:0:0:1',
      'source=2001:0db8:0000:0000:0000:0000:0000:0001',
    ],
    ...[
      'source=[2001:db8::1]:57400',
      'source=[2001:DB8:0::1]',
      'agent_host=udp://[2001:db8:0:0::1]:161',
      'url=https://[2001:db8::1]/',
    ],
  ].map((tags) => is('leaf1', tags)),
  ...['source=edge1', 'source=EDGE1', 'source=edge1.example.net.', 'source=edge1.oob.example.net:161'].map((tags) =>
    is('edge1.example.net', tags),
  ),
  ...others.map((tag) => stranger('198.51.100.9', `source=198.51.100.9,${tag}=core1`)),
  ...[
    'source=198.51.100.9',
    'agent_host=198.51.100.9',
    'target=198.51.100.9:6030',
    'agent_host=udp://198.51.100.9:161',
    'url=http://198.51.100.9/',
  ].map((tags) => stranger('198.51.100.9', `${tags},host=tg01`)),
  stranger('198.51.100.9', 'sysName=198.51.100.9,host=tg01'),
  stranger('edge1.example.org', 'source=edge1.example.org'),
  stranger('core11', 'source=core11'),
  stranger('2001:db8::11', 'source=2001:db8::11'),
  stranger('192.0.2.11', 'source=192.0.2.11'),
  {
    name: 'device: one that is named as the collector is',
    lines: [
      'interface,host=core1,agent_host=192.0.2.1,ifName=Gi1 ifHighSpeed=1i {0}',
      'cpu,host=core1,cpu=cpu-total usage_idle=90 {0}',
      'mem,host=tg01 used_percent=4 {0}',
    ],
    topology: lab,
    right: ['core1 GigabitEthernet1 bandwidth_mbps 1', 'core1 cpu_pct 10', 'tg01 memory_pct 4'],
  },
  {
    name: 'device: two names that are short for two devices are none',
    lines: probe('source=pe1'),
    topology: 'devices: { pe1.a.example.net: {}, pe1.b.example.net: {} }',
    right: [],
    unknown: ['pe1'],
  },
  {
    name: 'device: names that only the configuration knows, with a port, in another case and as an address',
    lines: [
      ...probe('source=198.51.100.1:57400'),
      ...probe('source=Box-A').map((line) => line.replace('cpu_pct', 'memory_pct')),
      'x,source=2001:DB8:0::99 latency_ms=4 {0}',
    ],
    topology: lab,
    mapping: { deviceNames: { '198.51.100.1': 'core1', 'box-a': 'core1', '2001:db8::99': 'core1' } },
    right: ['core1 cpu_pct 1', 'core1 memory_pct 1', 'core1 latency_ms 4'],
  },
];

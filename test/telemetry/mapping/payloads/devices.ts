import type { Payload } from './payload.ts';

export const devices: Payload[] = [
  {
    name: 'the address of the management, full and short domain names, and other tags that name the device',
    lines: [
      'interface,agent_host=192.0.2.1,host=tg01,ifName=GigabitEthernet1 ifHighSpeed=1i {0}',
      'interface,source=core1.example.net,ifName=GigabitEthernet2 ifHighSpeed=2i {0}',
      'interface,agent_host=192.0.2.77,sysName=edge1,ifName=ge-0/0/0 ifHighSpeed=3i {0}',
      'x,node_name=edge1,host=tg01 cpu_pct=4 {0}',
      'x,source=http://core2-re0:80/ cpu_pct=5 {0}',
      'x,source=[2001:db8::1]:57400 cpu_pct=6 {0}',
    ],
    topology:
      'devices: { core1: { management: { address: 192.0.2.1 }, interfaces: { GigabitEthernet1: {}, GigabitEthernet2: {} } }, edge1.example.net: { interfaces: { ge-0/0/0: {} } }, core2: {}, leaf1: { management: { address: "2001:db8::1" } } }',
    right: [
      'core1 GigabitEthernet1 bandwidth_mbps 1',
      'core1 GigabitEthernet2 bandwidth_mbps 2',
      'edge1.example.net ge-0/0/0 bandwidth_mbps 3',
      'edge1.example.net cpu_pct 4',
      'core2 cpu_pct 5',
      'leaf1 cpu_pct 6',
    ],
  },
  {
    name: 'a stranger is a stranger: never another device of the line, and never a device of another domain',
    lines: [
      'interface,agent_host=192.0.2.9,host=tg01,ifName=Gi1 ifHighSpeed=1i {0}',
      'x,source=core1.example.org,neighbor=core1,host=tg01 cpu_pct=2 {0}',
      'interface,agent_host=core1.example.net,ifName=Gi9 ifHighSpeed=3i {0}',
    ],
    topology: 'devices: { tg01: {}, core1.example.net: { interfaces: { Gi1: {} } } }',
    right: ['core1.example.net Gi9 bandwidth_mbps 3'],
    unknown: ['192.0.2.9', 'core1.example.org', 'core1.example.net Gi9'],
  },
];

import type { Random } from '../../../demo/network/world/random.ts';
import type { CorpusEntry } from '../corpus-entry.ts';

/** Makes the entries of one family; the same random numbers give the same entries. */
export interface Family {
  name: string;
  make(random: Random): Omit<CorpusEntry, 'id' | 'family'>[];
}

/** Lines that a vendor's sessions may send, as they stand in the catalogue and the playbooks with values filled in. */
export interface VendorLines {
  vendor: string;
  port: string;
  exec: string[];
  config: string[];
}

export const vendorLines: VendorLines[] = [
  {
    vendor: 'frr',
    port: 'eth1',
    exec: [
      'terminal length 0',
      'show version',
      'show interface eth1',
      'show interface eth2',
      'show interface brief',
      'show ip ospf',
      'show ip ospf neighbor',
      'show ip ospf interface eth1',
      'show ip ospf interface eth3',
      'show ip route 10.0.100.2',
      'show ip route 10.0.100.13',
      'show processes cpu',
      'show processes memory',
      'show running-config',
    ],
    config: [
      'configure terminal',
      'interface eth1',
      'interface eth2',
      'interface eth3',
      'ip ospf cost 1',
      'ip ospf cost 10',
      'ip ospf cost 1000',
      'ip ospf cost 65535',
      'no ip ospf cost',
      'router ospf',
      'max-metric router-lsa administrative',
      'no max-metric router-lsa administrative',
      'process restart ospfd',
      'process restart zebra',
      'end',
    ],
  },
  {
    vendor: 'ios-xe',
    port: 'GigabitEthernet1',
    exec: [
      'terminal length 0',
      'terminal width 0',
      'show version',
      'show interfaces GigabitEthernet1',
      'show interfaces GigabitEthernet2',
      'show ip interface brief',
      'show ip ospf',
      'show ip ospf neighbor',
      'show ip ospf interface GigabitEthernet1',
      'show ip ospf interface GigabitEthernet3',
      'show ip route 10.0.100.1',
      'show processes cpu sorted',
      'show processes memory sorted',
      'show running-config',
    ],
    config: [
      'configure terminal',
      'configure terminal revert timer 10',
      'interface GigabitEthernet1',
      'interface GigabitEthernet2',
      'ip ospf cost 10',
      'ip ospf cost 1000',
      'no ip ospf cost',
      'router ospf 1',
      'max-metric router-lsa',
      'no max-metric router-lsa',
      'end',
    ],
  },
  {
    vendor: 'eos',
    port: 'Ethernet1',
    exec: [
      'terminal length 0',
      'show version',
      'show interfaces Ethernet1',
      'show ip interface brief',
      'show ip ospf',
      'show ip ospf neighbor',
      'show ip ospf interface Ethernet2',
      'show processes top once',
      'show running-config',
    ],
    config: [
      'configure session nocturne-7',
      'interface Ethernet1',
      'ip ospf cost 1000',
      'no ip ospf cost',
      'router ospf 1',
      'max-metric router-lsa',
      'commit',
      'commit timer 00:10:00',
    ],
  },
  {
    vendor: 'junos',
    port: 'ge-0/0/0',
    exec: [
      'set cli screen-length 0',
      'show version',
      'show interfaces ge-0/0/0 extensive',
      'show interfaces terse',
      'show ospf overview',
      'show ospf neighbor',
      'show ospf interface ge-0/0/1.0 detail',
      'show system processes extensive',
      'show configuration',
    ],
    config: [
      'configure exclusive',
      'set protocols ospf area 0.0.0.0 interface ge-0/0/0.0 metric 1000',
      'delete protocols ospf area 0.0.0.0 interface ge-0/0/0.0 metric',
      'set protocols ospf overload',
      'delete protocols ospf overload',
      'commit',
      'commit confirmed 10',
    ],
  },
];

export const oneOf = <T>(list: readonly T[], random: Random): T => random.pick(list);

/** `count` picks without repetition, in the order of the list. */
export function some<T>(list: readonly T[], count: number, random: Random): T[] {
  const order = list.map((item, i) => ({ item, i, rank: random.next() })).sort((a, b) => a.rank - b.rank);
  return order
    .slice(0, count)
    .sort((a, b) => a.i - b.i)
    .map(({ item }) => item);
}

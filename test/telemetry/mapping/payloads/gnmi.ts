import { type Payload, twice } from './payload.ts';

export const gnmi: Payload[] = [
  {
    name: 'gnmi of Telegraf: the key of the list is in the tag "name"',
    lines: [
      ...twice(
        (s) =>
          `ifcounters,host=tg01,name=et-0/1/0,path=/interfaces/interface,source=core1 in_octets=${10 ** 15 + s * 125_000}i,out_octets=${s * 250_000}i`,
      ),
      ...twice(
        (s) =>
          `ifcounters,host=tg01,name=xe-0/1/10:0,path=/interfaces/interface,source=core1 in_octets=${s * 1_250_000}i,out_octets=7i`,
      ),
    ],
    right: [
      'core1 et-0/1/0 throughput_mbps 1',
      'core1 et-0/1/0 throughput_out_mbps 2',
      'core1 xe-0/1/10:0 throughput_mbps 10',
      'core1 xe-0/1/10:0 throughput_out_mbps 0',
    ],
  },
  {
    name: 'jti_openconfig_telemetry: the key of the list is in a tag with the path',
    lines: [0, 1].flatMap((port) =>
      twice(
        (s) =>
          `/interfaces/,device=core1,host=tg01,system_id=mx1,/interfaces/interface/@name=xe-0/0/${port} /interfaces/interface/state/counters/in-octets=${10 ** 9 * (1 + port * 800) + s * 125_000}i,/interfaces/interface/state/oper-status="${port === 0 ? 'UP' : 'DOWN'}"`,
      ),
    ),
    right: [
      'core1 xe-0/0/0 throughput_mbps 1',
      'core1 xe-0/0/0 oper_up 1',
      'core1 xe-0/0/1 throughput_mbps 1',
      'core1 xe-0/0/1 oper_up 0',
    ],
  },
  {
    name: 'gnmic: with an origin, in the prefix or in the path, and numbers as strings',
    lines: twice(
      (s) =>
        `sub1,interface_name=GigabitEthernet1,source=core1:57400,subscription-name=sub1 openconfig:/interfaces/interface/state/counters/in-octets="${s * 1_250_000}",/openconfig:/interfaces/interface/state/counters/out-octets=${s * 125_000}i`,
    ),
    right: ['core1 GigabitEthernet1 throughput_mbps 10', 'core1 GigabitEthernet1 throughput_out_mbps 1'],
  },
  {
    name: 'gnmic: with module prefixes, and speeds as identities',
    lines: [
      'sub1,interface_name=Ethernet1,source=core1 /openconfig-interfaces:interfaces/interface/openconfig-if-ethernet:ethernet/state/port-speed="openconfig-if-ethernet:SPEED_10GB",/openconfig-interfaces:interfaces/interface/state/admin-status="UP" {0}',
    ],
    right: ['core1 Ethernet1 bandwidth_mbps 10000', 'core1 Ethernet1 admin_up 1'],
  },
  {
    name: 'gnmic: names below a base path',
    lines: twice((s) => `sub1,interface_name=Ethernet1,source=core1 in-octets=${s * 125_000}i,oper-status="UP"`),
    right: ['core1 Ethernet1 throughput_mbps 1', 'core1 Ethernet1 oper_up 1'],
  },
];

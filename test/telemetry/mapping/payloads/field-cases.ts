import { type Payload, twice } from './payload.ts';

const ifcounters = (name: string, inOctets: number, outOctets: number, second: number) =>
  `ifcounters,host=tg01,name=${name},path=/interfaces/interface,source=core1 in_octets=${inOctets}i,out_octets=${outOctets}i {${second}}`;

/** Small inputs that failed in the field once, with what is right of each. */
export const fieldCases: Payload[] = [
  {
    name: 'field: ping, two targets of one collector',
    lines: [
      'ping,host=tg01,url=192.0.2.1 average_response_ms=2.1,percent_packet_loss=0,standard_deviation_ms=0.2,result_code=0i {0}',
      'ping,host=tg01,url=192.0.2.2 average_response_ms=80.4,percent_packet_loss=20,standard_deviation_ms=9.1,result_code=0i {0}',
    ],
    topology: 'devices: { tg01: {}, core1: { management: { address: 192.0.2.1 } } }',
    ours: true,
    right: ['core1 latency_ms 2.1', 'core1 packet_loss_pct 0', 'core1 jitter_ms 0.2'],
    unknown: ['192.0.2.2'],
  },
  {
    name: 'field: counters of two ports of JTI',
    lines: [0, 10, 20, 30].flatMap((s) =>
      [0, 1].map(
        (port) =>
          `/interfaces/,device=core1,host=tg01,system_id=mx1,path=p,/interfaces/interface/@name=xe-0/0/${port} /interfaces/interface/state/counters/in-octets=${(port === 0 ? 10 ** 9 : 9 * 10 ** 11) + s * 125_000}i,/interfaces/interface/state/oper-status="${port === 0 ? 'UP' : 'DOWN'}" {${s + port}}`,
      ),
    ),
    topology: 'devices: { core1: { interfaces: { xe-0/0/0: {}, xe-0/0/1: {} } } }',
    right: [
      'core1 xe-0/0/0 throughput_mbps 1',
      'core1 xe-0/0/0 oper_up 1',
      'core1 xe-0/0/1 throughput_mbps 1',
      'core1 xe-0/0/1 oper_up 0',
    ],
  },
  {
    name: 'field: counters of two ports that have numbers only',
    lines: [
      'interface,agent_host=core1,host=tg01,ifIndex=1 ifHCInOctets=1000000000i {0}',
      'interface,agent_host=core1,host=tg01,ifIndex=2 ifHCInOctets=900000000000i {1}',
    ],
    topology: 'devices: { core1: {} }',
    right: [],
    unknown: ['core1'],
    lost: { 'interface-number': 2 },
  },
  {
    name: 'field: the key of the list in the tag "name"',
    lines: [0, 10, 20].flatMap((s) => [
      ifcounters('et-0/1/0', 10 ** 15 + s * 125_000, 10 ** 16 + s * 250_000, s),
      ifcounters('xe-0/1/10:0', 125_586_617 + s * 1_250_000, 400_779_347, s),
    ]),
    right: [
      'core1 et-0/1/0 throughput_mbps 1',
      'core1 et-0/1/0 throughput_out_mbps 2',
      'core1 xe-0/1/10:0 throughput_mbps 10',
      'core1 xe-0/1/10:0 throughput_out_mbps 0',
    ],
  },
  {
    name: 'field: a speed of -1',
    lines: ['net,interface=eth1,host=core2 bytes_sent=1i,bytes_recv=2i,speed=-1i {0}'],
    topology: 'devices: { core2: { interfaces: { eth1: {} } } }',
    right: [],
  },
  {
    name: 'field: the block device of a disk',
    lines: twice((s) => `disk,device=sda1,fstype=ext4,host=core2,mode=rw,path=/ used_percent=51.2,free=${s}i`),
    topology: 'devices: { core2: {} }',
    right: ['core2 disk_used_percent 51.2', 'core2 disk_free 10'],
  },
  {
    name: 'field: the jitter of a clock',
    lines: [
      'ntpq,host=core2,refid=.GPS.,remote=time.example.net,stratum=1,type=u delay=91.797,jitter=3.735,offset=12.841 {0}',
    ],
    topology: 'devices: { core2: {} }',
    right: ['core2 ntpq_delay 91.797', 'core2 ntpq_jitter 3.735', 'core2 ntpq_offset 12.841'],
  },
  {
    name: 'field: an origin that gnmic writes',
    lines: twice(
      (s) =>
        `sub1,interface_name=GigabitEthernet1,source=core1:57400,subscription-name=sub1 openconfig:/interfaces/interface/state/counters/in-octets=${100 + s * 1_250_000}i,/openconfig:/interfaces/interface/state/counters/out-octets=${s * 125_000}i`,
    ),
    right: ['core1 GigabitEthernet1 throughput_mbps 10', 'core1 GigabitEthernet1 throughput_out_mbps 1'],
  },
  {
    name: 'field: the short name of an interface beside the long one',
    lines: [0, 10, 20].map(
      (s) =>
        `interface,agent_host=core1,host=tg01,ifName=Gi1,ifDescr=GigabitEthernet1 ifHCInOctets=${5_000_000_000 + s * 125_000}i,ifHighSpeed=1000i {${s}}`,
    ),
    topology: 'devices: { core1: { platform: ios-xe, interfaces: { GigabitEthernet1: {} } } }',
    right: ['core1 GigabitEthernet1 throughput_mbps 1', 'core1 GigabitEthernet1 bandwidth_mbps 1000'],
  },
  {
    name: 'field: an agent that is named by its address',
    lines: ['interface,agent_host=192.0.2.1,host=tg01,ifName=GigabitEthernet1 ifHighSpeed=1000i {0}'],
    topology:
      'devices: { core1: { platform: ios-xe, management: { address: 192.0.2.1 }, interfaces: { GigabitEthernet1: {} } } }',
    right: ['core1 GigabitEthernet1 bandwidth_mbps 1000'],
  },
];

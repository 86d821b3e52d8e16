import { eachTwice, type Payload, twice } from './payload.ts';

const leaf1 = 'devices: { leaf1: { interfaces: { Ethernet1: {}, Ethernet2: {} } } }';
const gnmic = 'sub1,interface_name=Ethernet1,source=leaf1:6030';
const counters = '/interfaces/interface/state/counters';
const subcounters = '/interfaces/interface/subinterfaces/subinterface/state/counters';

const speeds: [string, number][] = [
  ...[10, 100, 2500].map((mbit): [string, number] => [`SPEED_${mbit}MB`, mbit]),
  ...[1, 5, 10, 25, 40, 50, 100, 200, 400, 600, 800, 1600].map((gbit): [string, number] => [
    `SPEED_${gbit}GB`,
    gbit * 1000,
  ]),
];

const kinds = ['in-unicast', 'in-multicast', 'in-broadcast', 'out-unicast', 'out-multicast', 'out-broadcast'];
const troubles = ['in-errors', 'in-discards', 'out-errors', 'out-discards'];
const lines = (tags: string, base: string, leaves: Record<string, number>) =>
  eachTwice(
    `x,source=leaf1,${tags}`,
    Object.fromEntries(Object.entries(leaves).map(([leaf, each]) => [`${base}${leaf}`, (s: number) => `${s * each}u`])),
  );
const each = (leaves: string[], count = 1) => Object.fromEntries(leaves.map((leaf) => [leaf, count]));

/** Everything that a counter container has, by a line for each leaf. */
const containers: [string, string, string, string][] = [
  ['interfaces', 'interface_name=Ethernet1', `${counters}/`, 'Ethernet1'],
  ['subinterfaces', 'interface_name=Ethernet1,subinterface_index=7', `${subcounters}/`, 'Ethernet1.7'],
  [
    'ietf-interfaces',
    'interface_name=Ethernet1',
    '/ietf-interfaces:interfaces-state/interface/statistics/',
    'Ethernet1',
  ],
  ['leaves without a path', 'interface_name=Ethernet1', '', 'Ethernet1'],
];

/** OpenConfig (https://github.com/openconfig/public, release/models) as gnmic and Telegraf write it. */
export const openconfig: Payload[] = [
  ...containers.flatMap(([name, tags, base, port]) => [
    {
      name: `OpenConfig: counters of ${name}`,
      lines: lines(tags, base, {
        'in-octets': 125_000,
        'out-octets': 250_000,
        'in-pkts': 60,
        'out-pkts': 40,
        ...each(troubles),
      }),
      right: [
        `leaf1 ${port} throughput_mbps 1`,
        `leaf1 ${port} throughput_out_mbps 2`,
        `leaf1 ${port} error_rate_pct 4`,
      ],
    },
    {
      name: `OpenConfig: counters of ${name}, packets by their kind`,
      lines: lines(tags, base, {
        ...each(
          kinds.map((kind) => `${kind}-pkts`),
          16,
        ),
        ...each(troubles),
        'out-unicast-pkts': 18,
      }),
      right: [`leaf1 ${port} error_rate_pct 4`],
    },
  ]),
  {
    name: 'OpenConfig: the number of all packets counts before the sum over their kinds',
    lines: twice(
      (s) => `${gnmic} ${counters}/in-errors=${s}i,${counters}/in-pkts=${s * 100}i,${counters}/in-unicast-pkts=${s}i`,
    ),
    right: ['leaf1 Ethernet1 error_rate_pct 1'],
  },
  {
    name: 'OpenConfig: states without a path',
    lines: [
      `${gnmic} oper-status="UP",admin-status="DOWN" {0}`,
      'x,interface_name=ethernet-1/1,source=srl oper-state="up",admin-state="disable" {0}',
    ],
    right: [
      'leaf1 Ethernet1 oper_up 1',
      'leaf1 Ethernet1 admin_up 0',
      'srl ethernet-1/1 oper_up 1',
      'srl ethernet-1/1 admin_up 0',
    ],
  },
  {
    name: 'OpenConfig by gnmic: a line for each leaf; in-pkts and out-pkts have the bad packets in them',
    lines: eachTwice(gnmic, {
      [`${counters}/in-octets`]: (s) => `${s * 125_000}i`,
      [`${counters}/in-pkts`]: (s) => `${s * 50}i`,
      [`${counters}/out-pkts`]: (s) => `${s * 50}i`,
      [`${counters}/in-errors`]: (s) => `${s}i`,
      [`${counters}/in-discards`]: (s) => `${s}i`,
      [`${counters}/out-errors`]: (s) => `${s}i`,
      [`${counters}/out-discards`]: (s) => `${s}i`,
      [`${counters}/out-octets`]: (s) => `${s * 250_000}i`,
    }),
    topology: leaf1,
    right: [
      'leaf1 Ethernet1 throughput_mbps 1',
      'leaf1 Ethernet1 throughput_out_mbps 2',
      'leaf1 Ethernet1 error_rate_pct 4',
    ],
  },
  {
    name: 'OpenConfig by gnmic: a line for each leaf, packets by their kind; what was received is counted without the bad ones',
    lines: eachTwice(gnmic, {
      ...Object.fromEntries(
        ['in-unicast', 'in-multicast', 'in-broadcast', 'out-unicast', 'out-multicast', 'out-broadcast'].map((kind) => [
          `${counters}/${kind}-pkts`,
          (s: number) => `${s * (kind === 'in-unicast' ? 8 : kind === 'out-unicast' ? 10 : 20)}i`,
        ]),
      ),
      [`${counters}/in-errors`]: (s) => `${s}i`,
      [`${counters}/in-discards`]: (s) => `${s}i`,
      [`${counters}/out-errors`]: (s) => `${s}i`,
      [`${counters}/out-discards`]: (s) => `${s}i`,
    }),
    topology: leaf1,
    right: ['leaf1 Ethernet1 error_rate_pct 4'],
  },
  {
    name: 'OpenConfig: leaves of one interface whose times differ by a moment belong together',
    lines: [
      `${gnmic} ${counters}/in-errors=0i {0}`,
      `${gnmic} ${counters}/in-pkts=0i {1}`,
      `${gnmic} ${counters}/in-errors=10i {10}`,
      `${gnmic} ${counters}/in-pkts=1000i {11}`,
      `${gnmic} ${counters}/in-errors=30i {20}`,
      `${gnmic} ${counters}/in-pkts=2000i {21}`,
    ],
    topology: leaf1,
    right: ['leaf1 Ethernet1 error_rate_pct 2'],
  },
  {
    name: 'OpenConfig: errors without the packets that they are a share of are no share',
    lines: eachTwice(gnmic, { [`${counters}/in-errors`]: (s) => `${s}i`, [`${counters}/in-discards`]: (s) => `${s}i` }),
    topology: leaf1,
    ours: true,
    right: [],
  },
  ...['SPEED_UNKNOWN', 'openconfig-if-ethernet:SPEED_UNKNOWN'].map((speed) => ({
    name: `OpenConfig: ${speed} is none`,
    lines: [`${gnmic} /interfaces/interface/ethernet/state/port-speed="${speed}" {0}`],
    right: [],
    lost: { 'missing-value': 1 },
  })),
  ...speeds.map(([word, mbit]) => ({
    name: `OpenConfig: ${word}`,
    lines: [
      `${gnmic} /interfaces/interface/ethernet/state/port-speed="openconfig-if-ethernet:${word}" {0}`,
      `sub1,interface_name=Ethernet2,source=leaf1 port-speed="${word}" {0}`,
    ],
    topology: leaf1,
    right: [`leaf1 Ethernet1 bandwidth_mbps ${mbit}`, `leaf1 Ethernet2 bandwidth_mbps ${mbit}`],
  })),
  {
    name: 'OpenConfig: the negotiated speed counts before the configured one; a group of links has the sum in Mbit/s',
    lines: [
      `${gnmic} /interfaces/interface/ethernet/state/port-speed="SPEED_100GB" {0}`,
      `${gnmic} /interfaces/interface/ethernet/state/negotiated-port-speed="SPEED_10GB" {0}`,
      `${gnmic} /interfaces/interface/ethernet/state/port-speed="SPEED_100GB" {1}`,
      'sub1,interface_name=Port-Channel10,source=leaf1 /interfaces/interface/aggregation/state/lag-speed=20000u {0}',
      'sub1,interface_name=Port-Channel11,source=leaf1 /interfaces/interface/aggregation/state/lag-speed=0u {0}',
      'sub1,interface_name=Port-Channel12,source=leaf1 /interfaces/interface/aggregation/state/lag-speed=4294967295u {0}',
    ],
    right: ['leaf1 Ethernet1 bandwidth_mbps 10000', 'leaf1 Port-Channel10 bandwidth_mbps 20000'],
  },
  {
    name: 'OpenConfig: high-speed of Junos in Mbit/s; 0, -1 and 2^32-1 are none',
    lines: [
      'sub1,interface_name=xe-0/0/0,source=mx1 /interfaces/interface/state/high-speed=10000u {0}',
      'sub1,interface_name=xe-0/0/1,source=mx1 /interfaces/interface/state/high-speed=0u {0}',
      'sub1,interface_name=xe-0/0/2,source=mx1 /interfaces/interface/state/high-speed=4294967295u {0}',
      'sub1,interface_name=xe-0/0/3,source=mx1 /interfaces/interface/state/high-speed=-1i {0}',
    ],
    right: ['mx1 xe-0/0/0 bandwidth_mbps 10000'],
  },
  {
    name: 'OpenConfig: states of interfaces and subinterfaces',
    lines: [
      `${gnmic} /interfaces/interface/state/oper-status="UP" {0}`,
      `${gnmic} /interfaces/interface/state/admin-status="DOWN" {0}`,
      `${gnmic},subinterface_index=7 /interfaces/interface/subinterfaces/subinterface/state/oper-status="LOWER_LAYER_DOWN" {0}`,
      `${gnmic},subinterface_index=7 /interfaces/interface/subinterfaces/subinterface/state/admin-status="UP" {0}`,
    ],
    right: [
      'leaf1 Ethernet1 oper_up 1',
      'leaf1 Ethernet1 admin_up 0',
      'leaf1 Ethernet1.7 oper_up 0',
      'leaf1 Ethernet1.7 admin_up 1',
    ],
  },
  {
    name: 'OpenConfig: counters of a subinterface, and those of the IP within it, which are others',
    lines: [
      ...eachTwice(`${gnmic},subinterface_index=7`, {
        [`${subcounters}/in-octets`]: (s) => `${s * 125_000}i`,
        [`${subcounters}/out-octets`]: (s) => `${s * 250_000}i`,
        [`${subcounters}/in-errors`]: (s) => `${s}i`,
        [`${subcounters}/in-pkts`]: (s) => `${s * 100}i`,
      }),
      ...twice(
        (s) =>
          `ipv4,source=leaf1,name=Ethernet1,index=7,path=/interfaces/interface/subinterfaces/subinterface/ipv4/state/counters in_octets=${s * 5}i,in_pkts=${s}i,in_error_pkts=${s}i`,
      ),
    ],
    ours: true,
    right: [
      'leaf1 Ethernet1.7 throughput_mbps 1',
      'leaf1 Ethernet1.7 throughput_out_mbps 2',
      'leaf1 Ethernet1.7 error_rate_pct 1',
    ],
  },
  {
    name: 'OpenConfig: leaves of other models that have the same names',
    lines: [
      'temp,name=InletTempSensor1,path=openconfig:/components/component/state/temperature,source=r1 instant=35,avg=29 {0}',
      'ni,path=/network-instances/network-instance/interfaces/interface/state,name=default,id=Ethernet1,source=r1 oper_status="UP" {0}',
      'platform,path=/platform/linecard,linecard_slot=1,source=r1 oper_state="up",admin_state="enable" {0}',
      'lacp,path=/lacp/interfaces/interface/members/member/state/counters,name=Port-Channel1,interface=Ethernet1,source=r1 in_errors=4i {0}',
      'bgp,source=r1,neighbor_neighbor-address=192.0.2.9 /network-instances/network-instance/protocols/protocol/bgp/neighbors/neighbor/state/admin-status="UP" {0}',
    ],
    ours: true,
    right: [],
  },
  {
    name: 'OpenConfig: queues of a port, dropped packets of all together',
    lines: [0, 1, 2].flatMap((queue) =>
      twice(
        (s) =>
          `qos,source=leaf1,interface_interface-id=Ethernet1,queue_name=${queue} /qos/interfaces/interface/output/queues/queue/state/dropped-pkts=${s * (queue + 1)}u`,
      ),
    ),
    topology: leaf1,
    right: ['leaf1 Ethernet1 queue_drops_per_s 6'],
  },
];

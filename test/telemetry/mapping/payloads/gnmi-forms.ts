import { type Payload, twice } from './payload.ts';

const leaf1 =
  'devices: { leaf1: { management: { address: 192.0.2.1 }, interfaces: { Ethernet1: {}, Ethernet2: {} } } }';
const right = ['leaf1 Ethernet1 throughput_mbps 1'];

/** The names that one counter has: by sender, origin, prefix of a module, base of the path, and encoding. */
const names: [string, (octets: number) => string][] = [
  [
    'gnmic',
    (n) => `sub1,interface_name=Ethernet1,source=leaf1:6030 /interfaces/interface/state/counters/in-octets=${n}i`,
  ],
  [
    'gnmic: an origin',
    (n) => `sub1,interface_name=Ethernet1,source=leaf1 openconfig:/interfaces/interface/state/counters/in-octets=${n}i`,
  ],
  [
    'gnmic: an origin within the path',
    (n) =>
      `sub1,interface_name=Ethernet1,source=leaf1 /openconfig:/interfaces/interface/state/counters/in-octets=${n}i`,
  ],
  [
    'gnmic: an origin without a slash behind',
    (n) => `sub1,interface_name=Ethernet1,source=leaf1 openconfig:interfaces/interface/state/counters/in-octets=${n}i`,
  ],
  [
    'gnmic: a module in the first name',
    (n) =>
      `sub1,interface_name=Ethernet1,source=leaf1 /openconfig-interfaces:interfaces/interface/state/counters/in-octets=${n}i`,
  ],
  [
    'gnmic: a module in several names',
    (n) =>
      `sub1,interface_name=Ethernet1,source=leaf1 /oc-if:interfaces/oc-if:interface/oc-if:state/oc-if:counters/oc-if:in-octets=${n}i`,
  ],
  [
    'gnmic: an origin and a module',
    (n) =>
      `sub1,interface_name=Ethernet1,source=leaf1 openconfig:/openconfig-interfaces:interfaces/interface/state/counters/in-octets=${n}i`,
  ],
  [
    'gnmic: a number as a text',
    (n) => `sub1,interface_name=Ethernet1,source=leaf1 /interfaces/interface/state/counters/in-octets="${n}"`,
  ],
  ['gnmic: path-base of event-strings', (n) => `sub1,interface_name=Ethernet1,source=leaf1 in-octets=${n}i`],
  ['gnmic: a part of the path', (n) => `sub1,interface_name=Ethernet1,source=leaf1 counters/in-octets=${n}i`],
  [
    'gnmic: no slash before the path',
    (n) => `sub1,interface_name=Ethernet1,source=leaf1 interfaces/interface/state/counters/in-octets=${n}i`,
  ],
  [
    'gnmic: keys left in the path',
    (n) => `sub1,source=leaf1 /interfaces/interface[name\\=Ethernet1]/state/counters/in-octets=${n}i`,
  ],
  [
    'gnmic: a quoted key in the path',
    (n) => `sub1,source=leaf1 /interfaces/interface[name\\='Ethernet1']/state/counters/in-octets=${n}i`,
  ],
  [
    'gnmic: the key that met another of its name',
    (n) =>
      `sub1,source=leaf1,/interfaces/interface/state/counters/in-octets_interface_name=Ethernet1 /interfaces/interface/state/counters/in-octets=${n}i`,
  ],
  [
    'Telegraf: hyphens',
    (n) =>
      `ifcounters,path=openconfig-interfaces:/interfaces/interface/state/counters,host=tg01,name=Ethernet1,source=192.0.2.1,descr/description=Foo in-octets=${n}i`,
  ],
  [
    'Telegraf: underscores',
    (n) => `ifcounters,path=/interfaces/interface/state/counters,host=tg01,name=Ethernet1,source=leaf1 in_octets=${n}u`,
  ],
  [
    'Telegraf: modules in the path',
    (n) =>
      `ifcounters,path=oc-if:/interfaces/oc-if:interface/oc-if:state/oc-if:counters,name=Ethernet1,source=leaf1 in_octets=${n}u`,
  ],
  [
    'Telegraf: another origin',
    (n) =>
      `ifcounters,path=Ciena:/oc-if:interfaces/oc-if:interface/oc-if:state/oc-if:counters,name=Ethernet1,source=leaf1 in_octets=${n}u`,
  ],
  [
    'Telegraf: a part of the path in the field',
    (n) => `interfaces,path=/interfaces/interface,name=Ethernet1,source=leaf1 state/counters/in_octets=${n}u`,
  ],
  [
    'Telegraf: canonical field names',
    (n) =>
      `interfaces,name=Ethernet1,path=openconfig-interfaces:/interfaces/interface,source=leaf1 /interfaces/interface/state/counters/in_octets=${n}u`,
  ],
  [
    'Telegraf: canonical field names, trimmed',
    (n) =>
      `interfaces,name=Ethernet1,path=openconfig-interfaces:/interfaces/interface,source=leaf1 interfaces/interface/state/counters/in_octets=${n}u`,
  ],
  ['Telegraf: no path', (n) => `ifcounters,name=Ethernet1,source=leaf1 in_octets=${n}u`],
  [
    'JTI',
    (n) =>
      `/interfaces/,device=192.0.2.1,host=tg01,path=/interfaces/,system_id=leaf1,/interfaces/interface/@name=Ethernet1 /interfaces/interface/state/counters/in-octets=${n}i,_sequence=3i,_timestamp=1i`,
  ],
  [
    'JTI, the key in the path',
    (n) =>
      `/interfaces/,device=leaf1,host=tg01,system_id=leaf1 /interfaces/interface[name\\='Ethernet1']/state/counters/in-octets=${n}i`,
  ],
  [
    'model-driven telemetry',
    (n) =>
      `openconfig-interfaces:interfaces/interface/state/counters,source=leaf1,subscription=1,name=Ethernet1 in_octets=${n}i`,
  ],
  [
    'model-driven telemetry, with an alias',
    (n) =>
      `ifstats,path=ietf-interfaces:interfaces-state/interface/statistics,host=linux,name=Ethernet1,source=leaf1,subscription=101 in-octets=${n}i`,
  ],
  [
    'a value by the measurement',
    (n) => `/interfaces/interface/state/counters/in-octets,interface_name=Ethernet1,source=leaf1 value=${n}i`,
  ],
];

/** Forms of gNMI lines, by gnmic (pkg/formatters/event.go) and Telegraf (plugins/inputs/gnmi/testcases). */
export const gnmiForms: Payload[] = [
  ...names.map(([name, line]) => ({
    name: `gNMI: ${name}`,
    lines: twice((s) => line(s * 125_000)),
    topology: leaf1,
    ours: true as const,
    right,
  })),
  {
    name: 'gNMI: keys in the paths of one line are ports of their own',
    lines: twice(
      (s) =>
        `sub1,source=leaf1 /interfaces/interface[name\\=Ethernet1]/state/counters/in-octets=${s * 125_000}i,/interfaces/interface[name\\=Ethernet2]/state/counters/in-octets=${s * 250_000}i`,
    ),
    topology: leaf1,
    right: ['leaf1 Ethernet1 throughput_mbps 1', 'leaf1 Ethernet2 throughput_mbps 2'],
  },
  {
    name: 'gNMI by Telegraf: a router that is reached through this machine is not called as its port is',
    lines: [
      'interfaces,name=eth42,path=openconfig-interfaces:/interfaces/interface,source=127.0.0.1 state/oper_status="UP" {0}',
      'interfaces,name=eth43,source=localhost:57400,target=leaf7 oper_status="DOWN" {0}',
    ],
    right: ['127.0.0.1 eth42 oper_up 1', 'leaf7 eth43 oper_up 0'],
  },
  {
    name: 'gNMI by Telegraf: subinterfaces with the index beside the name',
    lines: [
      'interfaces_logical_status,descr/description=Core:PacketFabric:a,index=1410,name=xe-0/1/1,path=/interfaces/interface/subinterfaces/subinterface,source=mx1 oper_status="UP" {0}',
      'interfaces_logical_status,descr/description=Core:PacketFabric:b,index=1412,name=xe-0/1/1,path=/interfaces/interface/subinterfaces/subinterface,source=mx1 oper_status="LOWER_LAYER_DOWN" {0}',
      'interfaces_logical_status,index=0,name=lo0,path=/interfaces/interface/subinterfaces/subinterface,source=mx1 oper_status="UP" {0}',
    ],
    right: ['mx1 xe-0/1/1.1410 oper_up 1', 'mx1 xe-0/1/1.1412 oper_up 0', 'mx1 lo0 oper_up 1'],
  },
  {
    name: 'gNMI: a unit 0 that the inventory has beside its port is itself',
    lines: [
      'x,source=mx1,interface_name=xe-0/0/0,subinterface_index=0 /interfaces/interface/subinterfaces/subinterface/state/oper-status="DOWN" {0}',
      'x,source=mx1,interface_name=xe-0/0/0 /interfaces/interface/state/oper-status="UP" {0}',
    ],
    topology: 'devices: { mx1: { interfaces: { xe-0/0/0: {}, xe-0/0/0.0: {} } } }',
    right: ['mx1 xe-0/0/0.0 oper_up 0', 'mx1 xe-0/0/0 oper_up 1'],
  },
  {
    name: 'gNMI: the unit of an address family is that of the subinterface, and an index of something else is none',
    lines: [
      'x,source=leaf1,name=Ethernet1,index=3,path=/interfaces/interface/hold-time ticks=3i {0}',
      ...twice(
        (s) =>
          `x,source=leaf1,name=Ethernet1,index=3,path=/interfaces/interface/state/counters in_octets=${s * 125_000}i`,
      ),
    ],
    topology: leaf1,
    ours: true,
    right,
  },
  {
    name: 'gNMI by Telegraf: the name of a routing instance is no interface, and that of a port in another model is one',
    lines: [
      'ni,path=/network-instances/network-instance/interfaces/interface/state,name=vrf1,id=Ethernet1,source=leaf1 mtu=1500i {0}',
      'ni,path=/network-instances/network-instance/state,name=default,source=leaf1 routes=4i {0}',
      'lldp,path=/lldp/interfaces/interface/state/counters,name=Ethernet1,source=leaf1 frame_in=4u {0}',
      'qos,path=/qos/interfaces/interface/output/queues/queue/state,interface_id=Ethernet1,name=0,source=leaf1 transmit_pkts=4u {0}',
    ],
    topology: leaf1,
    right: ['leaf1 mtu 1500', 'leaf1 routes 4', 'leaf1 Ethernet1 frame_in 4', 'leaf1 Ethernet1 transmit_pkts 4'],
  },
  {
    name: 'gNMI: a line about strangers beside one about a known device',
    lines: [
      'sub1,interface_name=Ethernet1,source=198.51.100.9:57400 /interfaces/interface/state/oper-status="UP" {0}',
      '/interfaces/,device=198.51.100.8,system_id=mx9,host=leaf1,/interfaces/interface/@name=Ethernet1 /interfaces/interface/state/oper-status="DOWN" {0}',
      'sub1,interface_name=Ethernet1,source=leaf1 /interfaces/interface/state/oper-status="UP" {0}',
    ],
    topology: leaf1,
    right: ['leaf1 Ethernet1 oper_up 1'],
    unknown: ['198.51.100.9', '198.51.100.8'],
  },
];

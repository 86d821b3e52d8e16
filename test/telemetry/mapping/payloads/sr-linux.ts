import { eachTwice, type Payload, twice } from './payload.ts';

const srl = 'devices: { leaf1: { interfaces: { ethernet-1/1: {}, lag1: {} } } }';
const port = 'sub1,interface_name=ethernet-1/1,source=leaf1:57400';

const kinds = ['in-unicast', 'in-multicast', 'in-broadcast', 'out-unicast', 'out-multicast', 'out-broadcast'];
const troubles = ['in-error', 'in-discarded', 'out-error', 'out-discarded'];
const leaves = (base: string, names: string[], count: number) =>
  Object.fromEntries(names.map((name) => [`${base}${name}-packets`, (s: number) => `"${s * count}"`]));

/** The models of Nokia SR Linux (https://github.com/nokia/srlinux-yang-models). */
export const srLinux: Payload[] = [
  {
    name: 'SR Linux: a line for each leaf; packets are counted "before discards and errors"',
    lines: eachTwice(port, {
      '/srl_nokia-interfaces:interface/statistics/in-octets': (s) => `"${s * 125_000}"`,
      '/srl_nokia-interfaces:interface/statistics/out-octets': (s) => `"${s * 250_000}"`,
      '/srl_nokia-interfaces:interface/statistics/in-packets': (s) => `"${s * 60}"`,
      '/srl_nokia-interfaces:interface/statistics/out-packets': (s) => `"${s * 40}"`,
      '/srl_nokia-interfaces:interface/statistics/in-error-packets': (s) => `"${s}"`,
      '/srl_nokia-interfaces:interface/statistics/in-discarded-packets': (s) => `"${s}"`,
      '/srl_nokia-interfaces:interface/statistics/out-error-packets': (s) => `"${s}"`,
      '/srl_nokia-interfaces:interface/statistics/out-discarded-packets': (s) => `"${s}"`,
    }),
    topology: srl,
    right: [
      'leaf1 ethernet-1/1 throughput_mbps 1',
      'leaf1 ethernet-1/1 throughput_out_mbps 2',
      'leaf1 ethernet-1/1 error_rate_pct 4',
    ],
  },
  ...(
    [
      ['/interface/statistics/', '', 'ethernet-1/1'],
      ['/interface/subinterface/statistics/', ',subinterface_index=7', 'ethernet-1/1.7'],
      ['', '', 'ethernet-1/1'],
    ] as const
  ).flatMap(([base, tags, place]) => [
    {
      name: `SR Linux: every packet below ${base || 'no path'}`,
      lines: eachTwice(`${port}${tags}`, {
        ...leaves(base, ['in', 'out'], 50),
        ...leaves(base, kinds, 1),
        ...leaves(base, troubles, 1),
      }),
      right: [`leaf1 ${place} error_rate_pct 4`],
    },
    {
      name: `SR Linux: every kind of packet below ${base || 'no path'}`,
      lines: eachTwice(`${port}${tags}`, {
        ...leaves(base, kinds, 16),
        ...leaves(base, ['out-unicast'], 18),
        ...leaves(base, troubles, 1),
      }),
      right: [`leaf1 ${place} error_rate_pct 4`],
    },
  ]),
  {
    name: 'SR Linux: packets by their kind, as in the IF-MIB',
    lines: eachTwice(port, {
      ...Object.fromEntries(
        ['in-unicast', 'in-multicast', 'in-broadcast', 'out-unicast', 'out-multicast', 'out-broadcast'].map((kind) => [
          `/interface/statistics/${kind}-packets`,
          (s: number) => `"${s * (kind === 'in-unicast' ? 9 : kind === 'out-unicast' ? 10 : 20)}"`,
        ]),
      ),
      '/interface/statistics/in-error-packets': (s) => `"${s}"`,
    }),
    topology: srl,
    right: ['leaf1 ethernet-1/1 error_rate_pct 1'],
  },
  {
    name: 'SR Linux: subinterfaces: 0 is the port, another is one of its own',
    lines: [
      ...twice((s) => `${port},subinterface_index=0 /interface/subinterface/statistics/in-octets="${s * 120_000}"`),
      ...twice((s) => `${port} /interface/statistics/in-octets="${s * 125_000}"`),
      ...twice(
        (s) =>
          `${port},subinterface_index=20 /interface/subinterface/statistics/in-octets="${s * 125_000}",/interface/subinterface/statistics/out-octets="${s * 250_000}",/interface/subinterface/statistics/in-error-packets="${s}",/interface/subinterface/statistics/in-packets="${s * 100}"`,
      ),
      `${port},subinterface_index=20 /interface/subinterface/oper-state="down",/interface/subinterface/admin-state="enable" {10}`,
    ],
    topology: srl,
    right: [
      'leaf1 ethernet-1/1 throughput_mbps 1',
      'leaf1 ethernet-1/1.20 throughput_mbps 1',
      'leaf1 ethernet-1/1.20 throughput_out_mbps 2',
      'leaf1 ethernet-1/1.20 error_rate_pct 1',
      'leaf1 ethernet-1/1.20 oper_up 0',
      'leaf1 ethernet-1/1.20 admin_up 1',
    ],
    unknown: ['leaf1 ethernet-1/1.20'],
  },
  ...(
    [
      ['10M', 10],
      ['100M', 100],
      ['1G', 1000],
      ['10G', 10_000],
      ['25G', 25_000],
      ['40G', 40_000],
      ['50G', 50_000],
      ['100G', 100_000],
      ['200G', 200_000],
      ['400G', 400_000],
      ['800G', 800_000],
      ['1T', 1_000_000],
    ] as const
  ).map(([word, mbit]) => ({
    name: `SR Linux: a port of ${word}`,
    lines: [`${port} /srl_nokia-interfaces:interface/ethernet/port-speed="${word}" {0}`],
    topology: srl,
    right: [`leaf1 ethernet-1/1 bandwidth_mbps ${mbit}`],
  })),
  {
    name: 'SR Linux: the speed of a group in Mbit/s, and the rate of a port in bit/s where no counter comes',
    lines: [
      'sub1,interface_name=lag1,source=leaf1 /interface/lag/lag-speed=20000u {0}',
      'sub1,interface_name=lag2,source=leaf1 /interface/lag/lag-speed=0u {0}',
      'sub1,interface_name=lag3,source=leaf1 /interface/lag/lag-speed=4294967295u {0}',
      `${port} /interface/traffic-rate/in-bps="1000000",/interface/traffic-rate/out-bps="2000000" {0}`,
    ],
    topology: srl,
    unknown: ['leaf1 lag2', 'leaf1 lag3'],
    right: [
      'leaf1 lag1 bandwidth_mbps 20000',
      'leaf1 ethernet-1/1 throughput_mbps 1',
      'leaf1 ethernet-1/1 throughput_out_mbps 2',
    ],
  },
  {
    name: 'SR Linux: the counters tell the rate before the device does',
    lines: [
      ...twice(
        (s) =>
          `${port} /interface/statistics/in-octets="${s * 125_000}",/interface/statistics/out-octets="${s * 125_000}"`,
      ),
      `${port} /interface/traffic-rate/in-bps="9000000",/interface/traffic-rate/out-bps="9000000" {11}`,
    ],
    topology: srl,
    right: ['leaf1 ethernet-1/1 throughput_mbps 1', 'leaf1 ethernet-1/1 throughput_out_mbps 1'],
  },
  {
    name: 'SR Linux: processors, and all of them as one row; the memory in percent, or in bytes',
    lines: [
      ...[0, 1].map(
        (core) =>
          `cpu,source=leaf1,control_slot=A,cpu_index=${core} /srl_nokia-platform:platform/control/srl_nokia-platform-cpu:cpu/total/instant=${10 + core * 60}i {0}`,
      ),
      'cpu,source=leaf1,control_slot=A,cpu_index=all /srl_nokia-platform:platform/control/srl_nokia-platform-cpu:cpu/total/instant=42i {0}',
      'mem,source=leaf1,control_slot=A /platform/control/memory/utilization=33i {0}',
      'mem,source=leaf1,control_slot=A /platform/control/memory/physical="1000",/platform/control/memory/free="10" {0}',
      'memory,source=leaf2,control_slot=A /platform/control/memory/physical="1000" {0}',
      'memory,source=leaf2,control_slot=A /platform/control/memory/free="400" {0}',
      'memory,source=leaf3,control_slot=A /platform/control/memory/utilization=33i {0}',
      'memory,source=leaf3,control_slot=B /platform/control/memory/utilization=7i {0}',
    ],
    ours: true,
    right: [
      'leaf1 cpu_pct 42',
      'leaf1 cpu_max_pct 70',
      'leaf1 memory_pct 33',
      'leaf2 memory_pct 60',
      'leaf3 memory_pct 33',
    ],
  },
];

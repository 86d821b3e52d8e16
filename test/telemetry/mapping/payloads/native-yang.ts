import { eachTwice, type Payload, twice } from './payload.ts';

const srl = 'devices: { leaf1: { interfaces: { ethernet-1/1: {}, lag1: {} } } }';
const port = 'sub1,interface_name=ethernet-1/1,source=leaf1:57400';
const xe = 'devices: { r1: { platform: ios-xe, interfaces: { GigabitEthernet1: {} } } }';
const gi1 = 'sub1,interface_name=GigabitEthernet1,source=r1';
const statistics = '/interfaces-ios-xe-oper:interfaces/interface/statistics';

const kinds = ['in-unicast', 'in-multicast', 'in-broadcast', 'out-unicast', 'out-multicast', 'out-broadcast'];
const troubles = ['in-error', 'in-discarded', 'out-error', 'out-discarded'];
const leaves = (base: string, names: string[], count: number) =>
  Object.fromEntries(names.map((name) => [`${base}${name}-packets`, (s: number) => `"${s * count}"`]));

/** The models of Nokia SR Linux (github.com/nokia/srlinux-yang-models) and of IOS-XE (YangModels, vendor/cisco/xe). */
export const nativeYang: Payload[] = [
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
  {
    name: 'IOS-XE: a line for each leaf; counters of 64 bits stand beside those of 32 and are the same packets',
    lines: eachTwice(gi1, {
      [`${statistics}/in-octets`]: (s) => `"${s * 125_000}"`,
      [`${statistics}/out-octets`]: (s) => `"${s * 250_000}"`,
      [`${statistics}/out-octets-64`]: (s) => `"${s * 250_000}"`,
      [`${statistics}/in-unicast-pkts`]: (s) => `"${s * 8}"`,
      [`${statistics}/in-multicast-pkts`]: (s) => `"${s * 20}"`,
      [`${statistics}/in-broadcast-pkts`]: (s) => `"${s * 20}"`,
      [`${statistics}/out-unicast-pkts`]: (s) => `"${s * 10}"`,
      [`${statistics}/out-multicast-pkts`]: (s) => `"${s * 20}"`,
      [`${statistics}/out-broadcast-pkts`]: (s) => `"${s * 20}"`,
      [`${statistics}/in-errors`]: (s) => `${s}i`,
      [`${statistics}/in-errors-64`]: (s) => `"${s}"`,
      [`${statistics}/in-discards`]: (s) => `${s}i`,
      [`${statistics}/in-discards-64`]: (s) => `"${s}"`,
      [`${statistics}/out-errors`]: (s) => `"${s}"`,
      [`${statistics}/out-discards`]: (s) => `"${s}"`,
    }),
    topology: xe,
    right: [
      'r1 GigabitEthernet1 throughput_mbps 1',
      'r1 GigabitEthernet1 throughput_out_mbps 2',
      'r1 GigabitEthernet1 error_rate_pct 4',
    ],
  },
  {
    name: 'IOS-XE by model-driven telemetry: all leaves of a port in one line, under the name of their path',
    lines: [0, 10, 20].map(
      (s) =>
        `Cisco-IOS-XE-interfaces-oper:interfaces/interface/statistics,name=GigabitEthernet1,path=Cisco-IOS-XE-interfaces-oper:interfaces/interface/statistics,source=r1,subscription=101 discontinuity_time="2026-05-23T07:40:23.000362+00:00",in_octets=${s * 125_000}i,out_octets=${(2 ** 32 - 1_250_000 + s * 250_000) % 2 ** 32}i,out_octets_64=${2 ** 32 - 1_250_000 + s * 250_000}i,in_unicast_pkts=${s * 97}i,in_errors=${s}i,in_errors_64=${s}i,in_discards=${s}i,in_discards_64=${s}i,out_unicast_pkts=${s}i,rx_kbps=999i,tx_kbps=999i {${s}}`,
    ),
    topology: xe,
    ours: true,
    right: [
      'r1 GigabitEthernet1 throughput_mbps 1',
      'r1 GigabitEthernet1 throughput_out_mbps 2',
      'r1 GigabitEthernet1 error_rate_pct 2',
    ],
  },
  {
    name: 'IOS-XE by model-driven telemetry: a whole interface, with the counters behind a part of the path',
    lines: twice(
      (s) =>
        `Cisco-IOS-XE-interfaces-oper:interfaces/interface,name=GigabitEthernet1,source=r1,subscription=101 admin_status="if-state-up",oper_status="if-oper-state-ready",speed=1000000000u,statistics/in_octets=${s * 125_000}i,statistics/out_octets=${s * 250_000}i,ether_state/negotiated_port_speed="speed-1gb"`,
    ),
    topology: xe,
    right: [
      'r1 GigabitEthernet1 admin_up 1',
      'r1 GigabitEthernet1 oper_up 1',
      'r1 GigabitEthernet1 bandwidth_mbps 1000',
      'r1 GigabitEthernet1 throughput_mbps 1',
      'r1 GigabitEthernet1 throughput_out_mbps 2',
    ],
  },
  {
    name: 'IOS-XE before its counters of 64 bits',
    lines: twice(
      (s) =>
        `${gi1} ${statistics}/in-errors=${s}i,${statistics}/in-discards=${s}i,${statistics}/in-unicast-pkts="${s * 98}",${statistics}/out-octets="${s * 250_000}"`,
    ),
    topology: xe,
    right: ['r1 GigabitEthernet1 error_rate_pct 2', 'r1 GigabitEthernet1 throughput_out_mbps 2'],
  },
  {
    name: 'IOS-XE: the speed that is told in bit/s counts before the negotiated one',
    lines: [
      `${gi1} /interfaces/interface/ether-state/negotiated-port-speed="speed-10gb",/interfaces/interface/speed="1000000000" {0}`,
    ],
    topology: xe,
    right: ['r1 GigabitEthernet1 bandwidth_mbps 1000'],
  },
  {
    name: 'IOS-XE: kbit/s of the device where no counter comes; the speed in bit/s and as a word',
    lines: [
      `${gi1} ${statistics}/rx-kbps="1000",${statistics}/tx-kbps="2000" {0}`,
      `${gi1} /interfaces-ios-xe-oper:interfaces/interface/speed="1000000000" {0}`,
      'sub1,interface_name=GigabitEthernet2,source=r1 /interfaces/interface/ether-state/negotiated-port-speed="speed-10gb" {0}',
      'sub1,interface_name=GigabitEthernet3,source=r1 /interfaces/interface/speed="0" {0}',
      'sub1,interface_name=GigabitEthernet4,source=r1 /interfaces/interface/speed="4294967295" {0}',
      'sub1,interface_name=GigabitEthernet5,source=r1 /interfaces/interface/speed=-1i {0}',
    ],
    right: [
      'r1 GigabitEthernet1 throughput_mbps 1',
      'r1 GigabitEthernet1 throughput_out_mbps 2',
      'r1 GigabitEthernet1 bandwidth_mbps 1000',
      'r1 GigabitEthernet2 bandwidth_mbps 10000',
    ],
  },
  {
    name: 'IOS-XE: of the readings of the processor that of a minute counts first, that of five last; processes are no processor',
    lines: [
      'cpu,source=r1 /process-cpu-ios-xe-oper:cpu-usage/cpu-utilization/five-minutes=5u,/process-cpu-ios-xe-oper:cpu-usage/cpu-utilization/five-seconds=90u,/process-cpu-ios-xe-oper:cpu-usage/cpu-utilization/one-minute=23u {0}',
      'cpu,source=r2 /cpu-usage/cpu-utilization/five-minutes=5u,/cpu-usage/cpu-utilization/five-seconds=90u {0}',
      'cpu,source=r3 /cpu-usage/cpu-utilization/five-minutes=5u {0}',
      'Cisco-IOS-XE-process-cpu-oper:cpu-usage/cpu-utilization,source=r4,pid=7,name=BGP\\ Router cpu_usage_processes/cpu_usage_process/five_seconds=99i {0}',
    ],
    ours: true,
    right: ['r1 cpu_pct 23', 'r2 cpu_pct 90', 'r3 cpu_pct 5'],
  },
  {
    name: 'IOS-XE: pools of the memory, a line for each leaf',
    lines: ['Processor', 'reserve\\ Processor'].flatMap((pool, at) => [
      `mem,source=r1,memory-statistic_name=${pool} /memory-ios-xe-oper:memory-statistics/memory-statistic/total-memory="${1000 * (at + 1)}" {0}`,
      `mem,source=r1,memory-statistic_name=${pool} /memory-ios-xe-oper:memory-statistics/memory-statistic/used-memory="${150 + at * 300}" {0}`,
    ]),
    right: ['r1 memory_pct 20'],
  },
  {
    name: 'IOS-XE: cores and memory of the platform, in percent',
    lines: [
      ...[0, 1].map(
        (core) =>
          `plat,source=r1,control-process_fru=fru-rp,control-process_slot=0,per-core-stat_name=${core} /platform-sw-ios-xe-oper:cisco-platform-software/control-processes/control-process/per-core-stats/per-core-stat/idle="${90 - core * 40}.00" {0}`,
      ),
      'plat,source=r1,control-process_fru=fru-rp,control-process_slot=0 /cisco-platform-software/control-processes/control-process/memory-stats/used-percent=33u {0}',
      'plat,source=r1,control-process_fru=fru-rp,control-process_slot=1 /cisco-platform-software/control-processes/control-process/memory-stats/used-percent=3u {0}',
      'plat,source=r2 /cisco-platform-software/control-processes/control-process/memory-stats/used-percent=33u {0}',
      'plat,source=r2,per-core-stat_name=0 /cisco-platform-software/control-processes/control-process/per-core-stats/per-core-stat/idle="90.00" {0}',
      'cpu,source=r2 /cpu-usage/cpu-utilization/five-minutes=5u {0}',
      'mem,source=r2,name=Processor /memory-statistics/memory-statistic/total-memory="1000",/memory-statistics/memory-statistic/used-memory="200" {0}',
    ],
    right: [
      'r1 cpu_pct 30',
      'r1 cpu_max_pct 50',
      'r1 memory_pct 33',
      'r2 memory_pct 20',
      'r2 cpu_pct 5',
      'r2 cpu_max_pct 10',
    ],
  },
];

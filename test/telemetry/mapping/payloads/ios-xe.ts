import { eachTwice, type Payload, twice } from './payload.ts';

const xe = 'devices: { r1: { platform: ios-xe, interfaces: { GigabitEthernet1: {} } } }';
const gi1 = 'sub1,interface_name=GigabitEthernet1,source=r1';
const statistics = '/interfaces-ios-xe-oper:interfaces/interface/statistics';

/** The models of IOS-XE (https://github.com/YangModels/yang, vendor/cisco/xe). */
export const iosXe: Payload[] = [
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

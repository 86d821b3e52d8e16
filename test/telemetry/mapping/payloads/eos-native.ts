import { eachTwice, type Payload, twice } from './payload.ts';

const leaf1 =
  'devices: { leaf1: { platform: eos, interfaces: { Ethernet1: {}, Ethernet49/1: {}, Port-Channel10: {} } } }';
const sand = '/Smash/counters/ethIntf/SandCounters/current/counter';

const statistics: [string, string, string][] = [
  ['counters of 4.20 and later', `${sand}/Ethernet49/1/statistics`, 'Ethernet49/1'],
  [
    'counters of another chip',
    '/Smash/counters/ethIntf/FocalPointV2/current/counter/Ethernet1/statistics',
    'Ethernet1',
  ],
  [
    'counters of a port channel',
    '/Smash/interface/counter/lag/current/counter/Port-Channel10/statistics',
    'Port-Channel10',
  ],
  [
    'counters before 4.20',
    '/Sysdb/interface/counter/eth/slice/phy/1/intfCounterDir/Ethernet1/intfCounter/current/statistics',
    'Ethernet1',
  ],
  [
    'counters of a port channel before 4.20',
    '/Sysdb/interface/counter/eth/lag/intfCounterDir/Port-Channel10/intfCounter/current/statistics',
    'Port-Channel10',
  ],
];

const fields = (base: string) => ({
  [`${base}/inOctets`]: (s: number) => `${s * 125_000}u`,
  [`${base}/outOctets`]: (s: number) => `${s * 250_000}u`,
  [`${base}/inUcastPkts`]: (s: number) => `${s * 8}u`,
  [`${base}/inMulticastPkts`]: (s: number) => `${s * 20}u`,
  [`${base}/inBroadcastPkts`]: (s: number) => `${s * 20}u`,
  [`${base}/outUcastPkts`]: (s: number) => `${s * 10}u`,
  [`${base}/outMulticastPkts`]: (s: number) => `${s * 20}u`,
  [`${base}/outBroadcastPkts`]: (s: number) => `${s * 20}u`,
  [`${base}/inErrors`]: (s: number) => `${s}u`,
  [`${base}/inDiscards`]: (s: number) => `${s}u`,
  [`${base}/outErrors`]: (s: number) => `${s}u`,
  [`${base}/outDiscards`]: (s: number) => `${s}u`,
});

/** Paths of the origin eos_native (github.com/aristanetworks/goarista, cmd/ocprometheus and cmd/octsdb): the interface is a part of the path. */
export const eosNative: Payload[] = [
  ...statistics.map(([name, base, port]) => ({
    name: `EOS: ${name}`,
    lines: eachTwice('eos,source=leaf1:6030', fields(`eos_native:${base}`)),
    topology: leaf1,
    right: [`leaf1 ${port} throughput_mbps 1`, `leaf1 ${port} throughput_out_mbps 2`, `leaf1 ${port} error_rate_pct 4`],
  })),
  {
    name: 'EOS by Telegraf: the path in a tag, and two ports in one line',
    lines: [
      ...twice(
        (s) =>
          `eos,path=eos_native:${sand}/Ethernet1/statistics,source=leaf1,host=tg01 inOctets=${s * 125_000}u,outOctets=${s * 250_000}u`,
      ),
      ...twice(
        (s) =>
          `eos,path=eos_native:/Smash/counters/ethIntf/SandCounters/current,source=leaf1,host=tg01 counter/Port-Channel10/statistics/inOctets=${s * 125_000}u,counter/Ethernet49/1/statistics/inOctets=${s * 250_000}u`,
      ),
    ],
    topology: leaf1,
    right: [
      'leaf1 Ethernet1 throughput_mbps 1',
      'leaf1 Ethernet1 throughput_out_mbps 2',
      'leaf1 Port-Channel10 throughput_mbps 1',
      'leaf1 Ethernet49/1 throughput_mbps 2',
    ],
  },
  {
    name: 'EOS: states of ports',
    lines: [
      'eos,source=leaf1 eos_native:/Sysdb/interface/status/eth/phy/slice/1/intfStatus/Ethernet1/operStatus="intfOperUp" {0}',
      'eos,source=leaf1 eos_native:/Sysdb/interface/status/eth/phy/slice/1/intfStatus/Ethernet1/adminEnabled=true {0}',
      'eos,source=leaf1 eos_native:/Sysdb/interface/status/eth/phy/slice/1/intfStatus/Ethernet49/1/operStatus="intfOperDown" {0}',
      'eos,source=leaf1 eos_native:/Sysdb/interface/status/eth/lag/intfStatus/Port-Channel10/operStatus="intfOperUp" {0}',
      'eos,path=eos_native:/Sysdb/interface/status/eth/phy/slice/1/intfStatus/Ethernet49/1,source=leaf1 adminEnabled=false {0}',
      'eos,source=leaf1 eos_native:/Sysdb/interface/status/eth/phy/slice/1/intfStatus/Ethernet2/operStatus="intfOperUnknown" {0}',
    ],
    topology: leaf1,
    right: [
      'leaf1 Ethernet1 oper_up 1',
      'leaf1 Ethernet1 admin_up 1',
      'leaf1 Ethernet49/1 oper_up 0',
      'leaf1 Ethernet49/1 admin_up 0',
      'leaf1 Port-Channel10 oper_up 1',
    ],
    unknown: ['leaf1 Ethernet2'],
  },
  {
    name: 'EOS: what other paths hold of ports is something else',
    lines: [
      'igmpsnooping900,path=eos_native:/Sysdb/bridging/igmpsnooping/forwarding/status/vlanStatus/900/ethGroup/01:00:5e:1e:1e:1e/intf,source=leaf1 900/ethGroup/01:00:5e:1e:1e:1e/intf/Ethernet1=true {0}',
      `eos,source=leaf1 eos_native:${sand}/Ethernet1/ethStatistics/inPfcClassFrames=4u {0}`,
    ],
    topology: leaf1,
    ours: true,
    right: [],
  },
  {
    name: 'EOS: util of the kernel is percent, the other numbers beside it are ticks; the memory in kilobytes',
    lines: [
      'cpu,source=leaf1 eos_native:/Kernel/proc/cpu/utilization/total/idle=247720286u,eos_native:/Kernel/proc/cpu/utilization/total/user=16984784u,eos_native:/Kernel/proc/cpu/utilization/total/util=7u,eos_native:/Kernel/proc/cpu/utilization/total/name="total" {0}',
      'cpu,source=leaf1 eos_native:/Kernel/proc/cpu/utilization/cpu/0/util=3u {0}',
      'cpu,source=leaf1 eos_native:/Kernel/proc/cpu/utilization/cpu/1/util=11u {0}',
      'mem,source=leaf1 eos_native:/Kernel/proc/meminfo/memTotal=8000u {0}',
      'mem,source=leaf1 eos_native:/Kernel/proc/meminfo/memAvailable=6000u {0}',
      'mem,source=leaf1 eos_native:/Kernel/proc/meminfo/memFree=1000u {0}',
      'mem,path=eos_native:/Kernel/proc/meminfo,source=leaf2 memTotal=1000u,memFree=100u,buffers=100u,cached=200u {0}',
    ],
    ours: true,
    right: ['leaf1 cpu_pct 7', 'leaf1 cpu_max_pct 11', 'leaf1 memory_pct 25', 'leaf2 memory_pct 60'],
  },
];

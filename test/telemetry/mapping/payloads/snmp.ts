import { core1, type Payload, twice } from './payload.ts';

export const snmp: Payload[] = [
  {
    name: 'snmp: 64-bit octets and the speed, short and long interface names in one line',
    lines: twice(
      (s) =>
        `interface,agent_host=core1,host=tg01,ifName=Gi1,ifDescr=GigabitEthernet1 ifHCInOctets=${5_000_000_000 + s * 125_000}i,ifHCOutOctets=${s * 250_000}i,ifHighSpeed=1000i`,
    ),
    topology: core1,
    right: [
      'core1 GigabitEthernet1 throughput_mbps 1',
      'core1 GigabitEthernet1 throughput_out_mbps 2',
      'core1 GigabitEthernet1 bandwidth_mbps 1000',
    ],
  },
  {
    name: 'snmp: a line with the short name only belongs to the same interface',
    lines: [
      'interface,agent_host=core1,ifName=Gi1 ifHighSpeed=1000i {0}',
      'interface,agent_host=core1,ifDescr=gigabitethernet2 ifHighSpeed=100i {0}',
    ],
    topology: core1,
    right: ['core1 GigabitEthernet1 bandwidth_mbps 1000', 'core1 GigabitEthernet2 bandwidth_mbps 100'],
  },
  {
    name: 'snmp: 32-bit octets go over their end, and count only where there are none of 64 bits',
    lines: [
      'interface,source=sw1,ifDescr=Ethernet1 ifInOctets=4294842296i,ifSpeed=100000000i {0}',
      'interface,source=sw1,ifDescr=Ethernet1 ifInOctets=1125000i,ifSpeed=100000000i {10}',
      'interface,source=sw2,ifDescr=Ethernet1 ifInOctets=100i,ifHCInOctets=100i,ifHighSpeed=10000i,ifSpeed=4294967295i {0}',
      'interface,source=sw2,ifDescr=Ethernet1 ifInOctets=12500100i,ifHCInOctets=12500100i,ifHighSpeed=10000i,ifSpeed=4294967295i {10}',
    ],
    right: [
      'sw1 Ethernet1 throughput_mbps 1',
      'sw1 Ethernet1 bandwidth_mbps 100',
      'sw2 Ethernet1 throughput_mbps 10',
      'sw2 Ethernet1 bandwidth_mbps 10000',
    ],
  },
  {
    name: 'snmp: states by number; "unknown" is none',
    lines: [
      'interface,source=sw1,ifName=xe-0/0/1 ifOperStatus=2i,ifAdminStatus=1i {0}',
      'interface,source=sw1,ifName=xe-0/0/2 ifOperStatus=4i,ifAdminStatus=2i {0}',
      'interface,source=sw1,ifName=xe-0/0/3 ifOperStatus=7i {0}',
    ],
    right: ['sw1 xe-0/0/1 oper_up 0', 'sw1 xe-0/0/1 admin_up 1', 'sw1 xe-0/0/2 admin_up 0', 'sw1 xe-0/0/3 oper_up 0'],
  },
  {
    name: 'snmp: errors and discards are a share of the packets',
    lines: twice(
      (s) =>
        `interface,source=sw1,ifName=Ethernet1 ifInErrors=${s}i,ifOutErrors=0i,ifInDiscards=${s}i,ifOutDiscards=0i,ifHCInUcastPkts=${s * 97}i,ifHCOutUcastPkts=${s}i,ifHCInBroadcastPkts=0i`,
    ),
    right: ['sw1 Ethernet1 error_rate_pct 2'],
  },
  {
    name: 'snmp: without wide counters, packets of 32 bits',
    lines: twice((s) => `interface,source=sw1,ifName=Ethernet1 ifInErrors=${s}i,ifInUcastPkts=${s * 99}i`),
    right: ['sw1 Ethernet1 error_rate_pct 1'],
  },
  {
    name: 'snmp: two ports with a number only are two series, and lines with both tell whose number it is',
    lines: [
      'interface,agent_host=core1,host=tg01,ifIndex=1 ifHCInOctets=1000000000i {0}',
      'interface,agent_host=core1,host=tg01,ifIndex=2 ifHCInOctets=900000000000i {1}',
      'names,agent_host=core1,ifIndex=2,ifName=Gi2 ifHighSpeed=1000i {2}',
      'interface,agent_host=core1,host=tg01,ifIndex=2 ifHCInOctets=900001250000i {11}',
      'interface,agent_host=core1,host=tg01,ifIndex=2 ifHCInOctets=900002500000i {21}',
    ],
    topology: core1,
    right: ['core1 GigabitEthernet2 bandwidth_mbps 1000', 'core1 GigabitEthernet2 throughput_mbps 1'],
    unknown: ['core1'],
  },
  {
    name: 'snmp: Cisco, busy and memory of two processors and two pools',
    lines: [
      'cisco_cpu,source=r1,cpmCPUTotalIndex=1 cpmCPUTotal1minRev=20i,cpmCPUTotal5secRev=90i,cpmCPUTotal5minRev=10i {0}',
      'cisco_cpu,source=r1,cpmCPUTotalIndex=2 cpmCPUTotal1minRev=40i,cpmCPUTotal5secRev=90i,cpmCPUTotal5minRev=10i {0}',
      'pool,source=r1,ciscoMemoryPoolName=Processor ciscoMemoryPoolUsed=300i,ciscoMemoryPoolFree=500i {0}',
      'pool,source=r1,ciscoMemoryPoolName=I/O ciscoMemoryPoolUsed=100i,ciscoMemoryPoolFree=100i {0}',
    ],
    right: ['r1 cpu_pct 30', 'r1 cpu_max_pct 40', 'r1 memory_pct 40'],
  },
  {
    name: 'snmp: HOST-RESOURCES, cores and the memory among the storages',
    lines: [
      ...[10, 20, 60].map((load, core) => `hr,source=s1,hrDeviceIndex=${core} hrProcessorLoad=${load}i {0}`),
      'hr,source=s1,hrStorageDescr=Physical\\ memory hrStorageUsed=750i,hrStorageSize=1000i {0}',
      'hr,source=s1,hrStorageDescr=/ hrStorageUsed=10i,hrStorageSize=1000i {0}',
    ],
    right: ['s1 cpu_pct 30', 's1 cpu_max_pct 60', 's1 memory_pct 75', 's1 hrStorageUsed 10', 's1 hrStorageSize 1000'],
  },
  {
    name: 'snmp: UCD',
    lines: ['ucd,source=s1 ssCpuIdle=80i,memTotalReal=1000i,memAvailReal=200i,memBuffer=50i,memCached=150i {0}'],
    right: ['s1 cpu_pct 20', 's1 memory_pct 60'],
  },
  {
    name: 'snmp: net-snmp, whose physical memory has the cache in it, whichever of the two comes first',
    lines: [
      'storage,source=s1,hrStorageDescr=Physical\\ memory hrStorageUsed=950i,hrStorageSize=1000i {0}',
      'snmp,source=s1 memTotalReal=1000i,memAvailReal=50i,memBuffer=50i,memCached=500i {0}',
      'snmp,source=s2 memTotalReal=1000i,memAvailReal=50i,memBuffer=50i,memCached=500i {0}',
      'storage,source=s2,hrStorageDescr=Physical\\ memory hrStorageUsed=950i,hrStorageSize=1000i {0}',
      'storage,source=s1,hrStorageDescr=Physical\\ memory hrStorageUsed=950i,hrStorageSize=1000i {10}',
    ],
    right: ['s1 memory_pct 40', 's2 memory_pct 40'],
  },
  {
    name: 'snmp: Juniper, the busiest of the parts',
    lines: [
      'jnx,source=mx1,jnxOperatingDescr=Routing\\ Engine\\ 0 jnxOperatingCPU=17i,jnxOperatingBuffer=44i {0}',
      'jnx,source=mx1,jnxOperatingDescr=FAN jnxOperatingCPU=0i,jnxOperatingBuffer=0i {0}',
    ],
    right: ['mx1 cpu_pct 17', 'mx1 cpu_max_pct 17', 'mx1 memory_pct 44'],
  },
];

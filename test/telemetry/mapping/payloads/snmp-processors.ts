import type { Payload } from './payload.ts';

const busy = (object: string, percent: number) =>
  `cisco,source=r1,cpmCPUTotalIndex=1 ${object}=${percent}i {0}\ncisco,source=r1,cpmCPUTotalIndex=2 ${object}=${percent + 20}i {0}`.split(
    '\n',
  );

/** From the best source of the processor to the last: of two the former counts. */
const ciscoCpu = [
  'cpmCPUTotal1minRev',
  'cpmCPUTotalMonIntervalValue',
  'cpmCPUTotal5secRev',
  'cpmCPUTotal5minRev',
  'cpmCPUTotal1min',
  'cpmCPUTotal5sec',
  'cpmCPUTotal5min',
  'avgBusy1',
  'avgBusy5',
];

const memory = (name: string, used: string, free: string): Payload => ({
  name: `${name}: the share of all pools`,
  lines: [
    `pool,source=r1,index=1 ${used}=300i,${free}=500i {0}`,
    `pool,source=r1,index=2 ${used}=100i,${free}=100i {0}`,
  ],
  right: ['r1 memory_pct 40'],
});

/** Processors and memories in the MIBs of Cisco, Juniper, net-snmp and RFC 2790. */
export const snmpProcessors: Payload[] = [
  ...ciscoCpu.map((object) => ({
    name: `${object}: percent of two processors`,
    lines: busy(object, 10),
    right: ['r1 cpu_pct 20', 'r1 cpu_max_pct 30'],
  })),
  ...ciscoCpu.slice(1).map((object, better) => ({
    name: `${ciscoCpu[better]} counts before ${object}`,
    lines: [...busy(object, 60), ...busy(ciscoCpu[better]!, 10)],
    right: ['r1 cpu_pct 20', 'r1 cpu_max_pct 30'],
  })),
  memory('CISCO-MEMORY-POOL-MIB', 'ciscoMemoryPoolUsed', 'ciscoMemoryPoolFree'),
  memory('CISCO-MEMORY-POOL-MIB, 64 bits', 'ciscoMemoryPoolHCUsed', 'ciscoMemoryPoolHCFree'),
  memory('CISCO-ENHANCED-MEMPOOL-MIB', 'cempMemPoolUsed', 'cempMemPoolFree'),
  memory('CISCO-ENHANCED-MEMPOOL-MIB, 64 bits', 'cempMemPoolHCUsed', 'cempMemPoolHCFree'),
  memory('CISCO-PROCESS-MIB, kilobytes', 'cpmCPUMemoryUsed', 'cpmCPUMemoryFree'),
  memory('CISCO-PROCESS-MIB, kilobytes, 64 bits', 'cpmCPUMemoryHCUsed', 'cpmCPUMemoryHCFree'),
  {
    name: 'CISCO-ENHANCED-MEMPOOL-MIB: the gauge of 32 bits is full, and that of 64 bits is right',
    lines: [
      'pool,source=r1,index=1 cempMemPoolUsed=4294967295i,cempMemPoolFree=4294967295i,cempMemPoolHCUsed=6000000000i,cempMemPoolHCFree=24000000000i {0}',
      'pool,source=r2,index=1 cempMemPoolUsed=300i,cempMemPoolFree=4294967295i {0}',
      'pool,source=r3,index=1 cempMemPoolUsed=-1i,cempMemPoolFree=100i {0}',
      'pool,source=r3,index=2 cempMemPoolUsed=100i,cempMemPoolFree=100i {0}',
    ],
    right: ['r1 memory_pct 20', 'r3 memory_pct 50'],
  },
  {
    name: 'Cisco: pools with 64 bits count before those with 32, and both before the memory of the processor',
    lines: [
      'pool,source=r1,index=1 ciscoMemoryPoolUsed=10i,ciscoMemoryPoolFree=90i,ciscoMemoryPoolHCUsed=20i,ciscoMemoryPoolHCFree=80i {0}',
      'cpu,source=r2,index=1 cpmCPUMemoryUsed=90i,cpmCPUMemoryFree=10i,cempMemPoolUsed=20i,cempMemPoolFree=80i {0}',
      'cpu,source=r3,index=1 cpmCPUMemoryUsed=90i,cpmCPUMemoryFree=10i,cpmCPUMemoryHCUsed=20i,cpmCPUMemoryHCFree=80i {0}',
      'cpu,source=r4,index=1 cpmCPUMemoryHCUsed=90i,cpmCPUMemoryHCFree=10i,ciscoMemoryPoolUsed=20i,ciscoMemoryPoolFree=80i {0}',
      'cpu,source=r5,index=1 cempMemPoolUsed=90i,cempMemPoolFree=10i,ciscoMemoryPoolHCUsed=20i,ciscoMemoryPoolHCFree=80i {0}',
    ],
    right: [1, 2, 3, 4, 5].map((at) => `r${at} memory_pct 20`),
  },
  {
    name: 'a reading of the processor that is none: above 100, -1',
    lines: [
      'cisco_cpu,source=r1 cpmCPUTotal1minRev=255i {0}',
      'cisco_cpu,source=r2 cpmCPUTotal1minRev=-1i,cpmCPUTotal5secRev=7i {0}',
      'hr,source=r3 hrProcessorLoad=4294967295i {0}',
    ],
    right: ['r2 cpu_pct 7', 'r2 cpu_max_pct 7'],
  },
  ...['Physical memory', 'Physical Memory', 'Real Memory', 'RAM', 'Main memory'].map((descr) => ({
    name: `HOST-RESOURCES-MIB: the storage "${descr}" is the memory, whatever the unit of its blocks is`,
    lines: [
      `hrStorage,source=s1,hrStorageDescr=${descr.replaceAll(' ', '\\ ')} hrStorageUsed=750i,hrStorageSize=1000i,hrStorageAllocationUnits=4096i {0}`,
      'hrStorage,source=s1,hrStorageDescr=/home hrStorageUsed=1i,hrStorageSize=1000i {0}',
      'hrStorage,source=s1,hrStorageDescr=Swap\\ space hrStorageUsed=1i,hrStorageSize=1000i {0}',
    ],
    ours: true as const,
    right: ['s1 memory_pct 75'],
  })),
  ...['.1.3.6.1.2.1.25.2.1.2', '1.3.6.1.2.1.25.2.1.2', 'hrStorageRam'].map((type) => ({
    name: `HOST-RESOURCES-MIB: a storage of the type ${type} is memory`,
    lines: [
      `hrStorage,source=s1,hrStorageType=${type},index=1 hrStorageUsed=250i,hrStorageSize=1000i {0}`,
      'hrStorage,source=s1,hrStorageType=.1.3.6.1.2.1.25.2.1.4,index=31 hrStorageUsed=900i,hrStorageSize=1000i {0}',
    ],
    ours: true as const,
    right: ['s1 memory_pct 25'],
  })),
  {
    name: 'HOST-RESOURCES-MIB: a table that is sent without tags',
    lines: [
      'hrStorage,source=s1,hrStorageIndex=1 hrStorageDescr="Physical memory",hrStorageUsed=750i,hrStorageSize=1000i {0}',
      'hrStorage,source=s1,hrStorageIndex=31 hrStorageDescr="/",hrStorageUsed=10i,hrStorageSize=1000i {0}',
      'hrStorage,source=s2 hrStorageType=".1.3.6.1.2.1.25.2.1.2",hrStorageUsed=250i,hrStorageSize=1000i {0}',
      'hrStorage,source=s2 hrStorageType=".1.3.6.1.2.1.25.2.1.4",hrStorageUsed=10i,hrStorageSize=1000i {0}',
    ],
    ours: true,
    right: ['s1 memory_pct 75', 's2 memory_pct 25'],
  },
  {
    name: 'net-snmp: of a memory that is known by its type, too, the cache is no used part where UCD-SNMP-MIB tells it',
    lines: [
      'storage,source=s1,hrStorageType=hrStorageRam hrStorageUsed=950i,hrStorageSize=1000i {0}',
      'snmp,source=s1 memTotalReal=1000i,memAvailReal=50i,memBuffer=50i,memCached=500i {0}',
      'storage,source=s1,hrStorageType=hrStorageRam hrStorageUsed=950i,hrStorageSize=1000i {10}',
    ],
    right: ['s1 memory_pct 40'],
  },
  {
    name: 'tables that somebody called as inputs of Telegraf are called',
    lines: [
      'cpu,agent_host=r1,host=tg01,cpu=1 cpmCPUTotal1minRev=20i {0}',
      'cpu,agent_host=r1,host=tg01,cpu=2 cpmCPUTotal1minRev=40i {0}',
      'mem,agent_host=r1,host=tg01,ciscoMemoryPoolName=Processor ciscoMemoryPoolUsed=1i,ciscoMemoryPoolFree=3i {0}',
    ],
    right: ['r1 cpu_pct 30', 'r1 cpu_max_pct 40', 'r1 memory_pct 25'],
  },
  {
    name: 'UCD-SNMP-MIB: what is free, and what buffers and caches hold, is not used',
    lines: [
      'ucd,source=s1 memTotalReal=1000i,memAvailReal=200i {0}',
      'ucd,source=s2 memTotalReal=1000i,memAvailReal=200i,memBuffer=50i,memCached=150i {0}',
    ],
    right: ['s1 memory_pct 80', 's2 memory_pct 60'],
  },
  {
    name: 'of HOST-RESOURCES-MIB and UCD-SNMP-MIB the former has each core, and the latter leaves the cache out of the memory',
    lines: [
      'ucd,source=s1 ssCpuIdle=80i,memTotalReal=1000i,memAvailReal=200i {0}',
      'hr,source=s1,hrDeviceIndex=1 hrProcessorLoad=40i {0}',
      'hr,source=s1,hrStorageDescr=Physical\\ memory hrStorageUsed=750i,hrStorageSize=1000i {0}',
    ],
    right: ['s1 cpu_pct 40', 's1 cpu_max_pct 40', 's1 memory_pct 80'],
  },
  {
    name: 'JUNIPER-MIB: 0 means "unavailable or inapplicable"',
    lines: [
      'jnx,source=mx1,jnxOperatingDescr=FAN jnxOperatingCPU=0i,jnxOperatingBuffer=0i {0}',
      'jnx,source=mx1,jnxOperatingDescr=FAN jnxOperating1MinAvgCPU=0i,jnxOperating5MinAvgCPU=0i {1}',
      'jnx,source=mx2,jnxOperatingDescr=Routing\\ Engine\\ 0 jnxOperatingCPU=17i,jnxOperatingBuffer=44i {0}',
      'jnx,source=mx2,jnxOperatingDescr=FPC:\\ MPC7E\\ 3D\\ @\\ 0/*/* jnxOperatingCPU=31i,jnxOperatingBuffer=20i {0}',
      'jnx,source=mx2,jnxOperatingDescr=PEM\\ 0 jnxOperatingCPU=0i,jnxOperatingBuffer=0i {0}',
    ],
    right: ['mx2 cpu_pct 31', 'mx2 cpu_max_pct 31', 'mx2 memory_pct 44'],
  },
  {
    name: 'JUNIPER-MIB: without the reading of now, the mean of the last minute or of five',
    lines: [
      'jnx,source=mx1,index=9.1.0.0 jnxOperating1MinAvgCPU=17i {0}',
      'jnx,source=mx2,index=9.1.0.0 jnxOperating5MinAvgCPU=18i {0}',
      'jnx,source=mx3,index=9.1.0.0 jnxOperating5MinAvgCPU=18i,jnxOperating1MinAvgCPU=17i,jnxOperatingCPU=16i {0}',
    ],
    right: ['mx1', 'mx2', 'mx3'].flatMap((name, at) => [
      `${name} cpu_pct ${[17, 18, 16][at]}`,
      `${name} cpu_max_pct ${[17, 18, 16][at]}`,
    ]),
  },
];

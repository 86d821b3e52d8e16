import { adminUp, type BuiltIn, cores, inbound, operUp, outbound } from './units.ts';

const counter32 = { bits: 32 as const, rank: 1 };
const broken = ['ifInErrors', 'ifOutErrors', 'ifInDiscards', 'ifOutDiscards'];
const kinds = ['Ucast', 'Multicast', 'Broadcast'];
const packets = ['In', 'Out'].flatMap((way) => kinds.map((kind) => `if${way}${kind}Pkts`));
const wide = ['In', 'Out'].flatMap((way) => kinds.map((kind) => `ifHC${way}${kind}Pkts`));

/**
 * What SNMP tables have, under the names of their objects, whatever the measurement is called: IF-MIB (RFC 2863), CISCO-PROCESS-MIB,
 * OLD-CISCO-CPU-MIB, CISCO-MEMORY-POOL-MIB, HOST-RESOURCES-MIB (RFC 2790), UCD-SNMP-MIB and JUNIPER-MIB.
 */
export const snmp: BuiltIn = {
  fields: {
    ifHCInOctets: inbound,
    ifHCOutOctets: outbound,
    ifInOctets: { ...inbound, ...counter32 },
    ifOutOctets: { ...outbound, ...counter32 },
    // 0 is an interface without a speed, and 2^32 - 1 bit/s one that is too fast for this object.
    ifHighSpeed: { metric: 'bandwidth_mbps', missing: [0, -1, 2 ** 32 - 1] },
    ifSpeed: { metric: 'bandwidth_mbps', scale: 1e-6, missing: [0, -1, 2 ** 32 - 1], rank: 1 },
    ifOperStatus: operUp,
    ifAdminStatus: adminUp,
    cpmCPUTotal1minRev: cores(0),
    cpmCPUTotal5secRev: cores(1),
    cpmCPUTotal5minRev: cores(2),
    cpmCPUTotal1min: cores(3),
    cpmCPUTotal5sec: cores(4),
    cpmCPUTotal5min: cores(5),
    avgBusy1: cores(6),
    avgBusy5: cores(7),
    hrProcessorLoad: cores(0),
    ssCpuIdle: { metric: 'cpu_pct', invert: true, rank: 1 },
    jnxOperatingCPU: [
      { metric: 'cpu_pct', combine: 'max', rank: 1 },
      { metric: 'cpu_max_pct', combine: 'max', rank: 1 },
    ],
    jnxOperatingBuffer: { metric: 'memory_pct', combine: 'max', rank: 1 },
  },
  ratios: [
    { metric: 'error_rate_pct', part: broken, whole: [...wide, ...broken], rate: true },
    { metric: 'error_rate_pct', part: broken, whole: [...packets, ...broken], rate: true, bits: 32, rank: 1 },
    { metric: 'memory_pct', part: ['ciscoMemoryPoolUsed'], whole: ['ciscoMemoryPoolUsed', 'ciscoMemoryPoolFree'] },
    {
      ...{ metric: 'memory_pct', part: ['ciscoMemoryPoolHCUsed'] },
      whole: ['ciscoMemoryPoolHCUsed', 'ciscoMemoryPoolHCFree'],
    },
    { metric: 'memory_pct', part: ['cempMemPoolHCUsed'], whole: ['cempMemPoolHCUsed', 'cempMemPoolHCFree'] },
    { metric: 'memory_pct', part: ['cempMemPoolUsed'], whole: ['cempMemPoolUsed', 'cempMemPoolFree'], rank: 1 },
    { metric: 'memory_pct', part: ['cpmCPUMemoryUsed'], whole: ['cpmCPUMemoryUsed', 'cpmCPUMemoryFree'], rank: 2 },
    {
      ...{ metric: 'memory_pct', part: ['memAvailReal', 'memBuffer', 'memCached'], whole: ['memTotalReal'] },
      invert: true,
    },
    // Behind UCD's: an agent that has both is net-snmp, which counts Linux's cache as used here.
    {
      ...{ metric: 'memory_pct', part: ['hrStorageUsed'], whole: ['hrStorageSize'], rank: 1 },
      when: { hrStorageDescr: ['Physical memory', 'Physical Memory', 'Real Memory', 'RAM', 'Main memory'] },
    },
    {
      ...{ metric: 'memory_pct', part: ['hrStorageUsed'], whole: ['hrStorageSize'], rank: 2 },
      when: { hrStorageType: ['1.3.6.1.2.1.25.2.1.2', '.1.3.6.1.2.1.25.2.1.2', 'hrStorageRam'] },
    },
  ],
};

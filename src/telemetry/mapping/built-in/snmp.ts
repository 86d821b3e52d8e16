import { adminUp, type BuiltIn, cores, inbound, operUp, outbound, ratesOfErrors, speed, speedInBits } from './units.ts';

const counter32 = { bits: 32 as const, rank: 1 };
const broken = ['ifInErrors', 'ifOutErrors', 'ifInDiscards', 'ifOutDiscards'];
const received = ['ifInErrors', 'ifInDiscards'];
const kinds = ['Ucast', 'Multicast', 'Broadcast'];
const packets = ['In', 'Out'].flatMap((way) => kinds.map((kind) => `if${way}${kind}Pkts`));
/** What RFC 1213 has for multicast and broadcast together; newer tables have both. */
const neither = ['ifInNUcastPkts', 'ifOutNUcastPkts'];
const wide = ['In', 'Out'].flatMap((way) => kinds.map((kind) => `ifHC${way}${kind}Pkts`));

const pools = (object: string, rank: number) => ({
  ...{ metric: 'memory_pct', part: [`${object}Used`], whole: [`${object}Used`, `${object}Free`], rank },
});
/** "Zero if unavailable or inapplicable", as of a fan. */
const noPart = [0];
const busiestPart = (rank: number) =>
  cores(rank, { missing: noPart }).map((rule) => ({ ...rule, combine: 'max' as const }));

/**
 * What SNMP tables have, under the names of their objects, whatever the measurement is called: IF-MIB (RFC 2863), CISCO-PROCESS-MIB,
 * OLD-CISCO-CPU-MIB, CISCO-MEMORY-POOL-MIB, CISCO-ENHANCED-MEMPOOL-MIB, HOST-RESOURCES-MIB (RFC 2790), UCD-SNMP-MIB and JUNIPER-MIB.
 */
export const snmp: BuiltIn = {
  fields: {
    ifHCInOctets: inbound,
    ifHCOutOctets: outbound,
    ifInOctets: { ...inbound, ...counter32 },
    ifOutOctets: { ...outbound, ...counter32 },
    ifHighSpeed: speed,
    ifSpeed: { ...speedInBits, rank: 1 },
    ifOperStatus: operUp,
    ifAdminStatus: adminUp,
    cpmCPUTotal1minRev: cores(0),
    cpmCPUTotalMonIntervalValue: cores(1),
    cpmCPUTotal5secRev: cores(2),
    cpmCPUTotal5minRev: cores(3),
    cpmCPUTotal1min: cores(4),
    cpmCPUTotal5sec: cores(5),
    cpmCPUTotal5min: cores(6),
    avgBusy1: cores(7),
    avgBusy5: cores(8),
    hrProcessorLoad: cores(0),
    ssCpuIdle: { metric: 'cpu_pct', invert: true, rank: 1 },
    jnxOperatingCPU: busiestPart(0),
    jnxOperating1MinAvgCPU: busiestPart(1),
    jnxOperating5MinAvgCPU: busiestPart(2),
    jnxOperatingBuffer: { metric: 'memory_pct', combine: 'max', missing: noPart },
  },
  ratios: [
    ratesOfErrors({ errors: broken, packets: wide, beside: received }),
    ratesOfErrors({ errors: broken, packets: [...packets, ...neither], beside: received, bits: 32, rank: 1 }),
    pools('ciscoMemoryPoolHC', 0),
    pools('ciscoMemoryPool', 1),
    pools('cempMemPoolHC', 0),
    pools('cempMemPool', 1),
    // Kilobytes of the whole system, of each processor card.
    pools('cpmCPUMemoryHC', 2),
    pools('cpmCPUMemory', 3),
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
      ...{ metric: 'memory_pct', part: ['hrStorageUsed'], whole: ['hrStorageSize'], rank: 1 },
      when: { hrStorageType: ['1.3.6.1.2.1.25.2.1.2', '.1.3.6.1.2.1.25.2.1.2', 'hrStorageRam'] },
    },
  ],
};

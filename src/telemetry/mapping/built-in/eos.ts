import { adminUp, type BuiltIn, coresBesideTotal, inbound, operUp, outbound, ratesOfErrors } from './units.ts';

/** Rows for paths of the origin `eos_native`, without the steps that say where. */
const ports = '/eos_native/interface/statistics';
const states = '/eos_native/interface/status';
const processors = '/eos_native/cpu';

/**
 * Paths of EOS's own state in which a step is the name of an interface or the number of a core. Of the counters those since 4.20 come first; each chip
 * has its own (https://github.com/aristanetworks/goarista, cmd/ocprometheus/sampleconfig_above_4.20.yml and _below_4.20.yml).
 */
export const nativePaths: readonly { path: RegExp; tag: string; rows: string }[] = [
  {
    path: /^Smash\/counters\/ethIntf\/[^/]+\/current\/counter\/(.+)\/statistics\/(\w+)$/,
    tag: 'interface_name',
    rows: ports,
  },
  {
    path: /^Smash\/interface\/counter\/lag\/current\/counter\/(.+)\/statistics\/(\w+)$/,
    tag: 'interface_name',
    rows: ports,
  },
  {
    path: /^Sysdb\/interface\/counter\/eth\/.+\/intfCounterDir\/(.+)\/intfCounter\/current\/statistics\/(\w+)$/,
    ...{ tag: 'interface_name', rows: ports },
  },
  { path: /^Sysdb\/interface\/status\/eth\/.+\/intfStatus\/(.+)\/(\w+)$/, tag: 'interface_name', rows: states },
  { path: /^Kernel\/proc\/cpu\/utilization\/cpu\/(\d+)\/(\w+)$/, tag: 'cpu_index', rows: processors },
];

const named = (leaves: readonly string[]) => leaves.map((leaf) => `${ports}/${leaf}`);
const kinds = ['Ucast', 'Multicast', 'Broadcast'];

/** Arista EOS, the paths of the origin eos_native. */
export const eos: BuiltIn = {
  fields: {
    [`${ports}/inOctets`]: inbound,
    [`${ports}/outOctets`]: outbound,
    [`${states}/operStatus`]: operUp,
    [`${states}/adminEnabled`]: adminUp,
    // The other numbers beside it are ticks since the start.
    '/kernel/proc/cpu/utilization/total/util': { metric: 'cpu_pct' },
    [`${processors}/util`]: coresBesideTotal(0),
  },
  ratios: [
    ratesOfErrors({
      errors: named(['inErrors', 'inDiscards', 'outErrors', 'outDiscards']),
      packets: named(['in', 'out'].flatMap((way) => kinds.map((kind) => `${way}${kind}Pkts`))),
      beside: named(['inErrors', 'inDiscards']),
    }),
    {
      ...{
        metric: 'memory_pct',
        part: ['/kernel/proc/meminfo/memavailable'],
        whole: ['/kernel/proc/meminfo/memtotal'],
      },
      invert: true,
    },
    {
      ...{ metric: 'memory_pct', invert: true, rank: 1 },
      part: ['/kernel/proc/meminfo/memfree', '/kernel/proc/meminfo/buffers', '/kernel/proc/meminfo/cached'],
      whole: ['/kernel/proc/meminfo/memtotal'],
    },
  ],
};

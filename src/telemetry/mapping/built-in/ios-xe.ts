import {
  adminUp,
  type BuiltIn,
  coresBesideTotal,
  inbound,
  operUp,
  outbound,
  portSpeed,
  ratesOfErrors,
  speedInBits,
} from './units.ts';

const statistics = '/interfaces/interface/statistics';
const platform = '/cisco-platform-software/control-processes/control-process';
const kinds = ['in', 'out'].flatMap((way) =>
  ['unicast', 'multicast', 'broadcast'].map((kind) => `${way}-${kind}-pkts`),
);
const named = (leaves: readonly string[]) => leaves.map((leaf) => `${statistics}/${leaf}`);
const received = ['in-errors', 'in-discards', 'in-errors-64', 'in-discards-64'];
/** What the router tells itself, where no counter comes: kilobits per second. */
const kilobits = { scale: 1e-3, rank: 2, interface: true };

/**
 * Models of IOS-XE (https://github.com/YangModels/yang, vendor/cisco/xe): interfaces-oper, process-cpu-oper, memory-oper and platform-software-oper. Of
 * the counters with `-64` the others are the lower 32 bits.
 */
export const iosXe: BuiltIn = {
  fields: {
    [`${statistics}/in-octets`]: inbound,
    [`${statistics}/out-octets-64`]: outbound,
    [`${statistics}/out-octets`]: { ...outbound, rank: 1 },
    [`${statistics}/rx-kbps`]: { metric: 'throughput_mbps', ...kilobits },
    [`${statistics}/tx-kbps`]: { metric: 'throughput_out_mbps', ...kilobits },
    '/interfaces/interface/oper-status': operUp,
    '/interfaces/interface/admin-status': adminUp,
    '/interfaces/interface/speed': speedInBits,
    '/interfaces/interface/ether-state/negotiated-port-speed': { ...portSpeed, rank: 1 },
    '/cpu-usage/cpu-utilization/one-minute': { metric: 'cpu_pct' },
    '/cpu-usage/cpu-utilization/five-seconds': { metric: 'cpu_pct', rank: 1 },
    '/cpu-usage/cpu-utilization/five-minutes': { metric: 'cpu_pct', rank: 2 },
    [`${platform}/per-core-stats/per-core-stat/idle`]: coresBesideTotal(0, { invert: true }),
    [`${platform}/memory-stats/used-percent`]: { metric: 'memory_pct', combine: 'max', rank: 1 },
  },
  ratios: [
    ratesOfErrors({
      ...{ errors: named([...received, 'out-errors', 'out-discards']), packets: named(kinds), beside: named(received) },
    }),
    {
      ...{ metric: 'memory_pct', part: ['/memory-statistics/memory-statistic/used-memory'] },
      whole: ['/memory-statistics/memory-statistic/total-memory'],
    },
  ],
};

import {
  adminUp,
  type BuiltIn,
  below,
  cores,
  inbound,
  namesBelow,
  operUp,
  outbound,
  portSpeed,
  ratesOfErrors,
  speed,
} from './units.ts';

const statistics = ['/interface/statistics', '/interface/subinterface/statistics'];
const counters = [...statistics, '…'];
const kinds = ['in', 'out'].flatMap((way) =>
  ['unicast', 'multicast', 'broadcast'].map((kind) => `${way}-${kind}-packets`),
);
const broken = ['in-error-packets', 'in-discarded-packets'];
const errors = namesBelow(counters, [...broken, 'out-error-packets', 'out-discarded-packets']);
/** What the port tells itself, where no counter comes. */
const bitsPerSecond = { scale: 1e-6, rank: 2, interface: true };

/** Nokia SR Linux (https://github.com/nokia/srlinux-yang-models), with the prefixes of modules or without. */
export const srLinux: BuiltIn = {
  fields: {
    ...below(statistics, { 'in-octets': inbound, 'out-octets': outbound }),
    ...below(['/interface', '/interface/subinterface', '…'], { 'oper-state': operUp, 'admin-state': adminUp }),
    '/interface/ethernet/port-speed': portSpeed,
    '/interface/lag/lag-speed': speed,
    '/interface/traffic-rate/in-bps': { metric: 'throughput_mbps', ...bitsPerSecond },
    '/interface/traffic-rate/out-bps': { metric: 'throughput_out_mbps', ...bitsPerSecond },
    '/platform/control/cpu/total/instant': cores(),
    '/platform/control/memory/utilization': { metric: 'memory_pct', combine: 'max' },
  },
  ratios: [
    // "Before discards and errors".
    ratesOfErrors({ errors, packets: namesBelow(counters, ['in-packets', 'out-packets']) }),
    ratesOfErrors({
      ...{ errors, packets: namesBelow(counters, kinds), beside: namesBelow(counters, broken), rank: 1 },
    }),
    {
      ...{ metric: 'memory_pct', part: ['/platform/control/memory/free'], invert: true, rank: 1 },
      whole: ['/platform/control/memory/physical'],
    },
  ],
};

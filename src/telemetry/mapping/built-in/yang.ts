import { iosXe } from './ios-xe.ts';
import { srLinux } from './sr-linux.ts';
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

const counters = [
  '/interfaces/interface/state/counters',
  '/interfaces/interface/subinterfaces/subinterface/state/counters',
  // ietf-interfaces (RFC 7223), which IOS-XE has as well.
  '/interfaces-state/interface/statistics',
];
const states = ['/interfaces/interface/state', '/interfaces/interface/subinterfaces/subinterface/state'];
const kinds = ['in', 'out'].flatMap((way) =>
  ['unicast', 'multicast', 'broadcast'].map((kind) => `${way}-${kind}-pkts`),
);
const errors = namesBelow([...counters, '…'], ['in-errors', 'out-errors', 'in-discards', 'out-discards']);

/** OpenConfig (https://github.com/openconfig/public). `…/in-octets` is a leaf without any path, as senders with a base path write it. */
const openconfig: BuiltIn = {
  fields: {
    ...below([...counters, '…'], { 'in-octets': inbound, 'out-octets': outbound }),
    ...below([...states, '…'], { 'oper-status': operUp, 'admin-status': adminUp }),
    // Junos, in Mbit/s.
    '/interfaces/interface/state/high-speed': speed,
    '/interfaces/interface/ethernet/state/port-speed': { ...portSpeed, rank: 1 },
    '/interfaces/interface/ethernet/state/negotiated-port-speed': portSpeed,
    '…/port-speed': portSpeed,
    // The sum of the links that are up, in Mbit/s.
    '/interfaces/interface/aggregation/state/lag-speed': speed,
    '/system/cpus/cpu/state/total/instant': cores(),
    '/system/cpus/cpu/state/idle/instant': cores(1, { invert: true }),
    '/system/cpus/cpu/state/total/avg': cores(2),
    '/components/component/cpu/utilization/state/instant': cores(),
    '/components/component/cpu/utilization/state/avg': cores(1),
    '/qos/interfaces/interface/output/queues/queue/state/dropped-pkts': {
      ...{ metric: 'queue_drops_per_s', rate: true, combine: 'sum', interface: true },
    },
  },
  ratios: [
    // "All unicast, multicast, broadcast and bad packets".
    ratesOfErrors({ errors, packets: namesBelow([...counters, '…'], ['in-pkts', 'out-pkts']) }),
    ratesOfErrors({
      ...{ errors, packets: namesBelow([...counters, '…'], kinds), rank: 1 },
      beside: namesBelow([...counters, '…'], ['in-errors', 'in-discards']),
    }),
    { metric: 'memory_pct', part: ['/system/memory/state/used'], whole: ['/system/memory/state/physical'] },
    {
      ...{ metric: 'memory_pct', part: ['/system/memory/state/used'], rank: 1 },
      whole: ['/system/memory/state/used', '/system/memory/state/free'],
    },
    // What is available is what is there: "the available memory physically installed".
    {
      ...{ metric: 'memory_pct', part: ['/components/component/state/memory/utilized'] },
      whole: ['/components/component/state/memory/available'],
    },
  ],
};

/** YANG paths as gnmic and Telegraf's gnmi, jti_openconfig_telemetry and cisco_telemetry_mdt write them. */
export const yang: BuiltIn = {
  fields: { ...openconfig.fields, ...srLinux.fields, ...iosXe.fields },
  ratios: [openconfig, srLinux, iosXe].flatMap(({ ratios }) => ratios ?? []),
};

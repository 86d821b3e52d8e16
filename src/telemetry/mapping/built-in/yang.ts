import { adminUp, type BuiltIn, cores, type FieldRules, inbound, operUp, outbound, portSpeed } from './units.ts';

const wrong = [
  'in-errors',
  'out-errors',
  'in-discards',
  'out-discards',
  'in-error-packets',
  'out-error-packets',
  'in-discarded-packets',
  'out-discarded-packets',
];
const good = ['in', 'out'].flatMap((way) => ['unicast', 'multicast', 'broadcast'].map((kind) => `${way}-${kind}-pkts`));
const packets = ['in', 'out'].flatMap((way) =>
  ['unicast', 'multicast', 'broadcast'].map((kind) => `${way}-${kind}-packets`),
);
const all = ['in-pkts', 'out-pkts'];

/** What stands below these paths, and the leaves alone, as senders with a base path write them. */
function below(paths: readonly string[], leaves: FieldRules): FieldRules {
  const entries = Object.entries(leaves);
  return Object.fromEntries([
    ...entries,
    ...paths.flatMap((path) => entries.map(([leaf, rule]) => [`${path}/${leaf}`, rule])),
  ]);
}

const octets: FieldRules = { 'in-octets': inbound, 'out-octets': outbound };
const states: FieldRules = {
  ...{ 'oper-status': operUp, 'oper-state': operUp, 'admin-status': adminUp },
};

/**
 * YANG paths as gnmic and Telegraf's gnmi, jti_openconfig_telemetry and cisco_telemetry_mdt write them: OpenConfig
 * (https://openconfig.net/projects/models/), Nokia SR Linux, IOS-XE's native models, and what EOS has of OpenConfig.
 */
export const yang: BuiltIn = {
  fields: {
    ...below(
      [
        '/interfaces/interface/state/counters',
        '/interfaces/interface/subinterfaces/subinterface/state/counters',
        '/interface/statistics',
        '/interface/subinterface/statistics',
        '/interfaces/interface/statistics',
      ],
      octets,
    ),
    ...below(
      [
        '/interfaces/interface/state',
        '/interfaces/interface/subinterfaces/subinterface/state',
        '/interface',
        '/interface/subinterface',
        '/interfaces/interface',
      ],
      states,
    ),
    ...below(['/interface', '/interface/subinterface'], { 'admin-state': adminUp }),
    '/interfaces/interface/state/high-speed': { metric: 'bandwidth_mbps', missing: [0, -1, 2 ** 32 - 1] },
    '/interfaces/interface/ethernet/state/port-speed': portSpeed,
    '/interfaces/interface/ethernet/state/negotiated-port-speed': { ...portSpeed, rank: 0 },
    'port-speed': portSpeed,
    '/interface/ethernet/port-speed': portSpeed,
    // Bit per second in IOS-XE's own model.
    '/interfaces/interface/speed': { metric: 'bandwidth_mbps', scale: 1e-6, missing: [0, -1, 2 ** 32 - 1] },
    '/system/cpus/cpu/state/total/instant': cores(),
    '/components/component/cpu/utilization/state/instant': cores(),
    '/platform/control/cpu/total/instant': cores(),
    '/cpu-usage/cpu-utilization/one-minute': { metric: 'cpu_pct' },
    '/cpu-usage/cpu-utilization/five-seconds': { metric: 'cpu_pct', rank: 1 },
    '/cpu-usage/cpu-utilization/five-minutes': { metric: 'cpu_pct', rank: 2 },
    '/platform/control/memory/utilization': { metric: 'memory_pct', combine: 'max' },
  },
  ratios: [
    { metric: 'error_rate_pct', part: wrong, whole: [...all, ...wrong], rate: true },
    { metric: 'error_rate_pct', part: wrong, whole: [...good, ...packets, ...wrong], rate: true, rank: 1 },
    { metric: 'memory_pct', part: ['/system/memory/state/used'], whole: ['/system/memory/state/physical'] },
    {
      ...{ metric: 'memory_pct', part: ['/components/component/state/memory/utilized'] },
      whole: ['/components/component/state/memory/available'],
    },
    {
      ...{ metric: 'memory_pct', part: ['/memory-statistics/memory-statistic/used-memory'] },
      whole: ['/memory-statistics/memory-statistic/total-memory'],
    },
    {
      ...{
        metric: 'memory_pct',
        part: ['/platform/control/memory/free'],
        whole: ['/platform/control/memory/physical'],
      },
      ...{ invert: true, rank: 1 },
    },
  ],
};

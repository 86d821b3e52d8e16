import { type Payload, twice } from './payload.ts';

const state = (metric: 'oper' | 'admin', word: string, right: number | null, field: string): Payload => ({
  name: `state: ${field}=${word} is ${right ?? 'none'}`,
  lines: [`interface,source=sw1,ifName=Et1 ${field}=${word} {0}`],
  right: right === null ? [] : [`sw1 Et1 ${metric}_up ${right}`],
});

const oper: [string, number | null][] = [
  // RFC 2863, ifOperStatus.
  ...[1, 0, 0, null, 0, 0, 0].map((up, at): [string, number | null] => [`${at + 1}i`, up]),
  ...(['up', 'down', 'testing', 'unknown', 'dormant', 'notPresent', 'lowerLayerDown'] as const).map(
    (word, at): [string, number | null] => [`"${word}"`, [1, 0, 0, null, 0, 0, 0][at]!],
  ),
  ['"up(1)"', 1],
  ['"down(2)"', 0],
  ['"lowerLayerDown(7)"', 0],
  ['"UP"', 1],
  ['"Up"', 1],
  ['"DOWN"', 0],
  ['"1"', 1],
  ['"2"', 0],
  ['true', 1],
  ['false', 0],
  ['0i', null],
  ['8i', null],
  ['4294967295i', null],
  ['"IF_OPER_UP"', 1],
  ['"IF_OPER_DOWN"', 0],
];

const yang: [string, number | null][] = [
  ['UP', 1],
  ['DOWN', 0],
  ['TESTING', 0],
  ['UNKNOWN', null],
  ['DORMANT', 0],
  ['NOT_PRESENT', 0],
  ['LOWER_LAYER_DOWN', 0],
  // RFC 8343 and RFC 7223.
  ['not-present', 0],
  ['lower-layer-down', 0],
  ['if-oper-state-ready', 1],
  ['if-oper-state-no-pass', 0],
  ['if-oper-state-test', 0],
  ['if-oper-state-unknown', null],
  ['if-oper-state-invalid', null],
  ['if-oper-state-dormant', 0],
  ['if-oper-state-not-present', 0],
  ['if-oper-state-lower-layer-down', 0],
  ['openconfig-interfaces:UP', 1],
];

const admin: [string, number | null][] = [
  ['1i', 1],
  ['2i', 0],
  ['3i', 0],
  ['"up"', 1],
  ['"down"', 0],
  ['"testing"', 0],
  ['"UP"', 1],
  ['"up(1)"', 1],
  ['true', 1],
  ['0i', null],
];

const adminYang: [string, number | null][] = [
  ['UP', 1],
  ['DOWN', 0],
  ['TESTING', 0],
  ['if-state-up', 1],
  ['if-state-down', 0],
  ['if-state-test', 0],
  ['if-state-unknown', null],
];

const metrics = [
  'latency_ms',
  'packet_loss_pct',
  'bandwidth_mbps',
  'throughput_mbps',
  'cpu_pct',
  'memory_pct',
  'jitter_ms',
  'error_rate_pct',
];
const none = [
  '-1',
  '-1i',
  '2147483647i',
  '4294967295i',
  '4294967295',
  '9223372036854775807i',
  '18446744073709551615u',
  '"-1"',
  '1.8446744073709552e19',
];

/** Values, words and numbers that stand for something else. */
export const values: Payload[] = [
  ...oper.map(([word, right]) => state('oper', word, right, 'ifOperStatus')),
  ...yang.map(([word, right]) => state('oper', `"${word}"`, right, '/interfaces/interface/state/oper-status')),
  ...yang.map(([word, right]) => state('oper', `"${word}"`, right, '/interfaces/interface/oper-status')),
  ...admin.map(([word, right]) => state('admin', word, right, 'ifAdminStatus')),
  ...adminYang.map(([word, right]) => state('admin', `"${word}"`, right, '/interfaces/interface/admin-status')),
  state('admin', '"enable"', 1, '/interface/admin-state'),
  state('admin', '"disable"', 0, '/interface/admin-state'),
  ...metrics.flatMap((metric) =>
    none.map((value) => ({
      name: `none: ${metric}=${value}`,
      lines: [`telemetry,device=r1 ${metric}=${value} {0}`],
      right: [],
      lost: { 'missing-value': 1 } as const,
    })),
  ),
  {
    name: 'values: our own names, in their own units, with and without quotes',
    lines: [
      `telemetry,device=r1,interface=eth1 ${metrics.map((metric, at) => `${metric}=${at % 2 ? `${at}i` : `"${at}.5"`}`).join(',')},oper_up=true,admin_up=f {0}`,
    ],
    right: [
      ...metrics.map((metric, at) => `r1 eth1 ${metric} ${at % 2 ? at : at + 0.5}`),
      'r1 eth1 oper_up 1',
      'r1 eth1 admin_up 0',
    ],
  },
  {
    name: 'values: a share above 100 percent and one below 0 are none, and 100 is one',
    lines: [
      't,device=r1 cpu_pct=100.5 {0}',
      't,device=r2 cpu_pct=-0.5 {0}',
      't,device=r3 cpu_pct=100 {0}',
      't,device=r4 throughput_mbps=1000000 {0}',
    ],
    right: ['r3 cpu_pct 100', 'r4 throughput_mbps 1000000'],
  },
  {
    name: 'values: temperatures and other things keep their names and signs',
    lines: ['env,source=r1,sensor=inlet temperature=-4.5,fan_rpm=900i,power_w="31.5" {0}'],
    right: ['r1 temperature -4.5', 'r1 fan_rpm 900'],
    lost: { text: 1 },
  },
  {
    name: 'values: a value that came late does not come after a later one',
    lines: ['t,device=r1 cpu_pct=7 {10}', 't,device=r1 cpu_pct=99 {0}'],
    right: ['r1 cpu_pct 7'],
  },
  {
    name: 'series: the reading of a core, or of a pool, that came twice counts once',
    lines: [
      ...[10, 30].map((load, core) => `hr,source=r1,index=${core} hrProcessorLoad=${load}i {0}`),
      'hr,source=r1,index=1 hrProcessorLoad=30i {0}',
      'pool,source=r1,index=1 ciscoMemoryPoolUsed=1i,ciscoMemoryPoolFree=3i {0}',
      'pool,source=r1,index=1 ciscoMemoryPoolUsed=1i,ciscoMemoryPoolFree=3i {0}',
    ],
    right: ['r1 cpu_pct 20', 'r1 cpu_max_pct 30', 'r1 memory_pct 25'],
    lost: { 'not-newer': 4 },
  },
  {
    name: 'series: a rate is made of two values with the same tags only',
    ordered: true,
    lines: [
      'interface,source=sw1,ifName=a1,vlan=1 ifHCInOctets=0i {0}',
      'interface,source=sw1,ifName=a1,vlan=2 ifHCInOctets=90000000000i {10}',
      ...twice((s) => `interface,source=sw1,ifName=a2,slot=1 ifHCInOctets=${s * 125_000}i`),
      ...twice((s) => `interface,source=sw1,ifName=a2,slot=2 ifHCInOctets=${9_000_000_000 + s * 999}i`),
    ],
    right: ['sw1 a2 throughput_mbps 1'],
    lost: { 'first-value': 4, 'second-series': 1 },
  },
  {
    name: 'series: a second series of a foreign metric has its tags behind its name',
    ordered: true,
    lines: ['bgp,source=r1,afi=ipv4 prefixes=100i {0}', 'bgp,source=r1,afi=ipv6 prefixes=7i {0}'],
    right: ['r1 prefixes 100', 'r1 prefixes{afi=ipv6} 7'],
  },
  {
    name: 'values: a leaf of the configuration is known behind a path, with hyphens or underscores',
    lines: [
      'acl,path=/acl/interfaces/interface,name=Ethernet1,source=r1 state/matched_packets=4i {0}',
      'acl,path=/x,source=r2 matched_packets=5i {0}',
      'acl,source=r3 matched-packets=6i {0}',
    ],
    mapping: { fields: { 'matched-packets': 'acl_hits' } },
    right: ['r1 Ethernet1 acl_hits 4', 'r2 acl_hits 5', 'r3 acl_hits 6'],
  },
  {
    name: 'series: declared rules of the configuration: queues by their sum, the worst of several paths',
    lines: [
      ...[0, 1, 2].map(
        (queue) => `q,source=r1,interface=eth1,queue=${queue} depth=${queue + 1}i,fill=${10 * queue} {0}`,
      ),
      'p,source=r1,path=a rtt=3 {0}',
      'p,source=r1,path=b rtt=9 {0}',
    ],
    mapping: {
      fields: {
        depth: { metric: 'queue_depth', combine: 'sum' },
        fill: { metric: 'queue_fill_pct', combine: 'max' },
        rtt: { metric: 'latency_ms', combine: 'min' },
      },
    },
    right: ['r1 eth1 queue_depth 6', 'r1 eth1 queue_fill_pct 20', 'r1 latency_ms 3'],
  },
];

import type { Mapping, MappingInput } from '../mapping-schema.ts';

export type FieldRules = MappingInput['fields'] & {};
export type BuiltIn = Pick<MappingInput, 'fields' | 'ratios' | 'rules'>;
export type Layers = Mapping;

/** Octets per second to Mbit/s. */
export const octetsToMbit = 8e-6;

/** What stands below these paths. */
export function below(paths: readonly string[], leaves: FieldRules): FieldRules {
  const entries = Object.entries(leaves);
  return Object.fromEntries(paths.flatMap((path) => entries.map(([leaf, rule]) => [`${path}/${leaf}`, rule])));
}

export const namesBelow = (paths: readonly string[], leaves: readonly string[]): string[] =>
  paths.flatMap((path) => leaves.map((leaf) => `${path}/${leaf}`));

/** An octet counter of 64 bits. */
export const inbound = { metric: 'throughput_mbps', rate: true, scale: octetsToMbit, interface: true };
export const outbound = { metric: 'throughput_out_mbps', rate: true, scale: octetsToMbit, interface: true };

/** A speed that is a number; 0 is a port without one, and 2^32 - 1 one that is too fast for it. */
export const speed = { metric: 'bandwidth_mbps', missing: [0, 2 ** 32 - 1], interface: true };
/** A speed in bit/s. */
export const speedInBits = { ...speed, scale: 1e-6 };

/**
 * Packets with errors and discarded ones as a share of all. Counters of packets that leave have these among them, counters of packets that were received
 * and delivered do not (RFC 2863, ifHCOutUcastPkts and ifHCInUcastPkts): `beside` names what `packets` leaves out.
 */
export const ratesOfErrors = ({
  errors,
  packets,
  beside = [],
  ...more
}: {
  errors: string[];
  packets: string[];
  beside?: string[];
  bits?: 32;
  rank?: number;
}) => ({
  ...{ metric: 'error_rate_pct', part: errors, whole: [...packets, ...beside], rate: true, interface: true },
  ...more,
});

/** A processor of several cores or cards: the mean tells how busy it is, the maximum whether one core is full. */
export const cores = (rank = 0, more: { invert?: boolean; missing?: number[] } = {}) => [
  { metric: 'cpu_pct', combine: 'mean' as const, rank, ...more },
  { metric: 'cpu_max_pct', combine: 'max' as const, rank, ...more },
];

/** Cores beside a row of their own about all of them, whose readings come before their mean. */
export const coresBesideTotal = (rank: number, more: { invert?: boolean } = {}) => [
  { metric: 'cpu_pct', combine: 'mean' as const, rank: rank + 3, ...more },
  { metric: 'cpu_max_pct', combine: 'max' as const, rank, ...more },
];

/** Operational states of RFC 2863 and of the models after it, by number and by word. 4 is "unknown". */
export const operationalStates = {
  ...{ '1': 1, '2': 0, '3': 0, '5': 0, '6': 0, '7': 0 },
  ...{ UP: 1, DOWN: 0, TESTING: 0, DORMANT: 0, NOT_PRESENT: 0, LOWER_LAYER_DOWN: 0 },
  // IOS-XE.
  ...{ ready: 1, 'no-pass': 0, test: 0 },
};
export const administrativeStates = {
  ...{ '1': 1, '2': 0, '3': 0 },
  ...{ UP: 1, DOWN: 0, TESTING: 0 },
  // SR Linux, and IOS-XE.
  ...{ ENABLE: 1, DISABLE: 0, test: 0 },
};
export const operUp = { metric: 'oper_up', words: operationalStates, interface: true };
export const adminUp = { metric: 'admin_up', words: administrativeStates, interface: true };

const perSecond: [string, number][] = [
  ...([10, 100, 2500] as const).map((mbit): [string, number] => [`SPEED_${mbit}MB`, mbit]),
  ...([1, 5, 10, 25, 40, 50, 100, 200, 400, 600, 800, 1600] as const).map((gbit): [string, number] => [
    `SPEED_${gbit}GB`,
    gbit * 1000,
  ]),
  ...([10, 100] as const).map((mbit): [string, number] => [`${mbit}M`, mbit]),
  ...([1, 10, 25, 40, 50, 100, 200, 400, 800] as const).map((gbit): [string, number] => [`${gbit}G`, gbit * 1000]),
  ['1T', 1_000_000],
];
/** Speeds of OpenConfig's identities and of SR Linux's enumeration, in Mbit/s. */
export const portSpeed = {
  ...{ metric: 'bandwidth_mbps', words: Object.fromEntries(perSecond), interface: true },
};

import type { Mapping, MappingInput } from '../mapping-schema.ts';

export type FieldRules = MappingInput['fields'] & {};
export type BuiltIn = Pick<MappingInput, 'fields' | 'ratios' | 'rules'>;
export type Layers = Mapping;

/** Octets per second to Mbit/s. */
export const octetsToMbit = 8e-6;

/** An octet counter of 64 bits. */
export const inbound = { metric: 'throughput_mbps', rate: true, scale: octetsToMbit };
export const outbound = { metric: 'throughput_out_mbps', rate: true, scale: octetsToMbit };

/** A processor of several cores or cards: the mean tells how busy it is, the maximum whether one core is full. */
export const cores = (rank = 0, more: { invert?: boolean } = {}) => [
  { metric: 'cpu_pct', combine: 'mean' as const, rank, ...more },
  { metric: 'cpu_max_pct', combine: 'max' as const, rank, ...more },
];

/** Operational states of RFC 2863 and of OpenConfig, SR Linux and IOS-XE, by number and by word. 4 is "unknown", and no word of it has a number. */
export const operationalStates = {
  ...{ '1': 1, '2': 0, '3': 0, '5': 0, '6': 0, '7': 0 },
  ...{ UP: 1, DOWN: 0, TESTING: 0, DORMANT: 0, NOT_PRESENT: 0, LOWER_LAYER_DOWN: 0, notPresent: 0, lowerLayerDown: 0 },
  ...{
    'if-oper-state-ready': 1,
    'if-oper-state-no-pass': 0,
    'if-oper-state-lower-layer-down': 0,
    'if-oper-state-not-present': 0,
  },
  ...{ 'if-oper-state-invalid': 0, 'if-oper-state-test': 0, 'if-oper-state-dormant': 0 },
};
export const administrativeStates = {
  ...{ '1': 1, '2': 0, '3': 0 },
  ...{
    UP: 1,
    DOWN: 0,
    TESTING: 0,
    ENABLE: 1,
    DISABLE: 0,
    enabled: 1,
    disabled: 0,
    'if-state-up': 1,
    'if-state-down': 0,
    'if-state-test': 0,
  },
};
export const operUp = { metric: 'oper_up', words: operationalStates };
export const adminUp = { metric: 'admin_up', words: administrativeStates };

const perSecond: [string, number][] = [
  ...([10, 100] as const).map((mbit): [string, number] => [`SPEED_${mbit}MB`, mbit]),
  ...([1, 5, 10, 25, 40, 50, 100, 200, 400, 600, 800] as const).flatMap((gbit): [string, number][] => [
    [`SPEED_${gbit}GB`, gbit * 1000],
    [`${gbit}G`, gbit * 1000],
  ]),
  ['SPEED_2500MB', 2500],
  ...([10, 100, 1000] as const).map((mbit): [string, number] => [`${mbit}M`, mbit]),
];
/** Speeds of OpenConfig's identities and of SR Linux's enumeration, in Mbit/s. */
export const portSpeed = { metric: 'bandwidth_mbps', words: Object.fromEntries(perSecond), rank: 1 };

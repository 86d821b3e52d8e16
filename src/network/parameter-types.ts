import { linkAt, type Topology } from '../domain/device.ts';
import { findDevice } from './topology.ts';

export type ParameterValue = string | number;
export type Parameters = Record<string, ParameterValue>;

/** Against what a value is checked: the device that the line is for, and what its vendor can name. */
export interface ParameterContext {
  topology: Topology;
  device: string;
  /** Processes that the vendor allows to restart. */
  processes: readonly string[];
}

/**
 * The type of a parameter. `accepts` sees the text exactly as it would stand in the command line, so there is one spelling of each value:
 * no sign, no leading zero, no space, no other case.
 */
export interface ParameterType {
  title: string;
  /** Set for numbers: the lowest and the highest that there are, in the unit of the type. */
  range?: { lowest: number; highest: number };
  accepts(text: string, context: ParameterContext): boolean;
}

function integer(title: string, lowest: number, highest: number): ParameterType {
  return {
    title,
    range: { lowest, highest },
    accepts: (text) => /^(0|[1-9]\d{0,8})$/.test(text) && Number(text) >= lowest && Number(text) <= highest,
  };
}

export const parameterTypes = {
  device: {
    title: 'a device of the inventory',
    accepts: (text, { topology }) => findDevice(topology, text) !== undefined,
  },
  interface: {
    title: 'an interface that the device has in the inventory',
    accepts: (text, { topology, device }) => Object.hasOwn(findDevice(topology, device)?.interfaces ?? {}, text),
  },
  /** What a change may name: management ports and loopbacks hang on no link. */
  'link-end': {
    title: 'an interface of the device with a link in the inventory',
    accepts: (text, { topology, device }) => linkAt(topology, { device, interface: text }) !== undefined,
  },
  /** RFC 2328, section C.3: an interface output cost is 1 to 65535. */
  'ospf-cost': integer('an OSPF cost, 1 to 65535', 1, 65_535),
  /** Cisco IOS command reference: router ospf <1-65535>. */
  'ospf-process': integer('an OSPF process number, 1 to 65535', 1, 65_535),
  /** RFC 2328 writes an area as an address. */
  'ospf-area': { title: 'an OSPF area as four numbers with dots', accepts: (text) => isDottedQuad(text) },
  'session-number': integer('a number of a configuration session, 1 to 9999', 1, 9999),
  process: { title: "a process of the vendor's list", accepts: (text, { processes }) => processes.includes(text) },
  count: integer('a count, 1 to 10', 1, 10),
  state: { title: 'a state: on, off or none', accepts: (text) => ['on', 'off', 'none'].includes(text) },
  minutes: integer('minutes, 1 to 120', 1, 120),
  seconds: integer('seconds, 30 to 7200', 30, 7200),
  /** Arista EOS user manual: commit timer hh:mm:ss. */
  duration: { title: 'a time of one minute to two hours as hh:mm:ss', accepts: isDuration },
  address: {
    title: 'an IPv4 address that the inventory knows',
    accepts: (text, { topology }) => knownAddresses(topology).has(text),
  },
} as const satisfies Record<string, ParameterType>;

export type ParameterTypeId = keyof typeof parameterTypes;

/** The limits of a type of numbers; undefined for any other type. */
export function rangeOf(type: ParameterTypeId): ParameterType['range'] {
  return (parameterTypes[type] as ParameterType).range;
}

export function isParameterType(id: string): id is ParameterTypeId {
  return Object.hasOwn(parameterTypes, id);
}

function isDottedQuad(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

function isDuration(text: string): boolean {
  if (!/^0[0-2]:[0-5]\d:[0-5]\d$/.test(text)) return false;
  const [hours, minutes, seconds] = text.split(':').map(Number) as [number, number, number];
  const total = hours * 3600 + minutes * 60 + seconds;
  return total >= 60 && total <= 7200;
}

function knownAddresses(topology: Topology): Set<string> {
  const addresses = topology.devices.flatMap((device) => [
    ...Object.values(device.interfaces).flatMap(({ address }) => (address ? [address.split('/')[0]!] : [])),
    ...(device.management ? [device.management.address] : []),
  ]);
  return new Set(addresses.filter((address) => /^\d{1,3}(\.\d{1,3}){3}$/.test(address)));
}

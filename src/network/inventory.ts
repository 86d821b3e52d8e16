import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Device, Link, Topology } from '../domain/device.ts';
import { interfaceKey } from '../domain/interface-name.ts';
import { NocturneError } from '../errors.ts';
import { parseStrictYaml, type YamlProblem, yamlProblems } from './strict-yaml.ts';

/** Names end up in command lines, file names and keys of maps: letters, digits and a few signs, and never a leading dash. */
export const deviceName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'is no device name (letters, digits, . _ -)');
export const interfaceName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._/:-]{0,62}$/, 'is no interface name (letters, digits, . _ / : -)');

const interfaceEntry = z.strictObject({
  description: z.string().max(240).optional(),
  address: z
    .string()
    .regex(/^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/, 'must be an IPv4 address with its prefix length, such as 10.0.100.1/30')
    .optional(),
});

const port = z.int().min(1).max(65_535).default(22);
const hostKeyLine = z
  .string()
  .regex(/^[a-z0-9@.-]+ [A-Za-z0-9+/=]+( .*)?$/, 'must be an OpenSSH public key line, such as "ssh-ed25519 AAAA…"');

const managementEntry = z.strictObject({
  address: z.string().min(1),
  port,
  hostKey: hostKeyLine.nullable().default(null),
});

const hostKeyFile = z.record(
  deviceName,
  z.union([
    hostKeyLine.transform((hostKey) => ({ hostKey, port: 22 })),
    z.strictObject({ hostKey: hostKeyLine, port }),
  ]),
);

/** Host keys by device, beside an inventory that has none: `<device>: <key line>` or `<device>: {hostKey, port}`. */
export type HostKeys = z.output<typeof hostKeyFile>;

/** Throws `inventory-invalid` with every problem as `file:line: key: text`. */
export function parseHostKeys(text: string, file: string): HostKeys {
  return parseStrictYaml({ text, file, schema: hostKeyFile, code: 'inventory-invalid' });
}

const deviceEntry = z.strictObject({
  platform: z.string().default('unknown'),
  role: z.string().default('device'),
  site: z.string().default('default'),
  tags: z.array(z.string()).default([]),
  management: managementEntry.nullable().default(null),
  interfaces: z.record(interfaceName, interfaceEntry).default({}),
});

const linkEnd = z.string().regex(/^[^:]+:.+$/, 'must be "<device>:<interface>"');

const linkEntry = z.strictObject({
  a: linkEnd,
  b: linkEnd,
  capacityMbps: z.number().positive().nullable().default(null),
});

const topologyFile = z.strictObject({
  devices: z.record(deviceName, deviceEntry),
  links: z.record(z.string().min(1), linkEntry).default({}),
});

/** Reads the topology of a recording. Throws `inventory-missing`, which names it, or what {@link parseTopology} throws. */
export async function readTopology(file: string): Promise<Topology> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const hint = 'a recording is a folder with samples.lp or samples.lp.gz, topology.yaml and events.jsonl';
    throw new NocturneError('inventory-missing', `Cannot read ${file} (${cause.code})`, { hint, cause });
  });
  return parseTopology(text, file);
}

/**
 * Parses topology.yaml. Throws `inventory-invalid` with every problem as `file:line: key: text`. An interface that only a link names is
 * added to its device; one that the device has in another spelling, such as `Te1/1/1` for `TenGigabitEthernet1/1/1`, is that one.
 */
export function parseTopology(text: string, file = 'topology.yaml'): Topology {
  const content = parseStrictYaml({ text, file, schema: topologyFile, code: 'inventory-invalid' });
  const devices: Device[] = Object.entries(content.devices).map(([name, device]) => ({ name, ...device }));
  const links = Object.entries(content.links).map(([name, link]): Link => {
    const [a, b] = [splitEnd(link.a), splitEnd(link.b)].map((end) => findPort(end, devices));
    return { name, a: a!, b: b!, capacityMbps: link.capacityMbps };
  });
  const problems = findProblems(devices, links);
  if (problems.length > 0) throw yamlProblems({ file, code: 'inventory-invalid' }, problems);
  for (const end of links.flatMap((link) => [link.a, link.b])) {
    const device = devices.find(({ name }) => name === end.device)!;
    device.interfaces[end.interface] ??= {};
  }
  return { devices, links };
}

function splitEnd(text: string): Link['a'] {
  const colon = text.indexOf(':');
  return { device: text.slice(0, colon), interface: text.slice(colon + 1) };
}

function findPort(end: Link['a'], devices: readonly Device[]): Link['a'] {
  const own = Object.keys(devices.find(({ name }) => name === end.device)?.interfaces ?? {});
  if (own.includes(end.interface)) return end;
  const same = own.filter((name) => interfaceKey(name) === interfaceKey(end.interface));
  return same.length === 1 ? { ...end, interface: same[0]! } : end;
}

function findProblems(devices: Device[], links: Link[]): YamlProblem[] {
  const names = new Set(devices.map(({ name }) => name));
  const taken = new Map<string, string>();
  const problems: YamlProblem[] = [];
  for (const link of links) {
    const complain = (side: string, text: string) =>
      problems.push({ line: null, key: `links.${link.name}${side}`, text });
    for (const [side, end] of [
      ['.a', link.a],
      ['.b', link.b],
    ] as const) {
      const key = `${end.device}:${end.interface}`;
      if (!names.has(end.device)) complain(side, `there is no device ${end.device}`);
      if (!interfaceName.safeParse(end.interface).success) complain(side, `${end.interface} is no interface name`);
      const other = taken.get(key);
      if (other !== undefined) complain(side, `${key} is an end of ${other} already`);
      taken.set(key, link.name);
    }
    if (link.a.device === link.b.device) complain('', 'both ends are on one device');
  }
  return problems;
}

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import type { CauseId } from '../../src/domain/cause.ts';
import { isCauseId } from '../../src/domain/cause.ts';
import type { Place } from '../../src/domain/place.ts';

export const platforms = ['frr', 'ios-xe'] as const;
export type Platform = (typeof platforms)[number];

const faultSchema = z.strictObject({
  kind: z.enum(['latency', 'loss', 'cpu', 'memory', 'link-down', 'device-down', 'telemetry-silent']),
  link: z.string().optional(),
  device: z.string().optional(),
  /** latency: ms added each way; loss: % lost each way; cpu: percentage points; memory: MB/s; otherwise unused. */
  magnitude: z.number().nonnegative().default(0),
  rampSeconds: z.number().nonnegative().default(0),
  jitterMs: z.number().nonnegative().default(0),
  errorRatePct: z.number().nonnegative().default(0),
  process: z.string().optional(),
  /** A CPU fault ends by itself after the device has been drained for this long. */
  healAfterDrainSeconds: z.number().positive().optional(),
});

const deviceSchema = z.strictObject({
  platform: z.enum(platforms),
  role: z.enum(['router', 'switch', 'wireless']),
  site: z.string(),
  tags: z.array(z.string()).default([]),
  routerId: z.ipv4(),
  ports: z.array(z.string()).min(1),
  loopback: z.string(),
  lan: z.strictObject({ name: z.string(), address: z.string(), description: z.string() }).optional(),
  management: z.strictObject({ name: z.string(), address: z.string() }),
  cpuPct: z.number(),
  memoryPct: z.number(),
  probes: z.array(z.string()).min(1),
});

const specSchema = z.strictObject({
  devices: z.record(z.string(), deviceSchema),
  links: z.record(
    z.string(),
    z.strictObject({
      a: z.string(),
      b: z.string(),
      subnet: z.string(),
      delayMs: z.number().positive(),
      cost: z.int().min(1).max(65535),
      capacityMbps: z.number().positive(),
    }),
  ),
  traffic: z.array(z.strictObject({ between: z.tuple([z.string(), z.string()]), mbps: z.number().positive() })),
  scenarios: z.record(
    z.string(),
    z.strictObject({
      title: z.string(),
      cause: z.string().refine(isCauseId),
      fault: faultSchema,
      /** What a good product makes of it: a plan that telemetry verifies, or a call for people. */
      ends: z.enum(['verified', 'escalated']).default('verified'),
      /** The playbook of a second plan that is to follow a verified one. */
      followUp: z.string().optional(),
    }),
  ),
});

export type FaultSpec = z.output<typeof faultSchema>;
/** A fault as a caller writes it; what is left out gets its default. */
export type FaultInput = z.input<typeof faultSchema>;
export type DeviceSpec = z.output<typeof deviceSchema>;

export interface LinkEnd {
  device: string;
  interface: string;
  address: string;
}

export interface LinkSpec {
  name: string;
  a: LinkEnd;
  b: LinkEnd;
  delayMs: number;
  cost: number;
  capacityMbps: number;
}

export interface Scenario {
  name: string;
  title: string;
  cause: CauseId;
  fault: FaultSpec;
  ends: 'verified' | 'escalated';
  followUp?: string;
  places: Place[];
}

export interface NetworkSpec {
  devices: Record<string, DeviceSpec>;
  links: LinkSpec[];
  traffic: { from: string; to: string; mbps: number }[];
  scenarios: Record<string, Scenario>;
}

/** Reads the description of the simulated network; the default is the one beside this file. Throws on anything unknown or dangling. */
export function loadNetworkSpec(path = fileURLToPath(new URL('network.yaml', import.meta.url))): NetworkSpec {
  return parseNetworkSpec(readFileSync(path, 'utf8'));
}

export function parseNetworkSpec(text: string): NetworkSpec {
  const raw = specSchema.parse(parse(text));
  const links = Object.entries(raw.links).map(([name, link]): LinkSpec => {
    const [first, second] = hostAddresses(link.subnet);
    const a = { ...resolveEnd(raw.devices, link.a), address: first };
    const b = { ...resolveEnd(raw.devices, link.b), address: second };
    return { name, a, b, delayMs: link.delayMs, cost: link.cost, capacityMbps: link.capacityMbps };
  });
  const traffic = raw.traffic.flatMap(({ between: [from, to], mbps }) => [
    { from, to, mbps },
    { from: to, to: from, mbps },
  ]);
  const named = [...traffic.map((flow) => flow.from), ...Object.values(raw.devices).flatMap((device) => device.probes)];
  for (const name of named) requireDevice(raw.devices, name);
  const spec: NetworkSpec = { devices: raw.devices, links, traffic, scenarios: {} };
  for (const [name, scenario] of Object.entries(raw.scenarios)) {
    spec.scenarios[name] = { name, ...scenario, places: faultPlaces(spec, scenario.fault) };
  }
  return spec;
}

/** Completes a fault with its defaults and checks that its place exists. */
export function parseFault(spec: NetworkSpec, input: FaultInput): FaultSpec {
  const fault = faultSchema.parse(input);
  faultPlaces(spec, fault);
  return fault;
}

/** Where a fault is: both ends of its link, or its device. Throws when the place is missing or unknown. */
export function faultPlaces(spec: NetworkSpec, fault: FaultSpec): Place[] {
  const onLink = fault.kind === 'latency' || fault.kind === 'loss' || fault.kind === 'link-down';
  if (!onLink) {
    requireDevice(spec.devices, fault.device ?? '(none)');
    return [{ device: fault.device ?? '', interface: null }];
  }
  const link = spec.links.find((candidate) => candidate.name === fault.link);
  if (!link) throw new Error(`A ${fault.kind} fault needs a link that exists, not ${fault.link ?? '(none)'}`);
  return [link.a, link.b].map((end) => ({ device: end.device, interface: end.interface }));
}

/** The cause that telemetry should lead to. */
export const causeOfFault: Record<FaultSpec['kind'], CauseId> = {
  latency: 'latency_spike',
  loss: 'packet_loss',
  cpu: 'cpu_overload',
  memory: 'memory_leak',
  'link-down': 'link_down',
  'device-down': 'device_down',
  'telemetry-silent': 'telemetry_silent',
};

function resolveEnd(devices: Record<string, DeviceSpec>, end: string) {
  const [device = '', port = ''] = end.split(':');
  requireDevice(devices, device);
  const name = devices[device]?.ports[Number(port) - 1];
  if (!name) throw new Error(`Link end ${end}: ${device} has no port ${port}`);
  return { device, interface: name };
}

function requireDevice(devices: Record<string, unknown>, name: string): void {
  if (!(name in devices)) throw new Error(`Unknown device ${name}; known are ${Object.keys(devices).join(', ')}`);
}

function hostAddresses(subnet: string): [string, string] {
  const match = /^(\d+\.\d+\.\d+)\.(\d+)\/30$/.exec(subnet);
  if (!match) throw new Error(`Link subnet ${subnet} must be an IPv4 /30`);
  const last = Number(match[2]);
  return [`${match[1]}.${last + 1}/30`, `${match[1]}.${last + 2}/30`];
}

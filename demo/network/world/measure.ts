import type { NetworkSpec } from '../spec.ts';
import type { DeviceState } from './device-state.ts';
import type { LinkState } from './link-dynamics.ts';
import type { ProbeReading, RoundTrip } from './probe.ts';
import { directionOf, linkRoundTrip, readProbe, roundTrip, worstOf } from './probe.ts';
import type { Random } from './random.ts';
import type { Edge } from './routing.ts';
import type { Carried, Flow } from './traffic.ts';
import { carry, sendingShare } from './traffic.ts';

export interface InterfaceReading extends ProbeReading {
  interface: string;
  bandwidthMbps: number;
  /** What it sends. */
  throughputMbps: number;
  receivedMbps: number;
  errorRatePct: number;
  operUp: boolean;
}

/** One device in one second. A silent device measures as ever but nobody hears it. */
export interface DeviceReading {
  device: string;
  silent: boolean;
  cpuPct: number;
  memoryPct: number;
  service: ProbeReading;
  interfaces: InterfaceReading[];
}

/** The world as those see it who measure it. */
export interface WorldView {
  spec: NetworkSpec;
  devices: ReadonlyMap<string, DeviceState>;
  links: ReadonlyMap<string, LinkState>;
  path(from: string, to: string): Edge[] | null;
  tripBetween(from: string, to: string): RoundTrip | null;
}

/** There and back along the ways that traffic takes now; null when one of them is missing. */
export function tripBetween({ path, links, devices }: WorldView, from: string, to: string): RoundTrip | null {
  const there = path(from, to);
  const back = path(to, from);
  return there && back ? roundTrip({ there, back, links, devices }) : null;
}

/** What flows where. Senders react to loss and delay; `wantedTransit` is what would pass if they did not. */
export function moveTraffic(
  view: WorldView,
  flows: readonly Flow[],
): { sent: Carried; wantedTransit: Map<string, number> } {
  const laid = flows.map((flow) => {
    const path = view.path(flow.from, flow.to);
    const trip = view.links.size > 0 ? view.tripBetween(flow.from, flow.to) : null;
    const quietMs = 2 * (path ?? []).reduce((sum, edge) => sum + edge.link.delayMs, 0);
    const share = trip ? sendingShare(trip.lossShare, Math.max(0, trip.rttMs - quietMs)) : 1;
    return { path, demand: flow.demandMbps(), share };
  });
  const wanted = carry(laid.map((flow) => ({ path: flow.path, mbps: flow.demand })));
  const sent = carry(laid.map((flow) => ({ path: flow.path, mbps: flow.demand * flow.share })));
  return { sent, wantedTransit: wanted.transit };
}

export function measureDevice(
  view: WorldView,
  state: DeviceState,
  random: Random,
  { silent }: { silent: boolean },
): DeviceReading {
  const service = worstOf(state.spec.probes.map((target) => readProbe(view.tripBetween(state.name, target), random)));
  const interfaces = view.spec.links.flatMap((link) => {
    const end = [link.a, link.b].find((own) => own.device === state.name);
    const now = view.links.get(link.name);
    return end && now ? [measurePort(now, end, random)] : [];
  });
  return { device: state.name, silent, ...state.load, service, interfaces };
}

function measurePort(state: LinkState, end: { device: string; interface: string }, random: Random): InterfaceReading {
  const receiving = state.link.a.device === end.device ? state.bToA : state.aToB;
  return {
    interface: end.interface,
    ...readProbe(state.up ? linkRoundTrip(state) : null, random),
    bandwidthMbps: state.link.capacityMbps,
    throughputMbps: directionOf(state, end.device).throughputMbps,
    receivedMbps: receiving.throughputMbps,
    errorRatePct: receiving.errorPct,
    operUp: state.up,
  };
}

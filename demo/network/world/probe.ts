import { overload } from './device-dynamics.ts';
import type { DeviceState } from './device-state.ts';
import type { DirectionState, LinkState } from './link-dynamics.ts';
import type { Random } from './random.ts';
import type { Edge } from './routing.ts';

/** A round trip as its packets would see it now. */
export interface RoundTrip {
  rttMs: number;
  jitterMs: number;
  lossShare: number;
}

/** What a probe reports. Latency and jitter are null when no packet came back. */
export interface ProbeReading {
  latencyMs: number | null;
  jitterMs: number | null;
  packetLossPct: number;
}

/** Packets per second of a probe; losses come in steps of one of them. */
const probePackets = 100;

/** An overloaded processor adds up to this much to each packet that it handles, one way. */
const overloadMs = 45;

export function directionOf(state: LinkState, sender: string): DirectionState {
  return state.link.a.device === sender ? state.aToB : state.bToA;
}

/** Adds up a way there and a way back, which may differ. */
export function roundTrip(options: {
  there: readonly Edge[];
  back: readonly Edge[];
  links: ReadonlyMap<string, LinkState>;
  devices: ReadonlyMap<string, DeviceState>;
}): RoundTrip {
  let rttMs = 0;
  let jitterSquares = 0;
  let arriving = 1;
  for (const edge of [...options.there, ...options.back]) {
    const state = options.links.get(edge.link.name);
    if (!state) continue;
    const direction = directionOf(state, edge.from);
    const busy = overload(options.devices.get(edge.from)?.load.cpuPct ?? 0);
    rttMs += direction.oneWayMs + busy * overloadMs;
    jitterSquares += direction.jitterMs ** 2 + (busy * 9) ** 2;
    arriving *= (1 - direction.lossShare) * (1 - 0.004 * busy);
  }
  return { rttMs, jitterMs: Math.sqrt(jitterSquares), lossShare: 1 - arriving };
}

export function linkRoundTrip(state: LinkState): RoundTrip {
  return {
    rttMs: state.aToB.oneWayMs + state.bToA.oneWayMs,
    jitterMs: Math.hypot(state.aToB.jitterMs, state.bToA.jitterMs),
    lossShare: 1 - (1 - state.aToB.lossShare) * (1 - state.bToA.lossShare),
  };
}

/** Turns a round trip into what a prober with a finite number of packets and an imperfect clock reports. */
export function readProbe(trip: RoundTrip | null, random: Random): ProbeReading {
  const lost = trip ? random.binomial(probePackets, trip.lossShare) : probePackets;
  if (!trip || lost === probePackets) return { latencyMs: null, jitterMs: null, packetLossPct: 100 };
  return {
    latencyMs: Math.max(0.05, trip.rttMs + 0.04 * random.normal()),
    jitterMs: Math.max(0.01, trip.jitterMs * random.between(0.85, 1.15)),
    packetLossPct: (100 * lost) / probePackets,
  };
}

/** The worst of several probes, metric by metric. No answer from anywhere gives no latency, not a good one. */
export function worstOf(readings: readonly ProbeReading[]): ProbeReading {
  const highest = (values: (number | null)[]) => {
    const known = values.filter((value) => value !== null);
    return known.length > 0 ? Math.max(...known) : null;
  };
  return {
    latencyMs: highest(readings.map((reading) => reading.latencyMs)),
    jitterMs: highest(readings.map((reading) => reading.jitterMs)),
    packetLossPct: Math.max(...readings.map((reading) => reading.packetLossPct)),
  };
}

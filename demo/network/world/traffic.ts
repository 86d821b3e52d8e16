import type { NetworkSpec } from '../spec.ts';
import { createDrift } from './noise.ts';
import type { Random } from './random.ts';
import type { Edge } from './routing.ts';

export interface Flow {
  from: string;
  to: string;
  /** What the ends would send now if the way were good. */
  demandMbps(): number;
}

/** The traffic matrix in motion: a slow wave per flow (an office day is hours long), drift and flicker. */
export function createFlows(spec: NetworkSpec, random: Random): Flow[] {
  return spec.traffic.map(({ from, to, mbps }) => {
    const own = random.fork(`${from}>${to}`);
    const phase = own.between(0, 2 * Math.PI);
    const periodSeconds = own.between(2400, 6000);
    const slow = createDrift(own.fork('slow'), 0.06, 0.998);
    const fast = createDrift(own.fork('fast'), 0.05, 0.6);
    let second = 0;
    const demandMbps = () => {
      second += 1;
      const wave = 0.12 * Math.sin(phase + (2 * Math.PI * second) / periodSeconds);
      return Math.max(0.05 * mbps, mbps * (1 + wave + slow() + fast()));
    };
    return { from, to, demandMbps };
  });
}

/** How much of its demand a TCP-like sender still gets through a way that loses or delays packets. */
export function sendingShare(lossShare: number, addedMs: number): number {
  return 1 / (1 + 8 * lossShare) / (1 + addedMs / 600);
}

export interface Carried {
  /** Mbit/s by `link>direction`, direction being the device that sends. */
  byDirection: Map<string, number>;
  /** Mbit/s that a device forwards for others. */
  transit: Map<string, number>;
}

export function directionKey(link: string, sender: string): string {
  return `${link}>${sender}`;
}

/** Lays flows on their ways. A flow without a way carries nothing. */
export function carry(flows: readonly { path: readonly Edge[] | null; mbps: number }[]): Carried {
  const carried: Carried = { byDirection: new Map(), transit: new Map() };
  for (const { path, mbps } of flows) {
    for (const [i, edge] of (path ?? []).entries()) {
      add(carried.byDirection, directionKey(edge.link.name, edge.from), mbps);
      if (i > 0) add(carried.transit, edge.from, mbps);
    }
  }
  return carried;
}

function add(sums: Map<string, number>, key: string, value: number): void {
  sums.set(key, (sums.get(key) ?? 0) + value);
}

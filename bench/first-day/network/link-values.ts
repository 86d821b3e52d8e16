import { randomNormal } from '../../../src/models/random.ts';
import type { Drawn } from './drawn.ts';
import type { Rhythm } from './plan.ts';
import { createNoise, loadOf, randomCount, randomSize } from './rhythms.ts';

/** What the ports of a link count in one direction, since the start. */
export interface DirectionCounters {
  octets: number;
  packets: number;
  /** Received broken at the far end. */
  errors: number;
  /** Dropped by the near end before they were sent. */
  discards: number;
}

export interface Direction {
  counters: DirectionCounters;
  /** How full it is, 0 to 1. */
  use: number;
  /** Moves on by so many seconds. `lost`: the share of the packets that a fault takes, and who counts them. */
  step(at: number, dtS: number, lost: { errors: number; discards: number; nowhere: number }): void;
}

/** Octets of a packet, on average. */
const packetOctets = 700;
/** Transfers that fill a link for minutes: copies, updates. */
const burstsADay = 6;
const daySeconds = 86_400;
/** What a cable breaks without a fault. */
const usualErrors = 2e-8;

export function createDirection(mbps: number, rhythm: Rhythm, { levels, chance }: Drawn): Direction {
  const peakMbps = mbps * randomSize(levels, 0.02, 0.5);
  const noise = createNoise(chance, 90);
  const spread = 0.1 + 0.2 * levels();
  const counters = {
    // Devices have run before anybody asked them.
    ...{ octets: Math.round(levels() * 1e12), packets: Math.round(levels() * 1e9) },
    ...{ errors: Math.round(levels() * 50), discards: Math.round(levels() * 500) },
  };
  let burst = { leftS: 0, mbps: 0 };
  const direction: Direction = {
    counters,
    use: 0,
    step(at, dtS, lost) {
      if (chance() < (burstsADay * dtS) / daySeconds)
        burst = { leftS: randomSize(chance, 30, 1_200), mbps: mbps * (0.1 + 0.4 * chance()) };
      const wanted = peakMbps * loadOf(rhythm, at) * Math.exp(spread * noise(dtS)) + (burst.leftS > 0 ? burst.mbps : 0);
      burst.leftS -= dtS;
      // Senders slow down where packets are lost.
      const all = lost.errors + lost.discards + lost.nowhere;
      const sent = Math.min(0.98 * mbps, wanted) * (1 - Math.min(0.6, 6 * all));
      direction.use = sent / mbps;
      const octets = (sent / 8) * 1e6 * dtS;
      const packets = Math.max(1, (octets / packetOctets) * (1 + 0.02 * randomNormal(chance)));
      const queue = direction.use > 0.8 ? 2e-4 * (direction.use - 0.8) : 0;
      counters.octets += Math.round(octets);
      counters.packets += Math.round(packets);
      counters.errors += randomCount(chance, packets * (usualErrors + lost.errors));
      counters.discards += randomCount(chance, packets * (queue + lost.discards));
    },
  };
  return direction;
}

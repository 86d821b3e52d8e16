import type { LinkSpec } from '../spec.ts';
import type { LinkImpairment } from './faults.ts';
import type { Burst } from './noise.ts';
import { createBurst, createDrift } from './noise.ts';
import type { Random } from './random.ts';
import { sendingShare } from './traffic.ts';

/** One direction of a link in one second. */
export interface DirectionState {
  oneWayMs: number;
  jitterMs: number;
  lossShare: number;
  errorPct: number;
  throughputMbps: number;
}

export interface LinkState {
  link: LinkSpec;
  up: boolean;
  aToB: DirectionState;
  bToA: DirectionState;
}

export interface LinkDynamics {
  step(input: { up: boolean; impairment: LinkImpairment; offeredMbps: { aToB: number; bToA: number } }): LinkState;
  burst: Burst;
}

const idle: DirectionState = { oneWayMs: 0, jitterMs: 0, lossShare: 1, errorPct: 0, throughputMbps: 0 };

/**
 * A link second by second: propagation, queueing by load (M/M/1 in form, bounded by the buffer), drops when it's full, and noise that
 * never repeats: slow drift, load bursts, single slow probes, stray errors.
 */
export function createLinkDynamics(link: LinkSpec, random: Random): LinkDynamics {
  const burst = createBurst(random.fork('burst'), { everySeconds: 900, seconds: [5, 30], size: [0.15, 0.55] });
  const stray = createBurst(random.fork('stray'), { everySeconds: 1500, seconds: [1, 3], size: [0.002, 0.02] });
  const spike = createBurst(random.fork('spike'), { everySeconds: 700, seconds: [1, 2], size: [3, 25] });
  const noises = [random.fork('ab'), random.fork('ba')].map((own) => ({
    random: own,
    wander: createDrift(own.fork('wander'), 0.12, 0.95),
    flicker: createDrift(own.fork('flicker'), 0.05, 0.3),
    chatter: createDrift(own.fork('chatter'), 0.01, 0.6),
  }));

  function direction(index: 0 | 1, offeredMbps: number, impairment: LinkImpairment, shared: Surges): DirectionState {
    const own = noises[index] as (typeof noises)[number];
    // A burst is traffic too: it leaves with the rest when the link is drained, and slows down when packets get lost.
    const inUse = Math.min(1, offeredMbps / (0.02 * link.capacityMbps)) * sendingShare(impairment.lossShare, 0);
    const load = offeredMbps + inUse * shared.burstShare * link.capacityMbps;
    const use = load / link.capacityMbps;
    const queueMs = Math.min(25, (0.06 * Math.min(use, 0.995)) / (1 - Math.min(use, 0.995)));
    const drift = Math.abs(own.wander()) + own.flicker();
    const wobbleMs = impairment.jitterMs * 0.35 * own.random.normal();
    const fullShare = use > 0.97 ? Math.min(0.5, 1 - 0.97 / use) : 0;
    const faultMs = impairment.delayMs * (1 + 0.015 * own.random.normal());
    return {
      oneWayMs: Math.max(0.05, link.delayMs + queueMs + drift + faultMs + wobbleMs + shared.spikeMs / 2),
      jitterMs: 0.08 + 0.25 * queueMs + Math.abs(own.flicker()) + impairment.jitterMs * own.random.between(0.5, 0.9),
      lossShare: 1 - (1 - impairment.lossShare) * (1 - fullShare) * (1 - shared.strayShare),
      errorPct: Math.max(
        0,
        impairment.errorPct * own.random.between(0.8, 1.2) + 30 * shared.strayShare + own.chatter() * 0.2,
      ),
      throughputMbps: Math.max(
        0.02,
        Math.min(link.capacityMbps, load * (1 + 0.01 * own.random.normal())) + own.chatter(),
      ),
    };
  }

  return {
    burst,
    step: ({ up, impairment, offeredMbps }) => {
      const shared = { burstShare: burst.step(), strayShare: stray.step() * 0.5, spikeMs: spike.step() };
      const aToB = direction(0, offeredMbps.aToB, impairment, shared);
      const bToA = direction(1, offeredMbps.bToA, impairment, shared);
      return up ? { link, up, aToB, bToA } : { link, up, aToB: idle, bToA: idle };
    },
  };
}

interface Surges {
  burstShare: number;
  strayShare: number;
  spikeMs: number;
}

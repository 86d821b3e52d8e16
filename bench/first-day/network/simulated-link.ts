import type { Drawn } from './drawn.ts';
import type { ActingFault } from './faults.ts';
import { createDirection, type Direction } from './link-values.ts';
import type { PlannedLink } from './plan.ts';

/** A link with what is counted at its ends. */
export interface SimulatedLink {
  there: Direction;
  back: Direction;
  /** Milliseconds there and back that packets wait, by what fills the link and by faults. */
  waitMs: number;
  /** Share of pings that get lost on it. */
  loss: number;
  /** Moves on by so many seconds, to `at` in milliseconds since 1970. */
  step(at: number, dtS: number, acting: readonly ActingFault[]): void;
}

const none = { errors: 0, discards: 0, nowhere: 0 };
/** What a full link keeps a packet, beside its own length. */
const queueMs = 0.1;

export function createLink({ mbps, rhythm, delayMs }: PlannedLink, drawn: Drawn): SimulatedLink {
  const [there, back] = [createDirection(mbps, rhythm, drawn), createDirection(mbps, rhythm, drawn)];
  const link: SimulatedLink = {
    ...{ there, back, waitMs: 0, loss: 0 },
    step(at, dtS, acting) {
      const lost = { ...none };
      let slowMs = 0;
      for (const { cause, counted, now } of acting) {
        if (cause === 'packet_loss') lost[counted] += now;
        if (cause === 'latency_spike') slowMs += now;
      }
      there.step(at, dtS, lost);
      // One direction of a cable is broken, or one queue is full. What a provider loses, it loses in both.
      back.step(at, dtS, { ...none, nowhere: lost.nowhere });
      const queues = [there, back].reduce((sum, { use }) => sum + (delayMs + queueMs) * use ** 3, 0);
      link.waitMs = queues + slowMs;
      link.loss = lost.errors + lost.discards + lost.nowhere;
    },
  };
  return link;
}

/** A port that leads out of the network: what it sends and receives. */
export function createOutside({ mbps, rhythm }: Pick<PlannedLink, 'mbps' | 'rhythm'>, drawn: Drawn) {
  const [sent, received] = [createDirection(mbps, rhythm, drawn), createDirection(mbps, rhythm, drawn)];
  return {
    counters: { sent: sent.counters, received: received.counters },
    step(at: number, dtS: number) {
      sent.step(at, dtS, none);
      received.step(at, dtS, none);
    },
  };
}

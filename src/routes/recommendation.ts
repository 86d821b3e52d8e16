import type { PastGain } from './judge-ways.ts';

/** The way of a pair as it is now, or would be. Latencies are round trips in ms; null where a part is not measured. */
export interface RouteWay {
  /** Links there, in the order in which the traffic takes them. */
  links: string[];
  /** Whether ways of equal cost share the traffic. */
  shared: boolean;
  latencyMs: number | null;
  /** The fullest direction of its links as a share of the capacity; null where a load or a capacity is not known. */
  fullest: { link: string; share: number } | null;
}

/** A change of one link's OSPF cost at both ends, and what it is expected to do. */
export interface RouteChange {
  link: string;
  /** One end of the link, by which a playbook names it. */
  end: { device: string; interface: string };
  cost: number;
  costsNow: number[];
  way: RouteWay;
  /** `Moves 220 Mbit/s to L3, which then carries 61 %`. */
  moves: string;
}

/**
 * `change`: another way is better, and `change` says which. `stay`: none is, or nobody can say, for the `reason`. `unknown`: what is not known decides
 * about the way. `no-way`: there is none.
 */
export type RouteVerdict = 'change' | 'stay' | 'unknown' | 'no-way';

/** What is known of the route of a pair of devices, and what is recommended. Everything that people read is made of this. */
export interface Recommendation {
  from: string;
  to: string;
  /** Milliseconds since 1970. */
  at: number;
  /** When the oldest of the costs was read. */
  costsReadAt: number | null;
  verdict: RouteVerdict;
  now: RouteWay | null;
  change: RouteChange | null;
  gain: PastGain | null;
  /** Who judges, of the candidates that were tried on the past; null where nobody beats staying. */
  judge: string | null;
  /** Slices of five minutes in which the way now was measured. */
  slices: number;
  changesAWeek: number;
  /** Why it is as it is, a sentence without its full stop; empty with a change. */
  reason: string;
  /** Ways that a change would bring and that are refused, in sentences without their full stops. */
  refused: string[];
  /** What is not known, in clauses. */
  unknown: string[];
  /** Links that OSPF does not use, in clauses. */
  unused: string[];
}

import type { Sample } from '../../../src/domain/sample.ts';
import type { Losses } from '../../../src/telemetry/mapping/losses.ts';

/** The moment of every contract test: 23 November 2026, 03:00 UTC. */
export const now = Date.UTC(2026, 10, 23, 3);

/**
 * What the contract test needs to know of a source. Its file is `cases/<name>.ts` and exports it as `sourceCase`. Payloads are as the sender
 * writes them: the body of a request, or what the asked side answers.
 */
export interface SourceCase {
  /** Recorded: points in several units, words, and one point that can't be used. */
  payload: string;
  /** The samples of the payload, in order, in canonical metrics and units. */
  samples: Sample[];
  counts: { points: number; badPoints: number; lost: Losses };
  /** A payload of the same kind that says nothing. */
  silence: string;
  /** A point of the device R9, a day ahead of `now`. */
  ahead: string;
  /** Of a served source: the request, and queries that can't be understood. */
  request?: { path: string; unreadable: { path: string; body: string }[] };
  /** Of a pulled source: the settings with which it asks a server that answers GET with the payload, and a secret for each variable. */
  settings?(url: string): Record<string, unknown>;
}

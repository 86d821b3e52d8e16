import type { z } from 'zod';
import type { PointReader } from './line-point.ts';
import type { Point } from './point.ts';

/**
 * Where telemetry comes from. A source has one file in `sources/`, named after it, one line in the list of its `index.ts`, and a case for the
 * contract test. It hands over points under the names of its sender, in the order in which it learned them; the mapping gives them metrics and
 * units. A device that says nothing gives no points, never zeros.
 */
export type Source = ServedSource | PulledSource;

/**
 * A source whose senders come to us over HTTP. The server checks the token and unpacks the body; it takes the bodies of all sources one at a
 * time, answers 503 with Retry-After for what may be sent again, and counts.
 */
export interface ServedSource {
  delivery: 'served';
  /** For counts and logs, e.g. `line-protocol`. Constant, and free of addresses and credentials. */
  name: string;
  /** Paths to which senders POST, e.g. `/api/v2/write`. No other source has them. */
  paths: readonly string[];
  /**
   * Begins to read a body. What can't be used is told part by part by the reader, and the rest is kept. Throws a NocturneError `request-invalid`
   * when nothing of it can be read: the sender is told 400 with its message, and does not send it again.
   */
  read(body: Buffer, request: { query: Readonly<Record<string, unknown>>; now: number }): PointReader;
}

/** A source that we ask, again and again, as long as it has a section below `sources` in nocturne.yaml. */
export interface PulledSource {
  delivery: 'pulled';
  /** For counts, logs and the section of the configuration, e.g. `snmp`. Constant. */
  name: string;
  /** The section of the configuration; each key says with `describe` what it is. Secrets are not in it. */
  settings: z.ZodObject;
  /** Environment variables that hold its secrets, and what they are, e.g. `{ NOCTURNE_SNMP_COMMUNITY: 'Community of …' }`. */
  secrets: Readonly<Record<string, string>>;
  /**
   * Makes ready to be asked, without asking anything yet. `settings` is what the schema made of the section; `secrets` has the variables that
   * are set. Throws a NocturneError when one that is needed is missing.
   */
  open(settings: Record<string, unknown>, secrets: Readonly<Record<string, string>>): OpenedSource;
}

export interface OpenedSource {
  /** Milliseconds from the beginning of one gathering to the next; from a second to a day. */
  everyMs: number;
  /**
   * Asks once and hands over what it learned, in parts as they come: what was handed over before an error stays. `signal` is aborted when the
   * next gathering is due or the process stops: return soon then. Throws a NocturneError whose `retryable` says whether it may pass by itself;
   * it is counted, told with the secrets taken out, and tried again at the next time whatever it says. Nothing is logged by the source itself.
   *
   * @example for (const host of hosts) await sink(toPoints(await ask(host, signal), now));
   */
  gather(sink: PointSink, context: { signal: AbortSignal; now: number }): Promise<void>;
}

/** Takes points in the order in which they were learned. Resolves when more may come. */
export type PointSink = (points: readonly Point[]) => Promise<void>;

import type { Sample } from '../../domain/sample.ts';

/**
 * A source that fetches or receives telemetry by itself, as opposed to the ingest routes, which are told.
 *
 * A source has one file in this folder, `createX(options) satisfies Source`, and one line in the list of sources. It hands over samples in
 * canonical metrics and units, in the order in which it learned them; a device that does not answer gives no samples, never zeros.
 */
export interface Source {
  /** For logs and counts, e.g. `snmp`. Constant, and free of addresses and credentials. */
  readonly name: string;
  /**
   * Begins to deliver. Resolves once it runs; throws a NocturneError whose `retryable` says whether another start can succeed, and whose
   * text never holds a token. What goes wrong later is logged and tried again by the source itself.
   */
  start(deliver: (samples: Sample[]) => void | Promise<void>): Promise<void>;
  /** Stops. Nothing is delivered after it resolved. A second call does nothing. */
  stop(): Promise<void>;
}

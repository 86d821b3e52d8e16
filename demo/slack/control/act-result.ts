import type { SendOutcome } from '../deliveries.ts';

/** What came of an action: whether the app acknowledged it, after how long, or why not. */
export interface ActResult {
  ok: boolean;
  /** `operation_timeout`: no acknowledgement in time. `dispatch_failed`: the app could not be reached. */
  error?: string;
  ackedAfterMs?: number;
  /** A refused submission: what stands under which input, by block id. */
  errors?: Record<string, string>;
}

export const errorOf = (outcome: SendOutcome) =>
  outcome.result === 'timeout' ? 'operation_timeout' : 'dispatch_failed';

export const resultOf = (outcome: SendOutcome): ActResult =>
  outcome.result === 'acked'
    ? { ok: true, ackedAfterMs: outcome.ackedAfterMs ?? 0 }
    : { ok: false, error: errorOf(outcome) };

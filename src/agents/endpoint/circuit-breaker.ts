import type { Clock } from '../../domain/clock.ts';
import { NocturneError } from '../../errors.ts';

const firstRestMs = 30_000;
const longestRestMs = 10 * 60_000;

/** Leave to send one request. Exactly one of the two must be called when it has ended. */
export interface Leave {
  /** Fires when another request finds that the endpoint has failed: waiting on would be in vain. */
  signal: AbortSignal;
  worked(): void;
  failed(reason: string): void;
}

/** Whether the endpoint is asked. Times are milliseconds since 1970. */
export type EndpointState =
  | { state: 'working' }
  | { state: 'resting'; reason: string; since: number; nextTryAt: number };

export interface CircuitBreaker {
  /** Throws `model-endpoint-resting` while the endpoint is left alone after a failure. */
  enter(): Leave;
  state(): EndpointState;
}

/**
 * Leaves an endpoint alone after a failure, so that one incident waits for it and not all. The first rest lasts 30 s, each further one
 * twice as long, at most 10 min. After a rest a single request tries again.
 */
export function createCircuitBreaker(clock: Clock): CircuitBreaker {
  let inFlight = new AbortController();
  let failure: { reason: string; since: number; failedAt: number; restMs: number } | null = null;
  let isTrying = false;

  const rest = (reason: string) => {
    const restMs = failure ? Math.min(2 * failure.restMs, longestRestMs) : firstRestMs;
    failure = { reason, since: failure?.since ?? clock(), failedAt: clock(), restMs };
    inFlight.abort();
    inFlight = new AbortController();
  };
  const leave = (): Leave => {
    const { signal } = inFlight;
    const end = (work: () => void) => () => {
      if (signal.aborted) return;
      isTrying = false;
      work();
    };
    return {
      signal,
      worked: end(() => {
        failure = null;
      }),
      failed: (reason) => end(() => rest(reason))(),
    };
  };

  return {
    enter() {
      if (!failure) return leave();
      // A clock that was set back must not make a rest longer.
      const restedMs = clock() - failure.failedAt;
      if (isTrying || (restedMs >= 0 && restedMs < failure.restMs)) throw createRestingError(failure.reason);
      isTrying = true;
      return leave();
    },
    state() {
      if (!failure) return { state: 'working' };
      const { reason, since, failedAt, restMs } = failure;
      return { state: 'resting', reason, since, nextTryAt: failedAt + restMs };
    },
  };
}

export function createRestingError(reason: string): NocturneError {
  return new NocturneError('model-endpoint-resting', `it failed before: ${reason}`, { retryable: true });
}

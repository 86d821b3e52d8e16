import type { Journal } from './journal.ts';

/**
 * A trouble to be had. `times` counts how often (default 1); `method` limits it to one Web API method, `type` to one
 * kind of envelope (`events_api`, `interactive`, `slash_commands`).
 *
 * - `rate_limited`: 429 with Retry-After; nothing is applied.
 * - `server_error`: HTTP 5xx; applied first when `applied` is set (the nasty case: done, but the answer says failed).
 * - `no_response`: the connection stays silent for ever; `reset`: it is cut. Both honour `applied`.
 * - `api_error`: HTTP 200 with `{ok: false, error}`.
 * - `slow`: the answer comes `delayMs` later.
 * - `ignore_ack`: the app's acknowledgement is not heard. `redeliver`: an acknowledged event is sent once more.
 * - `drop_on_delivery`: the socket that was chosen for an envelope is cut instead.
 */
export type Fault =
  | { kind: 'rate_limited'; method?: string; times?: number; retryAfterSeconds?: number }
  | { kind: 'server_error'; method?: string; times?: number; status?: number; applied?: boolean }
  | { kind: 'no_response'; method?: string; times?: number; applied?: boolean }
  | { kind: 'reset'; method?: string; times?: number; applied?: boolean }
  | { kind: 'api_error'; method?: string; times?: number; error: string }
  | { kind: 'slow'; method?: string; times?: number; delayMs: number }
  | { kind: 'ignore_ack'; type?: string; times?: number }
  | { kind: 'redeliver'; type?: string; times?: number }
  | { kind: 'drop_on_delivery'; type?: string; times?: number };

export type FaultKind = Fault['kind'];
type FaultOf<K extends FaultKind> = Extract<Fault, { kind: K }>;

const callKinds = ['rate_limited', 'server_error', 'no_response', 'reset', 'api_error', 'slow'] as const;
export type CallFault = FaultOf<(typeof callKinds)[number]>;

export interface Faults {
  inject(fault: Fault): void;
  /** The fault that this call meets, used up by one. */
  forCall(method: string): CallFault | undefined;
  /** Whether this envelope meets a fault of that kind, used up by one. */
  forDelivery(kind: 'ignore_ack' | 'redeliver' | 'drop_on_delivery', type: string): boolean;
  clear(): void;
}

/** A list of troubles to come, first in, first met. */
export function createFaults(journal: Journal): Faults {
  let waiting: { fault: Fault; left: number }[] = [];

  function take(match: (fault: Fault) => boolean): Fault | undefined {
    const found = waiting.find(({ fault }) => match(fault));
    if (!found) return undefined;
    found.left -= 1;
    if (found.left <= 0) waiting = waiting.filter((other) => other !== found);
    return found.fault;
  }

  return {
    inject(fault) {
      journal.add({ kind: 'fault', fault });
      waiting.push({ fault, left: fault.times ?? 1 });
    },
    forCall(method) {
      const isForCall = (fault: Fault): fault is CallFault => (callKinds as readonly string[]).includes(fault.kind);
      return take((fault) => isForCall(fault) && (fault.method ?? method) === method) as CallFault | undefined;
    },
    forDelivery: (kind, type) => take((fault) => fault.kind === kind && (fault.type ?? type) === type) !== undefined,
    clear() {
      waiting = [];
    },
  };
}

import { setTimeout as wait } from 'node:timers/promises';
import type { Fields } from './entities.ts';
import type { Faults } from './faults.ts';
import type { Ids } from './ids.ts';
import type { Journal } from './journal.ts';

export type EnvelopeType = 'events_api' | 'interactive' | 'slash_commands';

export interface Envelope {
  envelope_id: string;
  type: EnvelopeType;
  payload: Fields;
  accepts_response_payload: boolean;
  retry_attempt?: number;
  retry_reason?: string;
}

/** What became of one envelope. `payload` is the app's answer inside its acknowledgement. */
export interface SendOutcome {
  result: 'acked' | 'timeout' | 'closed' | 'no_connection' | 'http_error';
  ackedAfterMs?: number;
  payload?: unknown;
  connection?: string;
  status?: number;
  noRetry?: boolean;
}

/** A way to reach the app: Socket Mode or signed HTTP requests. */
export interface Transport {
  send(envelope: Envelope): Promise<SendOutcome>;
}

export interface Deliveries {
  /** Sends an event and, while nobody acknowledges it, again after each delay. Resolves after the last attempt. */
  sendEvent(payload: Fields): Promise<SendOutcome>;
  /** Sends an interaction or a command, once. */
  sendOnce(type: 'interactive' | 'slash_commands', payload: Fields): Promise<SendOutcome>;
  list(): Delivery[];
  clear(): void;
  close(): void;
}

export interface Delivery {
  envelopeId: string;
  type: EnvelopeType;
  /** The event's or the interaction's own type, such as `app_mention` or `block_actions`. */
  about: string;
  attempt: number;
  retryReason?: string;
  sentAt: number;
  outcome: SendOutcome;
}

interface Deps {
  transport: () => Transport;
  journal: Journal;
  faults: Faults;
  ids: Ids;
  clock: () => number;
  /** Slack's own: at once, after a minute, after five. https://docs.slack.dev/apis/events-api#errors */
  retryDelaysMs: number[];
}

/** Sends envelopes, retries events that nobody acknowledged, and keeps the list of what was sent. */
export function createDeliveries(deps: Deps): Deliveries {
  let sent: Delivery[] = [];
  const closing = new AbortController();

  async function attempt(type: EnvelopeType, payload: Fields, number: number, reason?: string): Promise<SendOutcome> {
    const envelope: Envelope = {
      envelope_id: deps.ids.next('env-'),
      type,
      payload,
      accepts_response_payload: type !== 'events_api',
      ...(type === 'events_api' ? { retry_attempt: number, retry_reason: reason ?? '' } : {}),
    };
    const sentAt = deps.clock();
    const outcome = await deps.transport().send(envelope);
    const about = aboutOf(payload);
    sent.push({ envelopeId: envelope.envelope_id, type, about, attempt: number, retryReason: reason, sentAt, outcome });
    const { payload: answer, ...rest } = outcome;
    const line = { type, about, envelopeId: envelope.envelope_id, attempt: number, retryReason: reason, sentAt };
    deps.journal.add({ kind: 'delivery', ...line, ...rest, payload, answer });
    return outcome;
  }

  async function sendEvent(payload: Fields): Promise<SendOutcome> {
    let outcome = await attempt('events_api', payload, 0);
    for (const [index, delayMs] of deps.retryDelaysMs.entries()) {
      if (outcome.result === 'acked' || outcome.noRetry || closing.signal.aborted) break;
      const slept = await wait(delayMs, true, { signal: closing.signal, ref: false }).catch(() => false);
      if (!slept) return outcome;
      outcome = await attempt('events_api', payload, index + 1, retryReason(outcome));
    }
    if (outcome.result === 'acked' && deps.faults.forDelivery('redeliver', 'events_api')) {
      await attempt('events_api', payload, 1, 'timeout');
    }
    return outcome;
  }

  return {
    sendEvent,
    sendOnce: (type, payload) => attempt(type, payload, 0),
    list: () => [...sent],
    clear() {
      sent = [];
    },
    close: () => closing.abort(),
  };
}

const retryReason = (outcome: SendOutcome) => (outcome.result === 'timeout' ? 'timeout' : 'connection_failed');

function aboutOf(payload: Fields): string {
  const event = payload.event as Fields | undefined;
  return String(event?.type ?? payload.command ?? payload.type ?? '');
}

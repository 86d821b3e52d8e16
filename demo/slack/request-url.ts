import { createHmac } from 'node:crypto';
import type { Envelope, SendOutcome, Transport } from './deliveries.ts';
import type { Fields } from './entities.ts';
import type { Faults } from './faults.ts';

interface Deps {
  requestUrl: string;
  signingSecret: string;
  clock: () => number;
  faults: Faults;
  ackMs: number;
  /** True while the network is supposed to be down. */
  isOffline: () => boolean;
}

/**
 * Slack's HTTP delivery: signed requests to the app's request URL.
 * https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
function createRequestUrlTransport(deps: Deps): Transport {
  return {
    async send(envelope) {
      if (deps.isOffline()) return { result: 'no_connection' };
      const sentAt = deps.clock();
      const isDeaf = deps.faults.forDelivery('ignore_ack', envelope.type);
      const outcome = await request(deps, envelope);
      if (isDeaf && outcome.result === 'acked') return { result: 'timeout' };
      return outcome.result === 'acked' ? { ...outcome, ackedAfterMs: deps.clock() - sentAt } : outcome;
    },
  };
}

async function request(deps: Deps, envelope: Envelope): Promise<SendOutcome> {
  const { type, body } = encode(envelope);
  try {
    const response = await fetch(deps.requestUrl, {
      method: 'POST',
      headers: { 'content-type': type, ...retryHeaders(envelope), ...signatureHeaders(deps, body) },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(deps.ackMs),
    });
    const text = await response.text();
    const noRetry = response.headers.get('x-slack-no-retry') === '1';
    if (!response.ok) return { result: 'http_error', status: response.status, noRetry };
    return { result: 'acked', payload: parseAnswer(text) };
  } catch (cause) {
    return { result: cause instanceof Error && cause.name === 'TimeoutError' ? 'timeout' : 'no_connection' };
  }
}

/** Events travel as JSON, interactions as a form with one field `payload`, commands as a plain form. */
function encode(envelope: Envelope): { type: string; body: string } {
  if (envelope.type === 'events_api') return { type: 'application/json', body: JSON.stringify(envelope.payload) };
  const fields =
    envelope.type === 'interactive'
      ? { payload: JSON.stringify(envelope.payload) }
      : (envelope.payload as Record<string, string>);
  return { type: 'application/x-www-form-urlencoded', body: new URLSearchParams(fields).toString() };
}

/** The `v0` signature over timestamp and body that the app must check. */
function signatureHeaders(
  { signingSecret, clock }: { signingSecret: string; clock: () => number },
  body: string,
): Record<string, string> {
  const seconds = Math.floor(clock() / 1000);
  const digest = createHmac('sha256', signingSecret).update(`v0:${seconds}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': String(seconds), 'x-slack-signature': `v0=${digest}` };
}

function retryHeaders(envelope: Envelope): Record<string, string> {
  if (!envelope.retry_attempt) return {};
  return {
    'x-slack-retry-num': String(envelope.retry_attempt),
    'x-slack-retry-reason': envelope.retry_reason === 'timeout' ? 'http_timeout' : 'connection_failed',
  };
}

function parseAnswer(text: string): unknown {
  if (!text) return undefined;
  try {
    return JSON.parse(text) as Fields;
  } catch {
    return { text };
  }
}

/** Like Slack, asks the request URL to repeat a challenge before it is used. Returns the transport, or why not. */
export async function adoptRequestUrl(deps: Deps & { challenge: string }): Promise<Transport | { error: string }> {
  const transport = createRequestUrlTransport(deps);
  const payload = { type: 'url_verification', token: 'verification-token', challenge: deps.challenge };
  const envelope: Envelope = { envelope_id: '', type: 'events_api', payload, accepts_response_payload: true };
  const outcome = await transport.send(envelope);
  const answer = outcome.payload as { challenge?: string; text?: string } | undefined;
  if ((answer?.challenge ?? answer?.text) === deps.challenge) return transport;
  return { error: `the request URL did not repeat the challenge: ${outcome.result} ${outcome.status ?? ''}`.trim() };
}

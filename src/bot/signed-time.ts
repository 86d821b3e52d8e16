import type { HTTPReceiver } from '@slack/bolt';
import type { Clock } from '../domain/clock.ts';

/** Slack: a request whose signature is more than five minutes old may be a replay. https://docs.slack.dev/authentication/verifying-requests-from-slack */
const spanMs = 5 * 60_000;

/** Whether the signed time, in seconds since 1970, is within five minutes of now, in either direction. */
export function isSignedNow(seconds: unknown, now: number): boolean {
  return typeof seconds === 'string' && /^\d{1,12}$/.test(seconds) && Math.abs(Number(seconds) * 1000 - now) <= spanMs;
}

/** Bolt refuses signatures that are too old. One from the future would be good until then, so it is refused too, before its body is read. */
export function withSignedTime(receiver: HTTPReceiver, clock: Clock): HTTPReceiver {
  const listen = receiver.requestListener;
  receiver.requestListener = (request, response) => {
    if (isSignedNow(request.headers['x-slack-request-timestamp'], clock())) return listen(request, response);
    response.writeHead(401).end();
  };
  return receiver;
}

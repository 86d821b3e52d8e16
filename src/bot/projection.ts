import type { Clock } from '../domain/clock.ts';
import type { OutboxEntry } from '../domain/event.ts';
import { isRetryable } from '../errors.ts';
import type { Log } from '../log.ts';
import type { FollowerPatience } from '../store/follower-patience.ts';
import { createOutboxFollower, type OutboxFollower } from '../store/outbox-follower.ts';
import type { Store } from '../store/store.ts';
import { laneOf, signOf } from './event-messages.ts';
import { isMisconfigured, isUncertain } from './slack-errors.ts';

/** Slack's limits and troubles take a while. A message that cannot be built at all is given up, so that the ones behind it are still shown. */
const patience: FollowerPatience = {
  isTemporary: (err) => isMisconfigured(err) || isUncertain(err) || isRetryable(err),
  tries: 6,
  pauseMs: (failures) => Math.min(60_000, 500 * 2 ** failures),
};

/** The name under which the outbox remembers what Slack shows. */
export const slackProjection = 'slack';

/**
 * Shows the outbox in Slack, each entry once and in the order of its incident. An entry is finished after Slack took its messages; one that fails
 * is tried again, later and later, and holds up its own incident only.
 */
export function createProjection(deps: {
  store: Pick<Store, 'outbox' | 'withLock'>;
  show: (entry: OutboxEntry) => Promise<void>;
  clock: Clock;
  signal: AbortSignal;
  log: Log;
  everyMs?: number;
  /** That of Slack when left out. */
  projection?: string;
}): OutboxFollower {
  const { show, projection = slackProjection, ...rest } = deps;
  return createOutboxFollower({ ...rest, projection, handle: show, laneOf, signOf, patience });
}

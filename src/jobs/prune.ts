import { z } from 'zod';
import type { Clock } from '../domain/clock.ts';
import type { Log } from '../log.ts';
import type { OpenStore } from '../store/open-store.ts';
import type { RetentionDays } from '../store/settings.ts';
import type { Job } from './queue/job.ts';

export interface PruneDeps {
  store: Pick<OpenStore, 'prune'>;
  /** How long what is kept. */
  retention: RetentionDays;
  /** The projections of the outbox that run here. */
  followers: readonly string[];
  clock: Clock;
  log: Log;
}

const payload = z.strictObject({});

/** Removes what is older than its retention. */
export const prune: Job<'prune', typeof payload, PruneDeps> = {
  name: 'prune',
  payload,
  retry: { attempts: 3 },
  onFailed: 'scheduled-again',
  // The id is the one under which earlier releases scheduled it.
  schedules: () => [{ id: 'prune', when: { cron: '43 3 * * *' }, payload: {} }],
  async handle(_payload, { store, retention, followers, clock, log }) {
    const removed = await store.prune({ days: retention, followers, now: clock() });
    log.info({ removed }, 'old records were removed');
  },
};

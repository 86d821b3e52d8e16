import { z } from 'zod';
import type { Digests } from '../digests/digests.ts';
import type { Job } from './queue/job.ts';

const payload = z.strictObject({ schedule: z.string().min(1) });

/** Sends the digest of a schedule that was due last, once; also late, when no process ran at its time. */
export const postDigest: Job<'post-digest', typeof payload, { digests: Pick<Digests, 'schedules' | 'send'> }> = {
  name: 'post-digest',
  payload,
  retry: { attempts: 5, backoffMs: 10_000 },
  onFailed: 'scheduled-again',
  schedules: ({ digests }) =>
    digests.schedules.map(({ id, cron, timezone }) => ({ id, when: { cron, timezone }, payload: { schedule: id } })),
  async handle({ schedule }, { digests }) {
    const found = digests.schedules.find(({ id }) => id === schedule);
    if (found) await digests.send(found);
  },
};

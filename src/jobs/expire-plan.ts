import { z } from 'zod';
import type { Changes } from '../changes/changes.ts';
import type { Job } from './queue/job.ts';

const payload = z.strictObject({ planId: z.string().min(1) });

/** Lets a plan expire whose time is over. */
export const expirePlan: Job<'expire-plan', typeof payload, { changes: Pick<Changes, 'expire' | 'owed'> }> = {
  name: 'expire-plan',
  payload,
  retry: { attempts: 5 },
  onFailed: 'asked-again',
  owed: ({ changes }) => changes.owed('expire-plan'),
  async handle({ planId }, { changes }) {
    await changes.expire(planId);
  },
};

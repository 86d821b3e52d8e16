import { z } from 'zod';
import type { Changes } from '../changes/changes.ts';
import type { Job } from './queue/job.ts';

const payload = z.strictObject({ planId: z.string().min(1) });

/** Proposes the plan that ends a stopgap. */
export const followUpPlan: Job<'follow-up-plan', typeof payload, { changes: Pick<Changes, 'followUp' | 'owed'> }> = {
  name: 'follow-up-plan',
  payload,
  retry: { attempts: 5 },
  onFailed: 'asked-again',
  owed: ({ changes }) => changes.owed('follow-up-plan'),
  async handle({ planId }, { changes }) {
    await changes.followUp(planId);
  },
};

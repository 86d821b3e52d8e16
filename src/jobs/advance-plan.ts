import { z } from 'zod';
import type { Changes } from '../changes/changes.ts';
import type { Job } from './queue/job.ts';

const payload = z.strictObject({ planId: z.string().min(1) });

/** Carries a plan on from the state that it is in. */
export const advancePlan: Job<
  'advance-plan',
  typeof payload,
  { changes: Pick<Changes, 'advance' | 'stopAdvancing' | 'owed'> }
> = {
  name: 'advance-plan',
  payload,
  retry: { attempts: 5 },
  concurrency: 4,
  onFailed: {
    async tell({ planId }, reason, { changes }) {
      if (planId !== undefined) await changes.stopAdvancing(planId, reason);
    },
  },
  owed: ({ changes }) => changes.owed('advance-plan'),
  async handle({ planId }, { changes }, { signal }) {
    await changes.advance(planId, { signal });
  },
};

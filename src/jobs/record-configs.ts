import { z } from 'zod';
import type { Changes } from '../changes/changes.ts';
import type { Job } from './queue/job.ts';

const payload = z.strictObject({ planId: z.string().min(1).optional() });

/** Reads the configurations of a plan's devices after it, and every day those of all, so that a change by hand is seen within a day. */
export const recordConfigs: Job<'record-configs', typeof payload, { changes: Pick<Changes, 'recordConfigs'> }> = {
  name: 'record-configs',
  payload,
  retry: { attempts: 3, backoffMs: 30_000 },
  onFailed: 'scheduled-again',
  // At a quiet hour. The id is the one under which earlier releases scheduled it.
  schedules: () => [{ id: 'record-configs', when: { cron: '17 3 * * *' }, payload: {} }],
  async handle({ planId }, { changes }) {
    await changes.recordConfigs(planId ?? null);
  },
};

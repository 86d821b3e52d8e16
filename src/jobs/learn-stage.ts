import { z } from 'zod';
import type { Job } from './queue/job.ts';
import { type LearningStagesDeps, lookAtStages } from './training/learning-stages.ts';

const payload = z.strictObject({});

/** Looks whether enough telemetry has come for the next training from it. */
export const learnStage: Job<'learn-stage', typeof payload, LearningStagesDeps> = {
  name: 'learn-stage',
  payload,
  retry: { attempts: 1 },
  onFailed: 'scheduled-again',
  // Half a minute off the jobs that run with the minute.
  schedules: ({ stages }) =>
    stages.settings.stagesHours.length === 0 ? [] : [{ id: 'look', when: { cron: '35 * * * * *' }, payload: {} }],
  handle: async (_payload, deps) => lookAtStages(deps),
};

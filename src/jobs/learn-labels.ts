import { z } from 'zod';
import type { Job } from './queue/job.ts';
import type { ChallengesDeps } from './training/challenge-steps.ts';
import { lookAtLabels } from './training/challenges.ts';

const payload = z.strictObject({});

/** Looks whether the error over labels has risen, and how the challenger in the shadow does. Asked for at each label too. */
export const learnLabels: Job<'learn-labels', typeof payload, ChallengesDeps> = {
  name: 'learn-labels',
  payload,
  retry: { attempts: 1 },
  onFailed: 'scheduled-again',
  // For labels that a verified change proves, for trainings that end, and for what a process that died did not ask for. All labels are read each time.
  schedules: () => [{ id: 'look', when: { cron: '50 */10 * * * *' }, payload: {} }],
  handle: async (_payload, deps) => lookAtLabels(deps),
};

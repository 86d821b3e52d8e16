import { z } from 'zod';
import type { QuestionRuns } from '../questions/question-runs.ts';
import type { Job } from './queue/job.ts';

const payload = z.strictObject({ questionId: z.string().min(1) });

/** Answers a question to the history that takes longer than somebody waits who typed it. */
export const answerQuestion: Job<'answer-question', typeof payload, { questionRuns: QuestionRuns }> = {
  name: 'answer-question',
  payload,
  retry: { attempts: 3, backoffMs: 5_000 },
  onFailed: {
    tell: async ({ questionId }, reason, { questionRuns }) => {
      if (questionId !== undefined) await questionRuns.fail(questionId, reason);
    },
  },
  owed: async ({ questionRuns }) =>
    (await questionRuns.owed()).map(({ id, at }) => ({ payload: { questionId: id }, at })),
  handle: ({ questionId }, { questionRuns }, { signal }) => questionRuns.answer(questionId, signal),
};

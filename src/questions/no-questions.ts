import { NocturneError } from '../errors.ts';
import type { QuestionRuns } from './question-runs.ts';
import type { Questions } from './questions.ts';

/** For worlds in which nobody asks the history, such as a replay. */
export const noQuestions: Questions = { ask: async () => ({ problem: 'No history is kept here.' }) };

async function refuse(): Promise<never> {
  throw new NocturneError('no-questions', 'No history is kept here');
}

export const noQuestionRuns: QuestionRuns = {
  begin: refuse,
  get: async () => undefined,
  stop: async () => false,
  owed: async () => [],
  answer: refuse,
  fail: refuse,
};

import { NocturneError } from '../errors.ts';
import type { QuestionAnswer } from '../questions/answer-question.ts';
import type { Questions } from '../questions/questions.ts';
import type { LineRunner } from '../web/answer-in-lines.ts';

/** Answers a question of another process. Throws `history-question` with the sentence that says why there is no answer. */
export async function askForProgram(
  questions: Questions,
  words: readonly string[],
  { onProgress, signal }: LineRunner,
): Promise<QuestionAnswer> {
  const answered = await questions.ask(words, {
    signal,
    onProgress: (share) => onProgress({ done: share, total: 1, note: 'reading the history' }),
  });
  if ('problem' in answered) throw new NocturneError('history-question', answered.problem.replace(/\.$/, ''));
  return answered;
}

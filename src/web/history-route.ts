import type { FastifyInstance } from 'fastify';
import { answerInLines, type LineRunner } from './answer-in-lines.ts';

/** Asks the history, in the words of `/noc history`. Throws `history-question` for words that make no sense, with what is meant. */
export type HistoryPort = (words: string[], runner: LineRunner) => Promise<object>;

const mostWords = 20;
const longestWord = 200;

const areWords = (value: unknown): value is string[] =>
  Array.isArray(value) &&
  value.length <= mostWords &&
  value.every(
    (word) => typeof word === 'string' && word.length <= longestWord && word.isWellFormed() && !word.includes('\0'),
  );

/** `POST /api/v1/history` with `{words}`: see {@link answerInLines}; in the end `{answer}`. The question is called off when the caller leaves. */
export function addHistoryRoute(app: FastifyInstance, ask: HistoryPort): void {
  app.post('/api/v1/history', async (request, reply) => {
    const { words } = (request.body ?? {}) as { words?: unknown };
    if (!areWords(words))
      return reply
        .code(400)
        .send({ error: `words must be a list of at most ${mostWords} texts of at most ${longestWord} characters` });
    return answerInLines(reply, async (runner) => ({ answer: await ask(words, runner) }));
  });
}

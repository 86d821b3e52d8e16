import { once } from 'node:events';
import { request } from 'node:http';
import fastify from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NocturneError } from '../../src/errors.ts';
import { createApi } from '../../src/web/api.ts';
import type { HistoryPort } from '../../src/web/history-route.ts';
import { createMemoryStore } from '../bot/memory-store.ts';

const asked: string[][] = [];
let answer: HistoryPort = async () => ({});
const app = fastify();
const routes = createApi({
  ...{ store: createMemoryStore(), token: 't', train: async () => 'train-1', command: async (text) => text },
  history: (words, runner) => {
    asked.push(words);
    return answer(words, runner);
  },
});
beforeAll(async () => app.register(async (scope) => routes(scope)));
afterAll(() => app.close());
beforeEach(() => {
  asked.length = 0;
  answer = async () => ({ sentence: 'Four.' });
});

const headers = { authorization: 'Bearer t', 'content-type': 'application/json' };
const post = (body: unknown, given: Record<string, string> = headers) =>
  app.inject({ method: 'POST', url: '/api/v1/history', headers: given, payload: JSON.stringify(body) });
const linesOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('POST /api/v1/history', () => {
  it.each([
    [[]],
    [['top', 'all']],
    [['O\'Brien "x"', '\\', '⚡']],
    [Array<string>(20).fill('w'.repeat(200))],
    [['', 'a\nb']],
  ])('asks in the words as they came: %j', async (words) => {
    const got = await post({ words });
    expect([got.statusCode, linesOf(got.body)]).toEqual([200, [{ answer: { sentence: 'Four.' } }]]);
    expect(asked).toEqual([words]);
  });

  it.each<[unknown]>([
    ...[undefined, null, 1, 'top', {}, [1], [null], [['top']], [{}], ['a\0b'], ['\ud800'], ['w'.repeat(201)]].map(
      (words): [unknown] => [{ words }],
    ),
    [{ words: Array<string>(21).fill('w') }],
    [{ words: { length: 1, 0: 'top' } }],
    [[]],
    [null],
    ['top'],
  ])('refuses words that are none, and asks nothing: %j', async (body) => {
    const got = await post(body);
    expect([got.statusCode, got.json().error]).toEqual([
      400,
      expect.stringMatching(/words must be a list of at most 20/),
    ]);
    expect(asked).toEqual([]);
  });

  it('is closed without the token', async () => {
    expect((await post({ words: ['top'] }, { 'content-type': 'application/json' })).statusCode).toBe(401);
    expect(asked).toEqual([]);
  });

  it('tells how far it is, then the answer', async () => {
    answer = async (_words, { onProgress }) => {
      onProgress({ done: 0.5, total: 1, note: 'reading the history' });
      return { rows: [] };
    };
    expect(linesOf((await post({ words: ['top'] })).body)).toEqual([
      { done: 0.5, total: 1, note: 'reading the history' },
      { answer: { rows: [] } },
    ]);
  });

  const refusal = new NocturneError('history-question', 'I do not know <x>', { hint: 'write y' });
  it('that makes no sense is a refusal, with what is meant', async () => {
    answer = () => Promise.reject(refusal);
    const got = await post({ words: ['x'] });
    expect([got.statusCode, got.json()]).toEqual([409, { error: 'I do not know <x>', hint: 'write y' }]);
  });

  it('that breaks after a step says so in the last line', async () => {
    answer = async (_words, { onProgress }) => {
      onProgress({ done: 0.1, total: 1, note: 'reading' });
      throw refusal;
    };
    const got = await post({ words: ['x'] });
    expect([got.statusCode, linesOf(got.body).at(-1)]).toEqual([200, { error: 'I do not know <x>', hint: 'write y' }]);
  });

  it.each(['before the first step', 'after one'])('is called off when the caller leaves %s', async (when) => {
    const began = Promise.withResolvers<void>();
    const left = Promise.withResolvers<string>();
    answer = (_words, { onProgress, signal }) => {
      signal.addEventListener('abort', () => left.resolve('called off'));
      if (when === 'after one') onProgress({ done: 0.1, total: 1, note: 'reading' });
      began.resolve();
      return left.promise.then((end) => ({ end }));
    };
    const address = await app.listen({ port: 0, host: '127.0.0.1' }).catch(() => '');
    const port = Number(new URL(address || `http://127.0.0.1:${(app.server.address() as { port: number }).port}`).port);
    const call = request({ ...{ port, host: '127.0.0.1', path: '/api/v1/history', method: 'POST', headers } });
    call.on('error', () => undefined);
    call.end(JSON.stringify({ words: ['top'] }));
    await began.promise;
    if (when === 'after one') await once((await once(call, 'response'))[0], 'data');
    call.destroy();
    expect(await left.promise).toBe('called off');
  });
});

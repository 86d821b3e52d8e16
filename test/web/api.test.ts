import { fastify } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NocturneError } from '../../src/errors.ts';
import { createApi } from '../../src/web/api.ts';
import type { RecordPort } from '../../src/web/record-route.ts';
import { createMemoryStore } from '../bot/memory-store.ts';
import { useStore } from '../store/open-test-store.ts';

const store = useStore();
const app = fastify();
beforeAll(async () => {
  await app.register(async (scope) =>
    createApi({ store: store(), token: 'a token', train: async () => 'run', command: async (text) => text })(scope),
  );
});
afterAll(() => app.close());

const get = (url: string) => app.inject({ url, headers: { authorization: 'Bearer a token' } });

it.each(['incidents', 'train'])('knows nothing under whatever ID somebody types after /api/v1/%s', async (what) => {
  const texts = ['\u0000', 'INC-1\u0000', '\u0001', '\uFFFD', "'; --", '\u{10FFFF}', '%', 'x'.repeat(90), '..'];
  const ids = [...texts.map(encodeURIComponent), '%ED%A0%80', '%FF', '%', '%2e%2e', '%0a'];
  for (const id of ids) {
    const { statusCode, body } = await get(`/api/v1/${what}/${id}`);
    expect([400, 404], `${id}: ${statusCode} ${body}`).toContain(statusCode);
  }
});

function api() {
  const asked: number[] = [];
  const app = fastify();
  const command = async (text: string) => {
    asked.push(text.length);
    return 'answer';
  };
  const routes = createApi({ store: createMemoryStore(), token: 'sesame-1', train: async () => 'train-1', command });
  void app.register(async (scope) => routes(scope));
  const headers = { authorization: 'Bearer sesame-1' };
  const type = (text: string) => app.inject({ method: 'POST', url: '/api/v1/commands', headers, payload: { text } });
  return { asked, type };
}

describe('the API for commands', () => {
  it('passes on what may be a command, in any letters', async () => {
    const { asked, type } = api();
    for (const letter of ['a', 'é', '\u0001', '😀']) expect((await type(letter.repeat(2000))).statusCode).toBe(200);
    expect(asked).toEqual([2000, 2000, 2000, 4000]);
  });

  it.each([20_000, 900_000, 1_000_000])('refuses %i characters before they are read', async (size) => {
    const { asked, type } = api();
    const answer = await type('a'.repeat(size));
    expect(answer.statusCode).toBe(413);
    expect(answer.json().message).toContain('too large');
    expect(asked).toEqual([]);
  });
});

describe('the API for trainings', () => {
  const orders: unknown[] = [];
  const app = fastify();
  const train = async (order: object) => `run ${orders.push(order)}`;
  const routes = createApi({ store: createMemoryStore(), token: 't', train, command: async (text) => text });
  beforeAll(async () => app.register(async (scope) => routes(scope)));
  afterAll(() => app.close());
  const post = (payload: string) => {
    const headers = { authorization: 'Bearer t', 'content-type': 'application/json' };
    return app.inject({ method: 'POST', url: '/api/v1/train', headers, payload });
  };

  const folders = ['null', '1', '"x"', '["\\u0000"]', '["a\\u0000b"]', '["\\ud800"]', '[""]', '[null]', '[["x"]]'];
  const seeds = ['"1"', 'null', '1.5', '1e400', '1e17', '{}', '[1]', 'true'];
  it.each([
    ...['null', '[]', '"x"', '{}'],
    ...folders.map((each) => `{"recordings":${each}}`),
    ...seeds.map((seed) => `{"recordings":["/data/one"],"seed":${seed}}`),
  ])('asks for none with %s', async (payload) => {
    expect((await post(payload)).statusCode).toBe(400);
    expect(orders).toEqual([]);
  });

  it.each(['[]', '"causes"', '["cuases"]', '[1]', 'null', '["causes","\\u0000"]'])(
    'asks for none with the kinds %s',
    async (kinds) => {
      const answer = await post(`{"recordings":["/data/one"],"kinds":${kinds}}`);
      expect([answer.statusCode, answer.json().error]).toEqual([400, expect.stringContaining('detection, causes')]);
      expect(orders).toEqual([]);
    },
  );

  const spans = ['null', '{}', '{"from":1}', '{"from":2,"to":1}', '{"from":1,"to":1}', '{"from":"1","to":2}', '[1,2]'];
  it.each([...spans.map((each) => `{"span":${each}}`), '{"span":{"from":1,"to":2},"recordings":["/data/one"]}'])(
    'asks for none with %s',
    async (payload) => {
      expect((await post(payload)).statusCode).toBe(400);
      expect(orders).toEqual([]);
    },
  );

  it('asks for one on a span of the history', async () => {
    const order = { span: { from: 1_790_000_000_000, to: 1_790_000_900_000 }, kinds: ['causes'] };
    expect((await post(JSON.stringify(order))).statusCode).toBe(200);
    expect(orders.splice(0)).toEqual([order]);
  });

  it.each([['ns'], ['s'], ['h']])('asks for one of recordings in %s', async (precision) => {
    const order = { recordings: ['/data/one'], precision };
    expect((await post(JSON.stringify(order))).statusCode).toBe(200);
    expect(orders.splice(0)).toEqual([order]);
  });

  it.each([
    ...['""', '"n"', '"fortnight"', '1', 'null', '["s"]'].map((each) => `{"recordings":["/x"],"precision":${each}}`),
    '{"span":{"from":1,"to":2},"precision":"s"}',
  ])('asks for none in another unit: %s', async (payload) => {
    const answer = await post(payload);
    expect([answer.statusCode, answer.json().error]).toEqual([400, expect.stringContaining('precision must be')]);
    expect(orders).toEqual([]);
  });

  it('asks for one of some kinds', async () => {
    const order = { recordings: ['/data/one'], kinds: ['causes'] };
    expect((await post(JSON.stringify(order))).statusCode).toBe(200);
    expect(orders.splice(0)).toEqual([order]);
  });

  it.each([[undefined], [0], [-7], [2 ** 31]])('asks for one with the seed %s', async (seed) => {
    const order = { recordings: ['/data/one', 'Aufnahme ü'], seed };
    expect((await post(JSON.stringify(order))).json()).toEqual({ runId: expect.any(String) });
    expect(orders.splice(0)).toEqual([order]);
  });
});

describe('the API for recordings', () => {
  type Runner = Parameters<RecordPort>[1];
  async function post(record: RecordPort, payload: object = { from: 1, to: 2, folder: '/data/made' }) {
    const app = fastify();
    const routes = createApi({
      ...{ store: createMemoryStore(), token: 't', record, train: async () => 'run', command: async (text) => text },
    });
    await app.register(async (scope) => routes(scope));
    const answer = await app.inject({
      ...{ method: 'POST', url: '/api/v1/record', headers: { authorization: 'Bearer t' }, payload },
    });
    await app.close();
    const lines = answer.body.split('\n').filter((line) => line !== '');
    return { status: answer.statusCode, told: lines.map((line) => JSON.parse(line) as unknown) };
  }
  const step = { done: 1, total: 2, note: 'writing samples' };
  const failing = (thrown: unknown, before?: (runner: Runner) => void): RecordPort => {
    return async (_order, runner) => {
      before?.(runner);
      await new Promise((resolve) => setImmediate(resolve));
      throw thrown;
    };
  };
  const taken = new NocturneError('recording-exists', 'it is there', { hint: 'name another' });
  const busy = new NocturneError('history-failed', 'too slow', { retryable: true });
  const tells = ({ onProgress }: Runner) => onProgress(step);

  const writing: RecordPort = async (_order, runner) => {
    tells(runner);
    return { samples: 3 };
  };

  it.each<[string, RecordPort, number, unknown[]]>([
    ['at once', async () => ({ samples: 3 }), 200, [{ recorded: { samples: 3 } }]],
    ['with steps', writing, 200, [step, { recorded: { samples: 3 } }]],
    ['not at all', failing(taken), 409, [{ error: 'it is there', hint: 'name another' }]],
    ['not now', failing(busy), 503, [{ error: 'too slow' }]],
    ['in part', failing(taken, tells), 200, [step, { error: 'it is there', hint: 'name another' }]],
    ['in part, for no known reason', failing(new Error('oh'), tells), 200, [step, { error: 'oh' }]],
  ])('tells what became of one that is written %s', async (_how, record, status, told) => {
    expect(await post(record)).toEqual({ status, told });
  });

  it.each([
    {},
    { from: 1, to: 2 },
    { from: 2, to: 1, folder: '/x' },
    { from: 1, to: 1, folder: '/x' },
    { from: '1', to: 2, folder: '/x' },
    { from: 1, to: 2, folder: '' },
    { from: 1, to: 2, folder: 'a\u0000' },
  ])('refuses the order %j', async (order) => {
    const { status, told } = await post(async () => ({}), order);
    expect([status, told]).toEqual([400, [expect.objectContaining({ error: expect.stringContaining('folder') })]]);
  });

  it('ends the writing when its caller leaves', async () => {
    // The caller's library connects anew after it left, and would keep the server for the 70 s that an idle connection has.
    const app = fastify({ forceCloseConnections: true });
    const ended = Promise.withResolvers<void>();
    const record: RecordPort = async (_order, { onProgress, signal }) => {
      signal.addEventListener('abort', () => ended.resolve());
      onProgress(step);
      return ended.promise.then(() => ({}));
    };
    const routes = createApi({
      ...{ store: createMemoryStore(), token: 't', record, train: async () => 'run', command: async (text) => text },
    });
    await app.register(async (scope) => routes(scope));
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    const leaving = new AbortController();
    const headers = { authorization: 'Bearer t', 'content-type': 'application/json' };
    const body = JSON.stringify({ from: 1, to: 2, folder: '/x' });
    const answer = await fetch(`${url}/api/v1/record`, { method: 'POST', headers, body, signal: leaving.signal });
    expect(answer.status).toBe(200);
    leaving.abort();
    await ended.promise;
    await app.close();
  });
});

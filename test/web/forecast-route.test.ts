import fastify from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApi } from '../../src/web/api.ts';
import { createMemoryStore } from '../bot/memory-store.ts';

const asked: object[] = [];
const app = fastify();
const routes = createApi({
  ...{ store: createMemoryStore(), token: 't', train: async () => 'train-1', command: async (text) => text },
  forecast: async (question) => {
    asked.push(question);
    return question.device === 'Nowhere' ? { problem: 'No device Nowhere.' } : ({ title: 'Latency' } as never);
  },
});
beforeAll(async () => app.register(async (scope) => routes(scope)));
afterAll(() => app.close());
const get = (query: string) =>
  app.inject({ method: 'GET', url: `/api/v1/forecast?${query}`, headers: { authorization: 'Bearer t' } });

it('passes on what is asked for, twelve hours unless told otherwise', async () => {
  expect((await get('device=A&interface=eth1&metric=cpu_pct&hours=6')).json()).toEqual({ title: 'Latency' });
  expect((await get('device=A')).statusCode).toBe(200);
  expect(asked).toEqual([
    { device: 'A', interface: 'eth1', metric: 'cpu_pct', hours: 6 },
    { device: 'A', interface: undefined, metric: undefined, hours: 12 },
  ]);
});

it('passes on that a day is asked for', async () => {
  asked.length = 0;
  for (const query of ['device=A&day=true', 'device=A&day=false&hours=3'])
    expect((await get(query)).statusCode).toBe(200);
  const names = { device: 'A', interface: undefined, metric: undefined };
  expect(asked).toEqual([
    { ...names, day: true },
    { ...names, hours: 3 },
  ]);
});

it('says why there is nothing to forecast', async () => {
  const answer = await get('device=Nowhere');
  expect([answer.statusCode, answer.json()]).toEqual([404, { error: 'No device Nowhere.' }]);
});

it.each([
  ...[
    '',
    'device=',
    'device=a&device=b',
    `device=${'a'.repeat(121)}`,
    'device=%00',
    'device=a&metric=',
    'device=a&interface=',
  ],
  ...['device=a&day=', 'device=a&day=1', 'device=a&day=true&day=true', 'device=a&day=true&hours=6'],
  ...['0', '49', '1.5', '-1', '', 'x', '1e1', '0x5', '12&hours=13'].map((hours) => `device=a&hours=${hours}`),
])('refuses "%s" with what it must be', async (query) => {
  const before = asked.length;
  const answer = await get(query);
  expect([answer.statusCode, answer.json().error]).toEqual([
    400,
    expect.stringMatching(/must be (names|a whole number|true or false|left out)/),
  ]);
  expect(asked).toHaveLength(before);
});

it('is closed without the token', async () => {
  expect((await app.inject({ method: 'GET', url: '/api/v1/forecast?device=A' })).statusCode).toBe(401);
});

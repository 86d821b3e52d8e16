import fastify from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recommend } from '../../src/routes/recommend.ts';
import { createApi } from '../../src/web/api.ts';
import { createMemoryStore } from '../bot/memory-store.ts';
import { makeNetwork, now } from '../routes/made-routes.ts';
import { examplePlan } from '../store/open-test-store.ts';

const store = createMemoryStore();
const app = fastify();
const routes = createApi({
  ...{ store, token: 't', train: async () => 'train-1', command: async (text) => text },
  async route(pair) {
    if (pair.from === 'Nowhere') return { problem: 'No device Nowhere.' };
    const made = makeNetwork({ costs: { L1: 30 } });
    return (await recommend(made, pair, made.known, now)).recommendation;
  },
});
beforeAll(async () => app.register(async (scope) => routes(scope)));
afterAll(() => app.close());
const get = (path: string) => app.inject({ method: 'GET', url: path, headers: { authorization: 'Bearer t' } });

it('has the words of Slack and what they are made of', async () => {
  const answer = (await get('/api/v1/route?from=Router-A&to=Router-B')).json();
  expect(answer).toMatchObject({
    title: 'Route from Router-A to Router-B',
    verdict: 'change',
    change: { link: 'L1', cost: 18 },
  });
  expect(answer.lines.join('\n')).toContain('For that the OSPF cost of L1 becomes 18 at both ends; it is 30 now.');
});

it('says what is wrong with the question', async () => {
  const unknown = await get('/api/v1/route?from=Nowhere&to=Router-B');
  expect([unknown.statusCode, unknown.json()]).toEqual([404, { error: 'No device Nowhere.' }]);
  for (const query of ['', 'from=Router-A', 'from=&to=b', `from=a&to=${'x'.repeat(121)}`])
    expect((await get(`/api/v1/route?${query}`)).statusCode).toBe(400);
});

it('shows a plan without an incident by its id, and never the id of its buttons', async () => {
  const plan = examplePlan('plan-1');
  await store.plans.insert({ ...plan, content: { ...plan.content, incidentId: 'route:Router-A:Router-B' } });
  const shown = (await get('/api/v1/plans/plan-1')).json();
  expect(shown).toMatchObject({ id: 'plan-1', state: 'pending', votes: [] });
  expect(shown.buttonId).toBeUndefined();
  expect((await get('/api/v1/plans/plan-2')).statusCode).toBe(404);
});

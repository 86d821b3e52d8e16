import { MemorySaver } from '@langchain/langgraph';
import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import type { ChatEndpoint } from '../../bench/faults/chat-endpoint.ts';
import { replyCompetently } from '../../bench/faults/competent-model.ts';
import { breakingAnswers } from '../../bench/faults/model-behaviours/breaking-answers.ts';
import { brokenTransport } from '../../bench/faults/model-behaviours/broken-transport.ts';
import { lyingAnswers } from '../../bench/faults/model-behaviours/lying-answers.ts';
import { type ModelBehaviour, offers, worksUntil } from '../../bench/faults/model-behaviours/model-behaviour.ts';
import { oddShapes } from '../../bench/faults/model-behaviours/odd-shapes.ts';
import { sizesBeyondMeasure } from '../../bench/faults/model-behaviours/sizes-beyond-measure.ts';
import { modelBehaviours, startModelEndpoint } from '../../bench/faults/model-endpoint.ts';
import { type ChatModel, createChatModel } from '../../src/agents/chat-model.ts';
import { defaultBudget, type ModelBudget } from '../../src/agents/model-use.ts';
import { createOncallGraph } from '../../src/agents/oncall-graph.ts';
import { loadPrompts } from '../../src/agents/prompts.ts';
import { noPlanReasons } from '../../src/tools/decision.ts';
import { patienceMs } from '../patience.ts';
import { sampled } from '../sampled.ts';
import { createWorld, latencySeries, now, type Story, verdict } from './world.ts';

const endpoints: ChatEndpoint[] = [];
afterEach(async () => {
  for (const endpoint of endpoints.splice(0)) await endpoint.close();
});

/** Sizes and shapes are read in the same way whoever asks. */
const byMoment = [...lyingAnswers, ...breakingAnswers, ...brokenTransport];
const sorts = [lyingAnswers, breakingAnswers, sizesBeyondMeasure, oddShapes, brokenTransport];
const sortOf = (behaviour: ModelBehaviour) => [sorts.findIndex((sort) => sort.includes(behaviour))];

/** Only what may not answer at all is not waited for. */
const mayHang = new Set([...brokenTransport, ...sizesBeyondMeasure].map(({ name }) => name));
const timeoutFor = ({ name }: ModelBehaviour) => (mayHang.has(name) ? 300 : patienceMs);

async function open(behaviour: ModelBehaviour): Promise<{ endpoint: ChatEndpoint; model: ChatModel }> {
  const endpoint = await startModelEndpoint(behaviour);
  endpoints.push(endpoint);
  return {
    endpoint,
    model: await createChatModel({ baseUrl: endpoint.url, modelName: 'm', timeoutMs: timeoutFor(behaviour) }),
  };
}

async function investigate(model: ChatModel, story: Story = {}, budget: Partial<ModelBudget> = {}) {
  const world = createWorld(story);
  let toolRuns = 0;
  const count = (line: string) => {
    if (line.includes('tool called')) toolRuns += 1;
  };
  const graph = createOncallGraph({
    ...{ model, ports: world.ports, checkpointer: new MemorySaver(), prompts: await loadPrompts(), clock: () => now },
    log: pino({ level: 'debug' }, { write: count }),
    budget: { ...defaultBudget, ...budget },
  });
  const { diagnosis, decision } = await graph.investigate('inc-1');
  return { diagnosis: diagnosis!, decision: decision!, plans: [...world.plans.values()], calls: world.calls, toolRuns };
}

const offline = await createChatModel({ offline: true });
const asWithout = await investigate(offline);
/** Calls of one answer more than the budget, and what detector and offline model need. */
const mostToolRuns = defaultBudget.toolCalls + 8 + 2 * asWithout.toolRuns;

async function expectNothingChanged(behaviour: ModelBehaviour): Promise<void> {
  const { endpoint, model } = await open(behaviour);
  const { diagnosis, decision, plans, calls, toolRuns } = await investigate(model);
  expect(diagnosis.conclusive).toBe(true);
  expect({ decision, plans }).toEqual({ decision: asWithout.decision, plans: asWithout.plans });
  for (const call of calls.filter((call) => call.startsWith('playbooks')))
    expect(call).toBe('playbooks latency_spike Router-A eth1');
  const { writtenBy } = diagnosis;
  if (writtenBy !== 'm') expect(diagnosis).toEqual({ ...asWithout.diagnosis, writtenBy });
  expect(diagnosis.sentences.map(({ text }) => text).join('\n')).not.toMatch(
    /[<>`@]|think|memory|reload|evil|\p{Cs}/iu,
  );
  expect(endpoint.requests()).toBeLessThanOrEqual(defaultBudget.calls);
  expect(toolRuns).toBeLessThanOrEqual(mostToolRuns);
}

describe('the end is the same as without a language model, for one that', () => {
  test.each(sampled(modelBehaviours, sortOf, 2))('$name', (behaviour) => expectNothingChanged(behaviour));
});

describe('a plan is declined only for a reason that models may choose', () => {
  const mayChoose = ['does_not_fit', 'risk_too_high'];
  const said = [...Object.keys(noPlanReasons), 'constructor', '', '<!here> call me'];
  test.each(said)('%s', async (why) => {
    const { model } = await open({
      name: 'declines',
      respond: (request) => (offers(request, 'propose_plan') ? { text: `No plan: ${why}` } : replyCompetently(request)),
    });
    const { decision, plans } = await investigate(model);
    if (mayChoose.includes(why))
      expect({ decision, plans }).toMatchObject({ decision: { kind: 'none', why }, plans: [] });
    else expect({ decision, plans }).toEqual({ decision: asWithout.decision, plans: asWithout.plans });
  });
});

describe('the same, when the diagnosis is written already, for one that', () => {
  test.each(sampled(byMoment, sortOf, 2))('$name', ({ name, respond }) =>
    expectNothingChanged({ name, respond: worksUntil(8, respond) }),
  );
});

describe('where the facts carry no conclusion, none comes from a language model that', () => {
  const calm = Object.fromEntries(Object.entries(latencySeries).map(([key, [before]]) => [key, [before, before]]));
  const stories: [string, Story][] = [
    ['telemetry shows nothing', { series: calm as Story['series'] & object }],
    ['there is no telemetry', { series: {} }],
    ['the models are unsure', { verdict: { ...verdict, confidence: 0.4 } }],
    ['the models have no verdict', { verdict: null }],
  ];
  const cases = stories.flatMap(([when, story]) =>
    lyingAnswers.map(({ name, respond }) => ({ name, respond, when, story })),
  );
  test.each(sampled(cases, ({ name, when }) => [name, when]))('$name, when $when', async ({ story, ...behaviour }) => {
    const { model } = await open(behaviour);
    const { diagnosis, decision, plans } = await investigate(model, story);
    expect(diagnosis.conclusive).toBe(false);
    expect(decision).toMatchObject({ kind: 'none', why: 'inconclusive' });
    expect(plans).toEqual([]);
  });
});

describe('a budget that is used up ends nothing', () => {
  const works = modelBehaviours.find(({ name }) => name === 'works')!;
  const budgets = (['calls', 'toolCalls', 'tokens', 'elapsedMs'] as const).flatMap((what) =>
    [0, 1, 3, 200].map((most) => ({ what, most })),
  );
  test.each(sampled(budgets, ({ what, most }) => [what, most]))('after $most $what', async ({ what, most }) => {
    const { model } = await open(works);
    const { diagnosis, decision, plans } = await investigate(model, {}, { [what]: most });
    expect({ decision, plans }).toEqual({ decision: asWithout.decision, plans: asWithout.plans });
    const { writtenBy } = diagnosis;
    if (most === 0) expect(writtenBy).toMatch(/^offline \(m: its .+ (?:are|is) used up\)$/);
    if (writtenBy !== 'm') expect(diagnosis).toEqual({ ...asWithout.diagnosis, writtenBy });
  });
});

describe('an endpoint that is down', () => {
  test('costs many incidents at once one request each, and the next ones none', async () => {
    const { endpoint, model } = await open(modelBehaviours.find(({ name }) => name === 'never answers')!);
    const ends = await Promise.all(Array.from({ length: 6 }, () => investigate(model)));
    expect(ends.map(({ plans }) => plans)).toEqual(ends.map(() => asWithout.plans));
    const asked = endpoint.requests();
    expect(asked).toBeLessThanOrEqual(6);
    const { diagnosis } = await investigate(model);
    expect(diagnosis.writtenBy).toBe('offline (m: it failed before: it took longer than 0.3 s)');
    expect(endpoint.requests()).toBe(asked);
    expect(model.state()).toMatchObject({ state: 'resting', reason: 'it took longer than 0.3 s' });
  });
});

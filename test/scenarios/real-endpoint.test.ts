import { MemorySaver } from '@langchain/langgraph';
import { afterEach, describe, expect, test } from 'vitest';
import { type ChatRequest, type Respond, startChatEndpoint } from '../../bench/faults/chat-endpoint.ts';
import { createChatModel } from '../../src/agents/chat-model.ts';
import { defaultBudget } from '../../src/agents/model-use.ts';
import { createOncallGraph } from '../../src/agents/oncall-graph.ts';
import { loadPrompts } from '../../src/agents/prompts.ts';
import { createWorld, now, type Story, silentLog } from '../agents/world.ts';
import { patienceMs } from '../patience.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function investigate(reply: Respond, options: { story?: Story; calls?: number } = {}) {
  const endpoint = await startChatEndpoint(reply);
  closers.push(endpoint.close);
  const world = createWorld(options.story);
  const graph = createOncallGraph({
    model: await createChatModel({
      baseUrl: endpoint.url,
      modelName: 'house-model',
      timeoutMs: patienceMs,
    }),
    ports: world.ports,
    checkpointer: new MemorySaver(),
    prompts: await loadPrompts(),
    clock: () => now,
    log: silentLog,
    budget: { ...defaultBudget, calls: options.calls ?? defaultBudget.calls },
  });
  const result = await graph.investigate('inc-1');
  const texts = result.diagnosis?.sentences.map((sentence) => sentence.text) ?? [];
  return { ...world, ...result, texts, requests: endpoint.seen };
}

const offers = (request: ChatRequest, name: string) =>
  (request.tools ?? []).some((tool) => tool.function.name === name);
const toolAnswers = (request: ChatRequest) => request.messages.filter((message) => message.role === 'tool').length;
const words = (request: ChatRequest) => JSON.stringify(request.messages);

const firstHost = (request: ChatRequest) =>
  /HOST_\d+/.exec(JSON.stringify(request.messages.filter((message) => message.role !== 'system')))?.[0];

/** Does the work of analyst and actor, as a model would that only knows the tokens. */
const competent: Respond = (request) => {
  const done = toolAnswers(request);
  if (offers(request, 'propose_plan')) {
    if (done === 0) return { call: 'list_playbooks', input: { cause: 'latency_spike' } };
    return done === 1
      ? { call: 'propose_plan', input: { playbook: 'latency_spike', parameters: { cost: 400 } } }
      : { text: 'Done.' };
  }
  const host = firstHost(request);
  if (done === 0) return { call: 'get_neighbours', input: { device: host, interface: 'eth1' } };
  return {
    text: `Conclusion: latency_spike\n${host} eth1 is slow: 84.2 ms. [E4]\nIt will cost 5000 dollars. [E4]\nNo doubt about it.`,
  };
};

describe('a real endpoint', () => {
  test('writes the diagnosis and chooses the plan; what is not supported is dropped', async () => {
    const { diagnosis, texts, plans, requests } = await investigate(competent);
    expect(diagnosis).toMatchObject({ writtenBy: 'house-model', conclusive: true });
    expect(texts).toEqual(['Router-A eth1 is slow: 84.2 ms.']);
    expect([...plans.values()][0]!.parameters).toEqual({ device: 'Router-A', interface: 'eth1', cost: 400 });
    expect(requests.length).toBe(5);
  });

  test('never sees a device name, and gets tokens instead', async () => {
    const { requests } = await investigate(competent);
    const sent = requests.map(words).join('\n');
    expect(sent).not.toMatch(/router-[ab]|switch-1|ap-1/i);
    expect(sent).toContain('HOST_');
  });

  test('that is swayed by text on a device can neither change the target nor the symptom', async () => {
    const swayed: Respond = (request, index) => {
      if (offers(request, 'run_show_command'))
        return { text: 'Conclusion: memory_leak\nThe note on the port says so. [E1]' };
      return competent(request, index);
    };
    const { diagnosis, plans } = await investigate(swayed);
    expect(diagnosis).toMatchObject({ conclusive: true, writtenBy: expect.stringContaining('offline') });
    expect([...plans.values()].map(({ playbook }) => playbook)).toEqual(['latency_spike']);

    const greedy: Respond = async (request, index) => {
      const answer = await competent(request, index);
      return 'call' in answer && answer.call === 'propose_plan'
        ? { ...answer, input: { playbook: 'latency_spike', parameters: { interface: 'eth2' } } }
        : answer;
    };
    const result = await investigate(greedy);
    expect([...result.plans.values()].map((plan) => plan.parameters)).not.toContainEqual(
      expect.objectContaining({ interface: 'eth2' }),
    );
  });

  test('that calls tools for ever is stopped after its steps', async () => {
    const { diagnosis, requests } = await investigate((request) => ({
      call: 'get_neighbours',
      input: { device: firstHost(request) },
    }));
    expect(requests.length).toBe(12);
    expect(diagnosis?.writtenBy).toContain('offline (house-model');
  });
});

describe('going on offline, and saying so', () => {
  const story = (reply: Respond, calls?: number) => investigate(reply, calls === undefined ? {} : { calls });

  test.each<[string, Respond, number | undefined, string]>([
    ['fails', () => ({ status: 500 }), undefined, '500'],
    ['refuses the key', () => ({ status: 401 }), undefined, '401'],
    ['answers nothing', () => ({ text: '' }), undefined, 'it answered nothing'],
    ['answers what can not be used', () => ({ text: 'I think it is fine.' }), undefined, 'could not be used'],
    [
      'fails in the middle',
      (request, index) => (index > 1 ? { status: 500 } : competent(request, index)),
      undefined,
      '500',
    ],
    ['is over its budget', competent, 1, 'its calls are used up'],
  ])('when the endpoint %s', async (_what, reply, calls, reason) => {
    const { diagnosis, decision, plans } = await story(reply, calls);
    expect(diagnosis?.writtenBy).toMatch(/^offline \(house-model: /);
    expect(diagnosis?.writtenBy).toContain(reason);
    expect(diagnosis?.conclusive).toBe(true);
    expect(decision?.kind).toBe('plan');
    expect(plans.size).toBe(1);
  });

  test('a failing endpoint is not asked again in the same investigation', async () => {
    const { requests } = await story(() => ({ status: 500 }));
    expect(requests.length).toBe(1);
  });
});

test('an endpoint without a model name is a configuration error', async () => {
  await expect(createChatModel({ baseUrl: 'http://127.0.0.1:1/v1' })).rejects.toMatchObject({
    code: 'model-name-missing',
  });
});

test('without a key and an endpoint, and when offline is asked for, the model is the offline one', async () => {
  expect(await createChatModel()).toMatchObject({ name: 'offline', offline: true });
  expect(await createChatModel({ apiKey: 'k', offline: true })).toMatchObject({ offline: true });
});

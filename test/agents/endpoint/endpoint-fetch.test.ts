import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type ChatEndpoint,
  type ChatReply,
  type ChatRequest,
  type Respond,
  startChatEndpoint,
} from '../../../bench/faults/chat-endpoint.ts';
import { createChatModel } from '../../../src/agents/chat-model.ts';
import { patienceMs } from '../../patience.ts';

const endpoints: ChatEndpoint[] = [];
afterEach(async () => {
  for (const endpoint of endpoints.splice(0)) await endpoint.close();
});

/** Says what it must not be asked for in the words of OpenAI's API. */
const unsupported = (param: string, message: string, code: string): ChatReply => ({
  status: 400,
  error: { message, type: 'invalid_request_error', param, code },
});

/** As OpenAI's reasoning models: no temperature but 1, and no max_tokens. */
const reasoningModel: Respond = ({ temperature, max_tokens }) => {
  if (max_tokens !== undefined) {
    const message =
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
    return unsupported('max_tokens', message, 'unsupported_parameter');
  }
  if (temperature !== undefined && temperature !== 1) {
    const message = "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) is.";
    return unsupported('temperature', message, 'unsupported_value');
  }
  return { text: 'Done.' };
};

/** An old server: no max_completion_tokens, no tool_choice, and its error has no field for the parameter. */
const oldServer: Respond = (request) => {
  const unknown = ['max_completion_tokens', 'reasoning_effort'].find((name) => name in request);
  return unknown ? { status: 422, error: { message: `extra fields not permitted: ${unknown}` } } : { text: 'Done.' };
};

async function ask(respond: Respond, modelName: string, times = 1) {
  const endpoint = await startChatEndpoint(respond);
  endpoints.push(endpoint);
  const chat = await createChatModel({ baseUrl: endpoint.url, modelName, timeoutMs: patienceMs });
  const texts: string[] = [];
  for (let time = 0; time < times; time += 1) texts.push((await chat.model.invoke('hello')).text);
  return { texts, seen: endpoint.seen, chat };
}

const limits = ({ temperature, max_tokens, max_completion_tokens }: ChatRequest) => ({
  ...{ temperature, max_tokens, max_completion_tokens },
});

describe('a request', () => {
  test.each(['gpt-4.1-mini', 'qwen3:8b', 'gpt-5-chat-latest'])('to %s has a temperature and a limit', async (name) => {
    const { seen } = await ask(() => ({ text: 'Done.' }), name);
    expect(seen.map(limits)).toEqual([{ temperature: 0, max_tokens: 2_000 }]);
  });

  test.each(['o3', 'o4-mini', 'gpt-5', 'gpt-5-mini'])('to %s has no temperature', async (name) => {
    const { texts, seen } = await ask(reasoningModel, name);
    expect(texts).toEqual(['Done.']);
    expect(seen.map(limits)).toEqual([{ max_completion_tokens: 16_000 }]);
  });

  test('to the model that the example configuration suggests is answered', async () => {
    const example = readFileSync(new URL('../../../nocturne.example.yaml', import.meta.url), 'utf8');
    const [, name] = /^model:\n(?: .*\n)*? {2}# name: (\S+)$/m.exec(example)!;
    const { texts, seen } = await ask(reasoningModel, name!);
    expect([texts, seen.length]).toEqual([['Done.'], 1]);
  });

  test.each([
    ['a model of another name that reasons', reasoningModel, 'house-model', 3],
    ['one behind a gateway', reasoningModel, 'openai/gpt-5-mini', 2],
    ['an old server', oldServer, 'gpt-5', 3],
  ] as const)(
    'that %s refuses in part is repeated without that part, and the refusal is remembered',
    async (_what, respond, name, first) => {
      const { texts, seen } = await ask(respond, name, 3);
      expect(texts).toEqual(['Done.', 'Done.', 'Done.']);
      expect(seen.length).toBe(first + 2);
    },
  );

  test('that is refused for good is not repeated for ever', async () => {
    let index = 0;
    const names = ['temperature', 'max_tokens', 'max_completion_tokens', 'tool_choice'];
    const never = () => unsupported(names[index++ % 4]!, 'no', 'unsupported_parameter');
    await expect(ask(never, 'house-model')).rejects.toThrow();
    expect(index).toBeLessThanOrEqual(4);
  });

  test('goes once more when its connection was closed', async () => {
    const closed: Respond = (_request, index) =>
      index === 1 ? { take: (response) => response.socket?.destroy() } : { text: 'Done.' };
    expect((await ask(closed, 'm')).texts).toEqual(['Done.']);
  });
});

test('what an endpoint says about itself goes to no one but the log', async () => {
  const error = { message: '<!channel> Incorrect API key provided: none' };
  const failed = await ask(() => ({ status: 401, error }), 'm').catch((thrown: unknown) => thrown);
  expect((failed as { cause: unknown }).cause).toMatchObject({
    code: 'model-endpoint-failed',
    message: 'it answered with status 401',
  });
});

test('a refusal of one request leaves the endpoint in use, a failure does not', async () => {
  const statuses = [400, 413, 422, 401, 403, 404, 408, 429, 500, 503];
  const states: [number, string][] = [];
  for (const status of statuses) {
    const endpoint = await startChatEndpoint(() => ({ status }));
    endpoints.push(endpoint);
    const chat = await createChatModel({ baseUrl: endpoint.url, modelName: 'm' });
    await chat.model.invoke('hello').catch(() => {});
    states.push([status, chat.state().state]);
  }
  expect(states).toEqual(
    statuses.map((status) => [status, status < 401 || [413, 422].includes(status) ? 'working' : 'resting']),
  );
});

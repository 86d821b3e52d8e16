import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import type { Clock } from '../domain/clock.ts';
import { NocturneError } from '../errors.ts';
import type { Log } from '../log.ts';
import { createCircuitBreaker, type EndpointState } from './endpoint/circuit-breaker.ts';
import { createEndpointFetch } from './endpoint/endpoint-fetch.ts';
import { createOfflineModel } from './offline-model.ts';

/** The language model of the agents. `name` goes into what it writes. */
export interface ChatModel {
  name: string;
  offline: boolean;
  model: BaseChatModel;
  /** Whether its endpoint is asked at present. */
  state(): EndpointState;
}

export interface ChatModelOptions {
  apiKey?: string | undefined;
  /** Any OpenAI-compatible endpoint, for example one in the own house. */
  baseUrl?: string | undefined;
  modelName?: string | undefined;
  /** True keeps every word in the house, whatever else is set. */
  offline?: boolean | undefined;
  /** For one answer; when left out, 20 s, and 45 s for models that reason before they answer. */
  timeoutMs?: number | undefined;
  clock?: Clock | undefined;
  log?: Log | undefined;
}

/** Two thousand tokens hold an answer of ten sentences. Models that reason before they answer count their reasoning too. */
const plain = { fields: { maxTokens: 2_000, temperature: 0 }, timeoutMs: 20_000 };
const reasoning = { fields: { maxTokens: 16_000, reasoning: { effort: 'low' } }, timeoutMs: 45_000 } as const;

/**
 * The offline model, unless a key or an endpoint is given. Throws `model-name-missing` for an endpoint without a model name: only
 * OpenAI's own has a default.
 */
export async function createChatModel(options: ChatModelOptions = {}): Promise<ChatModel> {
  const { apiKey, baseUrl, log, clock = Date.now } = options;
  if (options.offline || (!apiKey && !baseUrl)) return offlineChatModel();
  if (baseUrl && !options.modelName) {
    throw new NocturneError('model-name-missing', 'A language model endpoint is set, but no model.', {
      hint: 'Name the model that the endpoint serves.',
    });
  }
  const name = options.modelName ?? 'gpt-4.1-mini';
  const { ChatOpenAICompletions } = await import('@langchain/openai');
  const breaker = createCircuitBreaker(clock);
  const kind = reasons(name) ? reasoning : plain;
  // `streaming` stays unset: setting it makes the client fetch a tokenizer from the internet.
  const model = new ChatOpenAICompletions({
    ...kind.fields,
    model: name,
    apiKey: apiKey ?? 'none',
    maxRetries: 0,
    configuration: {
      fetch: createEndpointFetch({ timeoutMs: options.timeoutMs ?? kind.timeoutMs, breaker, log }),
      // Always named: without one the client looks into variables of the environment for another endpoint.
      baseURL: baseUrl ?? 'https://api.openai.com/v1',
    },
  });
  return { name, offline: false, model, state: breaker.state };
}

/** The models of OpenAI that reason; they refuse every temperature but their own. Gateways put the provider before the name. */
function reasons(name: string): boolean {
  return /(?:^|\/)(?:o\d|gpt-5(?!-chat))/.test(name);
}

export function offlineChatModel(): ChatModel {
  return { name: 'offline', offline: true, model: createOfflineModel(), state: () => ({ state: 'working' }) };
}

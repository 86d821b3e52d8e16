import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { NocturneError } from '../errors.ts';
import { createOfflineModel } from './offline-model.ts';

/** The language model of the agents. `name` goes into what it writes. */
export interface ChatModel {
  name: string;
  offline: boolean;
  model: BaseChatModel;
}

export interface ChatModelOptions {
  apiKey?: string | undefined;
  /** Any OpenAI-compatible endpoint, for example one in the own house. */
  baseUrl?: string | undefined;
  modelName?: string | undefined;
  /** True keeps every word in the house, whatever else is set. */
  offline?: boolean | undefined;
  timeoutMs?: number | undefined;
  maxRetries?: number | undefined;
}

/**
 * The offline model, unless a key or an endpoint is given. Throws `model-name-missing` for an endpoint without a model name: only
 * OpenAI's own has a default.
 */
export async function createChatModel(options: ChatModelOptions = {}): Promise<ChatModel> {
  const { apiKey, baseUrl } = options;
  if (options.offline || (!apiKey && !baseUrl)) return offlineChatModel();
  if (baseUrl && !options.modelName) {
    throw new NocturneError('model-name-missing', 'A language model endpoint is set, but no model.', {
      hint: 'Name the model that the endpoint serves.',
    });
  }
  const name = options.modelName ?? 'gpt-4.1-mini';
  const { ChatOpenAI } = await import('@langchain/openai');
  // `streaming` stays unset: setting it makes the client fetch a tokenizer from the internet.
  const model = new ChatOpenAI({
    model: name,
    apiKey: apiKey ?? 'none',
    temperature: 0,
    timeout: options.timeoutMs ?? 20_000,
    maxRetries: options.maxRetries ?? 1,
    useResponsesApi: false,
    ...(baseUrl ? { configuration: { baseURL: baseUrl } } : {}),
  });
  return { name, offline: false, model };
}

export function offlineChatModel(): ChatModel {
  return { name: 'offline', offline: true, model: createOfflineModel() };
}

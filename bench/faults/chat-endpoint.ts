import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request of the chat completions API, as far as behaviours look at it. */
export interface ChatRequest {
  model: string;
  messages: { role: string; content: unknown; tool_calls?: WireCall[]; tool_call_id?: string }[];
  tools?: { function: { name: string } }[];
  tool_choice?: unknown;
  temperature?: number;
  max_tokens?: number;
  max_completion_tokens?: number;
}

export interface WireCall {
  id: string;
  type: 'function';
  function: { name: string; arguments: string };
}

/**
 * What an endpoint sends back: text, one tool call, a message of any shape, a status with an error, a body as it stands, or whatever a
 * function does with the open response.
 */
export type ChatReply =
  | { text: string }
  | { call: string; input: Record<string, unknown> }
  | { message: unknown; finish?: string; usage?: unknown }
  | { status: number; error?: unknown; headers?: Record<string, string> }
  | { body: string; type?: string }
  | { take: (response: ServerResponse) => void };

/** Answers one request; `index` counts from 1. */
export type Respond = (request: ChatRequest, index: number) => ChatReply | Promise<ChatReply>;

export interface ChatEndpoint {
  /** Base URL for an OpenAI client, on 127.0.0.1. */
  url: string;
  requests(): number;
  /** Every request, oldest first. */
  seen: readonly ChatRequest[];
  close(): Promise<void>;
}

/** A small OpenAI-compatible endpoint on 127.0.0.1 that records what it is sent. It gives every answer and call the same id, as some do. */
export async function startChatEndpoint(respond: Respond): Promise<ChatEndpoint> {
  const seen: ChatRequest[] = [];
  const server = createServer(async (incoming, response) => {
    response.on('error', () => {});
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const request = JSON.parse(Buffer.concat(chunks).toString()) as ChatRequest;
    seen.push(request);
    send(await respond(request, seen.length), request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests: () => seen.length,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function send(reply: ChatReply, { model }: ChatRequest, response: ServerResponse): void {
  if ('take' in reply) reply.take(response);
  else write(response, 'status' in reply ? refusal(reply) : success(reply, model));
}

interface Answer {
  status: number;
  body: string;
  headers?: Record<string, string> | undefined;
}

function refusal({ status, headers, error = { message: 'out of order' } }: Extract<ChatReply, { status: number }>) {
  return { status, headers, body: JSON.stringify({ error }) };
}

function success(reply: Exclude<ChatReply, { status: number } | { take: unknown }>, model: string): Answer {
  if ('body' in reply)
    return { status: 200, body: reply.body, headers: reply.type ? { 'content-type': reply.type } : {} };
  return { status: 200, body: JSON.stringify(completion(reply, model)) };
}

function write(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body);
}

/** The JSON of an answer with one choice. */
export function completion(
  reply: Extract<ChatReply, { text: string } | { call: string } | { message: unknown }>,
  model = 'a-model',
): Record<string, unknown> {
  const message = 'message' in reply ? reply.message : messageOf(reply);
  const finish = 'call' in reply ? 'tool_calls' : 'stop';
  return {
    id: 'chat-1',
    object: 'chat.completion',
    created: 0,
    model,
    choices: [{ index: 0, message, finish_reason: ('finish' in reply && reply.finish) || finish }],
    usage: ('usage' in reply && reply.usage) || { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
  };
}

function messageOf(reply: { text: string } | { call: string; input: Record<string, unknown> }) {
  if ('text' in reply) return { role: 'assistant', content: reply.text };
  return { role: 'assistant', content: null, tool_calls: [wireCall(reply.call, JSON.stringify(reply.input))] };
}

export function wireCall(name: string, args: string, id = 'call_0'): WireCall {
  return { id, type: 'function', function: { name, arguments: args } };
}

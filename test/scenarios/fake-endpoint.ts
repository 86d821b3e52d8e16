import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ChatRequest {
  model: string;
  messages: { role: string; content: unknown; tool_calls?: unknown }[];
  tools?: { function: { name: string } }[];
  tool_choice?: unknown;
}

/** What the endpoint answers: text, one tool call, or an HTTP status. */
export type ChatReply = { text: string } | { call: string; input: Record<string, unknown> } | { status: number };

/** A small OpenAI-compatible endpoint on 127.0.0.1 that records what it is sent. It gives every answer and call the same id, as some do. */
export async function startEndpoint(reply: (request: ChatRequest, index: number) => ChatReply) {
  const requests: ChatRequest[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const request = JSON.parse(Buffer.concat(chunks).toString()) as ChatRequest;
      requests.push(request);
      const answer = reply(request, requests.length);
      response.setHeader('content-type', 'application/json');
      response.statusCode = 'status' in answer ? answer.status : 200;
      response.end(JSON.stringify('status' in answer ? { error: { message: 'out of order' } } : wrap(answer, request)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, requests, close };
}

function wrap(answer: Exclude<ChatReply, { status: number }>, { model }: ChatRequest) {
  const calls =
    'call' in answer
      ? [
          {
            id: 'call_0',
            type: 'function',
            function: { name: answer.call, arguments: JSON.stringify(answer.input) },
          },
        ]
      : undefined;
  const message = {
    role: 'assistant',
    content: 'text' in answer ? answer.text : null,
    ...(calls ? { tool_calls: calls } : {}),
  };
  return {
    id: 'chat-1',
    object: 'chat.completion',
    created: 0,
    model,
    choices: [{ index: 0, message, finish_reason: calls ? 'tool_calls' : 'stop' }],
    usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
  };
}

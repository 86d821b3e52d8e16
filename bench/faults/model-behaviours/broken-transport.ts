import { completion } from '../chat-endpoint.ts';
import { behaviour, type ModelBehaviour, worksUntil } from './model-behaviour.ts';

const body = JSON.stringify(completion({ text: 'Conclusion: latency_spike' }));

/** Endpoints that fail below or beside the answer. */
export const brokenTransport: readonly ModelBehaviour[] = [
  behaviour('fails with 500', () => ({ status: 500 })),
  behaviour('fails with 503 and an hour to wait', () => ({ status: 503, headers: { 'retry-after': '3600' } })),
  behaviour('is limited, for a second', () => ({ status: 429, headers: { 'retry-after': '1' } })),
  behaviour('is limited, for an hour', () => ({ status: 429, headers: { 'retry-after': '3600' } })),
  behaviour('has used up its quota', () => ({ status: 429, error: { code: 'insufficient_quota', message: 'quota' } })),
  behaviour('refuses every request', () => ({ status: 400, error: { message: 'bad request' } })),
  behaviour('refuses the key', () => ({ status: 401, error: { message: 'Incorrect API key provided: sk-abc' } })),
  behaviour('forbids it', () => ({ status: 403 })),
  behaviour('is not there', () => ({ status: 404, error: { message: 'The model does not exist' } })),
  behaviour('sends elsewhere', () => ({ status: 302, headers: { location: 'http://127.0.0.1:1/' } })),
  behaviour('hangs up at once', () => ({ take: (response) => response.socket?.destroy() })),
  behaviour('hangs up in the middle', () => ({
    take(response) {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
      response.write(body.slice(0, 40), () => response.socket?.destroy());
    },
  })),
  behaviour('never answers', () => ({ take: () => {} })),
  behaviour('drips its answer', () => ({
    take(response) {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(timer));
    },
  })),
  behaviour('never ends its answer', () => ({
    take(response) {
      response.writeHead(200, { 'content-type': 'application/json' });
      const block = ' '.repeat(64 * 1024);
      const pour = () => {
        while (!response.destroyed && response.write(block));
      };
      response.on('drain', pour);
      pour();
    },
  })),
  behaviour(
    'fails with 500 from its fourth request on',
    worksUntil(4, () => ({ status: 500 })),
  ),
  behaviour(
    'hangs up from its fourth request on',
    worksUntil(4, () => ({ take: (response) => response.socket?.destroy() })),
  ),
];

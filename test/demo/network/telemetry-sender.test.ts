import type { IncomingMessage, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createTelemetrySender } from '../../../demo/network/telemetry/sender.ts';

let server: Server | undefined;

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(null)));
  server = undefined;
});

interface Received {
  url: string | undefined;
  authorization: string | undefined;
  lines: string[];
}

async function serve(answer: (attempt: number) => number, port = 0) {
  const received: Received[] = [];
  let attempts = 0;
  server = createServer(async (request, response) => {
    const lines = (await text(request)).trimEnd().split('\n');
    attempts += 1;
    const status = answer(attempts);
    if (status === 204) received.push({ url: request.url, authorization: request.headers.authorization, lines });
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
  return { received, port: (server.address() as AddressInfo).port, attempts: () => attempts };
}

async function text(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const quick = { token: 'secret', retryMs: { first: 5, longest: 20 } };

it('posts line protocol with token and precision', async () => {
  const { received, port } = await serve(() => 204);
  const sender = createTelemetrySender({ ingestUrl: `http://127.0.0.1:${port}/`, ...quick });
  sender.push(['a x=1 1', 'b x=2 1']);
  await until(() => sender.counts().sent === 2);
  expect(received).toEqual([
    { url: '/api/v2/write?precision=ms', authorization: 'Token secret', lines: ['a x=1 1', 'b x=2 1'] },
  ]);
  await sender.close();
});

it('keeps lines while the endpoint fails and delivers all of them in order, once', async () => {
  const { received, port } = await serve((attempt) => (attempt <= 3 ? 503 : 204));
  const sender = createTelemetrySender({ ingestUrl: `http://127.0.0.1:${port}`, ...quick, maxLinesPerPost: 4 });
  const lines = Array.from({ length: 10 }, (_, i) => `m v=${i} ${i}`);
  for (const line of lines) sender.push([line]);
  await until(() => sender.counts().sent === 10);
  expect(received.flatMap((post) => post.lines)).toEqual(lines);
  await sender.close();
});

it('goes on when the endpoint was away and comes back', async () => {
  const first = await serve(() => 204);
  const { port } = first;
  await new Promise((resolve) => server?.close(resolve));
  const sender = createTelemetrySender({ ingestUrl: `http://127.0.0.1:${port}`, ...quick });
  sender.push(['m v=1 1']);
  sender.push(['m v=2 2']);
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(sender.counts()).toMatchObject({ sent: 0, dropped: 0 });
  const second = await serve(() => 204, port);
  await until(() => sender.counts().sent === 2);
  expect(second.received.flatMap((post) => post.lines)).toEqual(['m v=1 1', 'm v=2 2']);
  await sender.close();
});

it('keeps the newest lines when the buffer is full, and says how many it gave up', async () => {
  const sender = createTelemetrySender({ ingestUrl: 'http://127.0.0.1:9', ...quick, maxBufferedLines: 3 });
  sender.push(Array.from({ length: 8 }, (_, i) => `m v=${i}`));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(sender.counts().dropped).toBe(5);
  await sender.close();
});

it('drops what the endpoint calls malformed instead of sending it forever', async () => {
  const { received, port, attempts } = await serve((attempt) => (attempt === 1 ? 400 : 204));
  const sender = createTelemetrySender({ ingestUrl: `http://127.0.0.1:${port}`, ...quick });
  sender.push(['broken']);
  await until(() => attempts() === 1);
  sender.push(['m v=1 1']);
  await until(() => sender.counts().sent === 1);
  expect(received.flatMap((post) => post.lines)).toEqual(['m v=1 1']);
  expect(sender.counts().dropped).toBe(1);
  await sender.close();
});

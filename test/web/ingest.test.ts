import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { NocturneError } from '../../src/errors.ts';
import { createLoopDelay } from '../../src/web/loop-delay.ts';
import type { Web } from '../../src/web/web.ts';
import { now, startWeb as start } from './start-web.ts';

const closers: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function write(web: Web, body: string | Buffer, options: { path?: string; headers?: Record<string, string> } = {}) {
  return fetch(`${web.url}${options.path ?? '/api/v2/write'}`, {
    method: 'POST',
    body: body as string,
    headers: { authorization: 'Token secret', ...options.headers },
  });
}

const line = 'telemetry,device=R1,interface=eth1 latency_ms=4.2';

describe('the ingest routes', () => {
  it.each([
    ['/api/v2/write?precision=ns', '1795402800123000000'],
    ['/api/v2/write', '1795402800123000000'],
    ['/api/v2/write?precision=us&bucket=b&org=o', '1795402800123000'],
    ['/write?db=telegraf&precision=ms', '1795402800123'],
    ['/write?precision=u', '1795402800123000'],
  ])('take %s', async (path, digits) => {
    const { web, samples } = await start();
    const answer = await write(web, `${line} ${digits}`, { path });
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    expect(samples).toEqual([{ at: 1795402800123, device: 'R1', interface: 'eth1', metric: 'latency_ms', value: 4.2 }]);
  });

  it('refuse a precision that does not exist', async () => {
    const { web } = await start();
    const answer = await write(web, line, { path: '/write?precision=days' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'invalid', message: expect.stringContaining('days') });
  });

  it('unpack gzip', async () => {
    const { web, samples } = await start();
    expect((await write(web, gzipSync(`${line}\n${line}`), { headers: { 'content-encoding': 'gzip' } })).status).toBe(
      204,
    );
    expect(samples).toHaveLength(2);
    const broken = await write(web, 'not gzip', { headers: { 'content-encoding': 'gzip' } });
    expect([broken.status, (await broken.json()) as unknown]).toMatchObject([
      400,
      { message: expect.stringContaining('gzip') },
    ]);
  });

  it('name each bad line with its reason and keep the good ones', async () => {
    const { web, samples } = await start();
    const answer = await write(web, `${line}\nbroken\n${line}\ncpu,site=x cpu_pct=1\nr,device=R2 cpu_pct=high`);
    expect(answer.status).toBe(400);
    const refusal = (await answer.json()) as { message: string };
    expect(refusal).toMatchObject({
      code: 'invalid',
      line: 2,
      badLines: 3,
      acceptedSamples: 2,
      lines: [
        { line: 2, reason: 'the line has no fields' },
        { line: 4, reason: expect.stringContaining('no tag names the device') },
        { line: 5, column: 21, reason: expect.stringContaining('"high" is no number') },
      ],
    });
    expect(refusal.message).toMatch(/line 2.*line 4.*line 5/);
    expect(samples).toHaveLength(2);
  });

  it('refuse samples more than two minutes ahead, name the clock, and keep the others', async () => {
    const ahead: string[] = [];
    const { web, samples } = await start({ onAhead: (device) => ahead.push(device) });
    const from = (device: string, offsetMs: number) =>
      `telemetry,device=${device},interface=eth1 latency_ms=4.2,jitter_ms=1 ${now + offsetMs}`;
    const body = [from('R1', 0), from('R2', 2 * 3_600_000), from('R3', 119_000), from('R1', -3_600_000)].join('\n');
    const answer = await write(web, body, { path: '/api/v2/write?precision=ms' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      badLines: 1,
      acceptedSamples: 6,
      lines: [{ line: 2, reason: 'the clock of R2 is 2 h ahead (a time zone?)' }],
    });
    expect([...new Set(samples.map(({ device }) => device))]).toEqual(['R1', 'R3']);
    expect(ahead).toEqual(['R2']);
    const health = await (await fetch(`${web.url}/health`)).json();
    expect(health).toMatchObject({
      ingest: { aheadLines: 1, badLines: 1, samples: 6 },
      clocks: { wrong: [{ device: 'R2', offsetMs: 7_200_000, refused: 1 }], ownOffsetMs: null },
    });
  });

  it.each([
    ['seconds sent as milliseconds', `${Math.round(now / 1000)}`, 'ms'],
    ['milliseconds sent as seconds', `${now}`, 's'],
    ['microseconds sent as milliseconds', `${now}000`, 'ms'],
    ['milliseconds sent as nanoseconds', `${now}`, 'ns'],
    ['a negative time', '-5', 'ms'],
    ['no number', 'NaN', 'ms'],
  ])('refuse %s', async (_what, timestamp, precision) => {
    const { web, samples } = await start();
    const answer = await write(web, `${line} ${timestamp}`, { path: `/api/v2/write?precision=${precision}` });
    expect(answer.status).toBe(400);
    expect(samples).toEqual([]);
    expect(await answer.json()).toMatchObject({ badLines: 1, acceptedSamples: 0 });
  });

  it('bound what they tell about bad lines', async () => {
    const { web } = await start();
    const refusal = (await (await write(web, 'bad\n'.repeat(5000))).json()) as { lines: unknown[]; message: string };
    expect(refusal.lines).toHaveLength(100);
    expect(refusal.message).toContain('and 4990 more');
    expect(refusal.message.length).toBeLessThan(2000);
  });

  it.each([
    ['Token secret', 204],
    ['Bearer secret', 204],
    [`Basic ${Buffer.from('user:secret').toString('base64')}`, 204],
    ['Token wrong', 401],
    ['Token ', 401],
    ['secret', 401],
  ])('answer authorization %j with %i', async (authorization, status) => {
    const { web, samples } = await start();
    expect((await write(web, line, { headers: { authorization } })).status).toBe(status);
    expect(samples).toHaveLength(status === 204 ? 1 : 0);
  });

  it('take the password of InfluxDB 1 from the query', async () => {
    const { web } = await start();
    expect((await fetch(`${web.url}/write?u=x&p=secret`, { method: 'POST', body: line })).status).toBe(204);
    expect((await fetch(`${web.url}/write?u=x&p=no`, { method: 'POST', body: line })).status).toBe(401);
  });

  it('let nobody in without a token, and are open on loopback only', async () => {
    const { web } = await start({ tokens: [] });
    expect((await write(web, line)).status).toBe(401);
    await expect(start({ tokens: null, host: '0.0.0.0' })).rejects.toThrow(/open to everybody/);
    const { web: open } = await start({ tokens: null });
    expect((await fetch(`${open.url}/write`, { method: 'POST', body: line })).status).toBe(204);
  });

  it('refuse bodies beyond the bound, packed or unpacked', async () => {
    const { web, samples } = await start({ maxBodyBytes: 1000 });
    expect((await write(web, 'x'.repeat(1001))).status).toBe(413);
    const bomb = await write(web, gzipSync('x'.repeat(100_000)), { headers: { 'content-encoding': 'gzip' } });
    expect([bomb.status, await bomb.json()]).toMatchObject([413, { code: 'request too large' }]);
    expect(samples).toEqual([]);
  });

  it('ask the sender to come again when the receiver is busy, and tell nothing of the inside when it fails', async () => {
    const fail = (thrown: Error) => () => {
      throw thrown;
    };
    const { web: busy } = await start({ onSamples: fail(new NocturneError('full', 'full', { retryable: true })) });
    const later = await write(busy, line);
    expect([later.status, later.headers.get('retry-after')]).toEqual([503, '5']);
    const { web: broken } = await start({ onSamples: fail(new Error('password=hunter2')) });
    const answer = await write(broken, line);
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('hunter2');
  });

  it('let others run while a large body is read', async () => {
    let turns = 0;
    const { web, samples } = await start({ onSamples: () => undefined });
    let slices = 0;
    const { web: counted } = await start({
      onSamples: (slice) => {
        slices += 1;
        expect(slice.length).toBeLessThan(2000);
      },
    });
    const tick = setInterval(() => {
      turns += 1;
    }, 0);
    closers.push(() => clearInterval(tick));
    expect((await write(counted, `${line}\n`.repeat(100_000))).status).toBe(204);
    expect(slices).toBeGreaterThan(50);
    expect(turns).toBeGreaterThan(10);
    expect(counted.ingestCounts()).toMatchObject({ requests: 1, lines: 100_000, samples: 100_000, badLines: 0 });
    expect([web.ingestCounts().requests, samples]).toEqual([0, []]);
  });
});

describe('the web server', () => {
  it('tells its health, with the loop delay and what others add', async () => {
    let ready = false;
    const { web, loopDelay } = await start({ health: () => ({ ready, incidents: 2 }) });
    loopDelay.reset();
    const starting = await fetch(`${web.url}/health`);
    expect([starting.status, await starting.json()]).toEqual([
      200,
      expect.objectContaining({ name: 'nocturne', status: 'pass', ready: false }),
    ]);
    expect((await fetch(`${web.url}/ready`)).status).toBe(503);
    ready = true;
    expect((await fetch(`${web.url}/ready`)).status).toBe(200);
    const answer = await fetch(`${web.url}/health`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      ready: true,
      incidents: 2,
      loopDelayMs: { p50: expect.any(Number), p99: expect.any(Number), max: expect.any(Number) },
      ingest: { requests: 0, lastAt: null },
    });
    const ping = await fetch(`${web.url}/ping`);
    expect([ping.status, ping.headers.get('x-influxdb-version')]).toEqual([204, expect.any(String)]);
  });

  it('lets senders make a database, and answers no query', async () => {
    const { web } = await start({ tokens: ['secret'] });
    const ask = (q: string, init: RequestInit = {}) =>
      fetch(`${web.url}/query?p=secret${q === '' ? '' : `&q=${encodeURIComponent(q)}`}`, { method: 'POST', ...init });
    const made = await ask('CREATE DATABASE "telegraf"');
    expect([made.status, await made.json()]).toEqual([200, { results: [{ statement_id: 0 }] }]);
    const form = {
      body: 'q=CREATE+DATABASE+telegraf',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    };
    expect((await ask('', form)).status).toBe(200);
    expect((await ask('SHOW DATABASES', { method: 'GET' })).status).toBe(200);
    expect((await ask('SELECT * FROM cpu')).status).toBe(400);
    expect((await ask('CREATE DATABASE x; DROP DATABASE x')).status).toBe(400);
    expect((await ask('')).status).toBe(400);
    expect((await fetch(`${web.url}/query?q=CREATE%20DATABASE%20x`, { method: 'POST' })).status).toBe(401);
  });

  it('takes further routes, whose JSON is not disturbed by ingest', async () => {
    const { web } = await start({
      routes: [(app) => void app.post('/control', async (request) => ({ got: request.body }))],
    });
    const answer = await fetch(`${web.url}/control`, {
      method: 'POST',
      body: '{"a":1}',
      headers: { 'content-type': 'application/json' },
    });
    expect(await answer.json()).toEqual({ got: { a: 1 } });
  });

  it('says so when the port is taken', async () => {
    const { web } = await start();
    await expect(start({ port: web.port })).rejects.toMatchObject({
      code: 'web-not-listening',
      hint: expect.any(String),
    });
  });
});

describe('the loop delay', () => {
  it('sees a blocked loop, and forgets it at a reset', async () => {
    const loopDelay = createLoopDelay();
    closers.push(() => loopDelay.close());
    await new Promise((resolve) => setTimeout(resolve, 30));
    const until = performance.now() + 80;
    while (performance.now() < until);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(loopDelay.read().max).toBeGreaterThan(50);
    loopDelay.reset();
    expect(loopDelay.read().max).toBe(0);
  });
});

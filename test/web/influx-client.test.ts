import { type HttpError, InfluxDB, Point, setLogger, type WriteOptions } from '@influxdata/influxdb-client';
import { HealthAPI, PingAPI, ReadyAPI } from '@influxdata/influxdb-client-apis';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { pickPort } from '../../demo/pick-port.ts';
import type { Sample } from '../../src/domain/sample.ts';
import { until } from '../patience.ts';
import { now, startWeb } from './start-web.ts';

/** InfluxDB's own client for Node.js, as it comes. */
function connect(url: string, options: Partial<WriteOptions> = {}) {
  const failures: HttpError[] = [];
  const written: string[] = [];
  const influx = new InfluxDB({ url, token: 'secret' });
  const writer = influx.getWriteApi('nocturne', 'nocturne', 'ms', {
    // No timer: what is sent, and when, is told by full batches and `flush`.
    ...{ flushInterval: 0, writeFailed: (thrown) => void failures.push(thrown as HttpError) },
    writeSuccess: (lines) => void written.push(...lines),
    ...options,
  });
  onTestFinished(() => void writer.dispose());
  return { influx, writer, failures, written };
}

const point = (device: string, second: number, value = second) =>
  new Point('telemetry')
    .tag('device', device)
    .floatField('latency_ms', value)
    .timestamp(now - 600_000 + second * 1_000);
const pointsOf = (count: number) => Array.from({ length: count }, (_, second) => point('R1', second, second + 0.5));

/** `second value` of each sample, in the order of their times. */
const told = (samples: readonly Sample[]) =>
  samples
    .map(({ at, value }) => `${(at - now) / 1_000 + 600} ${value}`)
    .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
const right = (count: number) => Array.from({ length: count }, (_, second) => `${second} ${second + 0.5}`);

const never = (): never => {
  throw new Error('it was written');
};

beforeAll(() => {
  const loud = { error: console.error, warn: console.warn };
  setLogger({ error: () => undefined, warn: () => undefined });
  return () => void setLogger(loud);
});

describe("InfluxDB's client for Node.js", () => {
  it('finds the server healthy, and ready when it is', async () => {
    let ready = false;
    const { web } = await startWeb({ health: () => ({ ready }) });
    const { influx } = connect(web.url);
    expect(await new HealthAPI(influx).getHealth()).toMatchObject({ status: 'pass', name: 'nocturne' });
    await new PingAPI(influx).getPing();
    await expect(new ReadyAPI(influx).getReady()).rejects.toMatchObject({ statusCode: 503 });
    ready = true;
    expect(await new ReadyAPI(influx).getReady()).toMatchObject({ status: 'ready' });
  });

  it.each([
    ['small batches', { batchSize: 7 }],
    ['batches by their bytes', { maxBatchBytes: 300 }],
    ['one packed batch', { gzipThreshold: 1 }],
    ['packed batches', { gzipThreshold: 1, batchSize: 50 }],
  ])('writes %s, each point once', async (_what, options) => {
    const { web, samples } = await startWeb();
    const { writer, failures, written } = connect(web.url, options);
    writer.writePoints(pointsOf(100));
    await writer.close();
    await until(() => expect(written).toHaveLength(100));
    expect(failures).toEqual([]);
    expect(told(samples)).toEqual(right(100));
  });

  it('is told to come again by a server that is full, and loses and doubles nothing', async () => {
    const gate = Promise.withResolvers<void>();
    const samples: Sample[] = [];
    const { web } = await startWeb({
      onSamples: async (slice) => {
        samples.push(...slice);
        await gate.promise;
      },
    });
    const others = Array.from({ length: 64 }, () =>
      fetch(`${web.url}/write?p=secret`, { method: 'POST', body: `telemetry,device=R2 latency_ms=1 ${now}000000` }),
    );
    await until(() => expect(web.ingestCounts().requests).toBe(64));
    const { writer, failures, written } = connect(web.url, { batchSize: 10, gzipThreshold: 1 });
    writer.writePoints(pointsOf(30));
    await until(() => expect(failures.map(({ statusCode }) => statusCode)).toEqual([503, 503, 503]));
    // It reads Retry-After as milliseconds. Without one it waits five seconds and more.
    expect(failures.map((failure) => failure.retryAfter())).toEqual([0, 0, 0]);
    gate.resolve();
    expect((await Promise.all(others)).map(({ status }) => status)).toEqual(others.map(() => 204));
    await writer.flush(true);
    await until(() => expect(written).toHaveLength(30));
    expect(told(samples.filter(({ device }) => device === 'R1'))).toEqual(right(30));
  });

  it('keeps what it has while the server is away, and writes it once when it is back', async () => {
    const port = await pickPort();
    const { writer, failures, written } = connect(`http://127.0.0.1:${port}`, { batchSize: 10 });
    writer.writePoints(pointsOf(30));
    await until(() => expect(failures).toHaveLength(3));
    const { samples } = await startWeb({ port });
    await writer.flush(true);
    await until(() => expect(written).toHaveLength(30));
    expect(told(samples)).toEqual(right(30));
  });

  it('does not send again what was kept in part, and learns which lines were bad', async () => {
    const { web, samples } = await startWeb();
    const { writer, failures } = connect(web.url);
    writer.writePoints(pointsOf(3));
    writer.writeRecord('broken');
    writer.writeRecord('telemetry,site=x latency_ms=1');
    const failure = await writer.flush().then(never, (thrown: HttpError) => thrown);
    await writer.flush(true);
    expect(failures).toEqual([failure]);
    expect([failure.statusCode, failure.canRetry(), failure.code]).toEqual([400, false, 'invalid']);
    expect(failure.message).toMatch(
      /partial write: 2 of 5 lines could not be used, the others were kept: line 4.*line 5/,
    );
    expect(failure.json).toMatchObject({ line: 4, badLines: 2, acceptedSamples: 3 });
    expect(told(samples)).toEqual(right(3));
  });

  it('is told about a wrong token, and does not send again', async () => {
    const { web, samples } = await startWeb({ tokens: ['another'] });
    const { writer, failures } = connect(web.url);
    writer.writePoints(pointsOf(3));
    await expect(writer.flush()).rejects.toMatchObject({ statusCode: 401 });
    await writer.flush(true);
    expect(failures.map(({ statusCode, code }) => [statusCode, code])).toEqual([[401, 'unauthorized']]);
    expect(samples).toEqual([]);
  });
});

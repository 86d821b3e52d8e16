import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { onTestFinished, vi } from 'vitest';
import type { Sample } from '../../../src/domain/sample.ts';
import { createLog, type Log } from '../../../src/log.ts';
import { createDeviceClocks } from '../../../src/telemetry/device-clocks.ts';
import { createPulling } from '../../../src/telemetry/intake/pulling.ts';
import { createSourceCounts, type SourceCounts } from '../../../src/telemetry/intake/source-counts.ts';
import { openPulled } from '../../../src/telemetry/intake/source-settings.ts';
import type { OnSamples, PointIntake } from '../../../src/telemetry/intake/take-points.ts';
import { createMetricMapping } from '../../../src/telemetry/mapping/metric-mapping.ts';
import type { OpenedSource, PulledSource, ServedSource, Source } from '../../../src/telemetry/source.ts';
import { createLoopDelay } from '../../../src/web/loop-delay.ts';
import { createWeb } from '../../../src/web/web.ts';
import { now, type SourceCase } from './source-case.ts';

export const secret = 'k3y/that+nobody&may=see';

/** What the other side of a source does: a payload, or a trouble. `busy` may pass by itself, `refused` does not. */
export type Delivery = { payload: string } | { trouble: 'busy' | 'refused' };

/** A source at work, whatever its form. */
export interface SourceWorld {
  samples: Sample[];
  ahead: string[];
  /** Lets the source deliver once. Answers with what its sender was told, or with nothing. */
  deliver(delivery: Delivery): Promise<{ status?: number; text: string }>;
  health(): Promise<{ sources: Record<string, SourceCounts> }>;
  /** Everything that was logged. */
  logged(): string;
}

function noteLog(): { log: Log; logged(): string } {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  return { log: createLog({ level: 'debug', stream }), logged: () => text };
}

/** `onSamples` may fail as the product could. */
export async function createSourceWorld(source: Source, sourceCase: SourceCase, onSamples?: OnSamples) {
  const { log, logged } = noteLog();
  const samples: Sample[] = [];
  const ahead: string[] = [];
  const counts = createSourceCounts();
  const clock = () => now;
  const intake: PointIntake = {
    ...{ mapping: createMetricMapping(), clocks: createDeviceClocks(clock), clock },
    onSamples: onSamples ?? ((slice) => void samples.push(...slice)),
    onAhead: (device) => void ahead.push(device),
  };
  const served = source.delivery === 'served' ? [source] : [];
  const loopDelay = createLoopDelay();
  onTestFinished(() => loopDelay.close());
  const web = await createWeb({
    ...{ ...intake, port: 0, tokens: [secret], sources: served, sourceCounts: counts, loopDelay, log },
    health: () => ({}),
  });
  onTestFinished(web.close);
  const deliver =
    source.delivery === 'served'
      ? serve(source, sourceCase, web.url)
      : await pull(source, sourceCase, { intake, counts: counts.of(source.name), log });
  const health: SourceWorld['health'] = async () => (await (await fetch(`${web.url}/health`)).json()) as never;
  return { samples, ahead, deliver, health, logged } satisfies SourceWorld;
}

/** A sender: busy means that it comes when the product is, refused that its token is a wrong one. */
function serve(_source: ServedSource, { request, payload }: SourceCase, url: string): SourceWorld['deliver'] {
  return async (delivery) => {
    const token = 'trouble' in delivery && delivery.trouble === 'refused' ? 'wrong' : secret;
    const answer = await fetch(`${url}${request!.path}`, {
      method: 'POST',
      body: 'payload' in delivery ? delivery.payload : payload,
      headers: { authorization: `Token ${token}` },
    });
    return { status: answer.status, text: await answer.text() };
  };
}

/** A server that is asked, and answers as the delivery says. Each delivery is one beat of the interval. */
async function pull(
  source: PulledSource,
  sourceCase: SourceCase,
  deps: { intake: PointIntake; counts: SourceCounts; log: Log },
): Promise<SourceWorld['deliver']> {
  let next: Delivery = { payload: sourceCase.silence };
  const server = createServer((_request, response) => {
    if ('payload' in next) return response.end(next.payload);
    response.writeHead(next.trouble === 'busy' ? 503 : 403);
    return response.end(next.trouble);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => new Promise<void>((done) => void server.close(() => done())));
  onTestFinished(() => void vi.useRealTimers());
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const environment = Object.fromEntries(Object.keys(source.secrets).map((name) => [name, secret]));
  const settings = source.settings.parse(sourceCase.settings!(url));
  const [opened] = openPulled({ [source.name]: settings }, environment, [source]);
  let ended = Promise.withResolvers<void>();
  const watched = {
    ...opened!.source,
    gather: (...args: Parameters<OpenedSource['gather']>) => opened!.source.gather(...args).finally(ended.resolve),
  };
  const pulling = createPulling({ ...deps, name: source.name, secrets: opened!.secrets, source: watched });
  onTestFinished(() => pulling.close());
  let isStarted = false;
  return async (delivery) => {
    next = delivery;
    ended = Promise.withResolvers();
    if (isStarted) vi.advanceTimersByTime(watched.everyMs);
    else pulling.start();
    isStarted = true;
    await ended.promise;
    await new Promise((turn) => setImmediate(turn));
    return { text: '' };
  };
}

import { type FastifyInstance, fastify } from 'fastify';
import { NocturneError } from '../errors.ts';
import type { Log } from '../log.ts';
import { createDeviceClocks, type DeviceClocks } from '../telemetry/device-clocks.ts';
import { createSourceCounts, type SourceCountsByName } from '../telemetry/intake/source-counts.ts';
import type { PointIntake } from '../telemetry/intake/take-points.ts';
import type { ServedSource } from '../telemetry/source.ts';
import { servedSources } from '../telemetry/sources/index.ts';
import { createInfluxRoutes } from './influx-routes.ts';
import { createIngest, type IngestCounts } from './ingest.ts';
import { createIngestAccess } from './ingest-access.ts';
import type { LoopDelay } from './loop-delay.ts';

export interface WebOptions extends Omit<PointIntake, 'clocks'> {
  /** Loopback when left out. */
  host?: string;
  /** 0 lets the system choose. */
  port: number;
  /**
   * Tokens that may send telemetry; none of them means that nobody may. Null means that everybody may, which is refused unless the host
   * is loopback.
   */
  tokens: readonly string[] | null;
  /** Where senders may write to; those of the list when left out. */
  sources?: readonly ServedSource[];
  /** Compares the clocks of the devices with `clock`; an own one when left out. */
  clocks?: DeviceClocks;
  /** What all sources delivered, which `/health` tells; only what is served here when left out. */
  sourceCounts?: SourceCountsByName;
  /** Added to the answer of `/health`, which is 200 as long as telemetry is taken; `ready: false` makes `/ready` a 503. */
  health: () => Record<string, unknown> | Promise<Record<string, unknown>>;
  loopDelay: LoopDelay;
  log: Log;
  /** Further routes, each in its own scope: parsers and hooks of one do not touch another. */
  routes?: readonly ((app: FastifyInstance) => void | Promise<void>)[];
  /** Bound of a body, packed and unpacked; 16 MiB when left out. */
  maxBodyBytes?: number;
}

export interface Web {
  /** `http://127.0.0.1:8086`, without a slash at the end. */
  url: string;
  port: number;
  ingestCounts(): IngestCounts;
  close(): Promise<void>;
}

const loopback = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/;

function checkOpenness(host: string, tokens: WebOptions['tokens']): void {
  if (tokens !== null || loopback.test(host)) return;
  throw new NocturneError('ingest-without-token', `The ingest endpoint would be open to everybody on ${host}`, {
    hint: 'set an ingest token, or listen on 127.0.0.1',
  });
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    const hint = code === 'EADDRINUSE' ? 'another program has this port: stop it or choose another port' : undefined;
    throw new NocturneError('web-not-listening', `Cannot listen on ${host}:${port} (${code ?? String(thrown)})`, {
      hint,
      cause: thrown,
    });
  }
}

/** Starts the HTTP server: ingest, health, and the routes that others add. Throws `ingest-without-token` or `web-not-listening`. */
export async function createWeb(options: WebOptions): Promise<Web> {
  const { host = '127.0.0.1', port, tokens, clock, log, loopDelay, mapping, onSamples, onAhead, senders } = options;
  const { clocks = createDeviceClocks(clock), sourceCounts = createSourceCounts() } = options;
  checkOpenness(host, tokens);
  const ingest = createIngest({
    ...{ sources: options.sources ?? servedSources, tokens, counts: sourceCounts, log },
    intake: { mapping, onSamples, clocks, senders, onAhead, clock },
    maxBodyBytes: options.maxBodyBytes ?? 16 * 1024 * 1024,
  });
  const app = fastify({ logger: false, forceCloseConnections: true });
  await app.register(ingest.routes);
  app.get('/health', async (_request, reply) => {
    const health = {
      // InfluxDB's clients write as long as this says "pass"; whether there is a model to judge by is another question.
      ...{ name: 'nocturne', status: 'pass', message: 'takes telemetry' },
      ...{ ready: true, loopDelayMs: loopDelay.read(), ingest: ingest.counts(), sources: sourceCounts.read() },
      clocks: { wrong: clocks.wrong(), ownOffsetMs: clocks.ownOffsetMs() },
      ...(await options.health()),
    };
    return reply.code(200).headers({ 'cache-control': 'no-store' }).send(health);
  });
  app.get('/ready', async (_request, reply) => {
    const { ready = true } = await options.health();
    return reply.code(ready === false ? 503 : 200).send({ status: ready === false ? 'not ready' : 'ready' });
  });
  await app.register(createInfluxRoutes(tokens === null ? () => true : createIngestAccess(tokens)));
  for (const route of options.routes ?? []) await app.register(async (scope) => route(scope));
  await listen(app, host, port);
  const address = app.server.address();
  const bound = typeof address === 'object' && address ? address.port : port;
  const shownHost = host.includes(':') ? `[${host}]` : host;
  return { url: `http://${shownHost}:${bound}`, port: bound, ingestCounts: ingest.counts, close: () => app.close() };
}

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../domain/clock.ts';
import type { Sample } from '../domain/sample.ts';
import { isRetryable, NocturneError } from '../errors.ts';
import type { Log } from '../log.ts';
import { type DecodeOutcome, decodeSamples } from '../telemetry/decode-samples.ts';
import type { DeviceClocks } from '../telemetry/device-clocks.ts';
import type { MetricMapping } from '../telemetry/metric-mapping.ts';
import { type Precision, parsePrecision } from '../telemetry/precision.ts';
import { createIngestAccess } from './ingest-access.ts';
import { describeBadLines, type IngestRefusal } from './ingest-answer.ts';
import { readIngestBody } from './ingest-body.ts';
import { createOneAtATime } from './one-at-a-time.ts';

/** Takes samples in the order of their lines. `source` is the peer's address. What it does in one call blocks the loop: keep it short. */
export type OnSamples = (samples: Sample[], source: string) => void | Promise<void>;

export interface IngestOptions {
  tokens: readonly string[] | null;
  mapping: MetricMapping;
  onSamples: OnSamples;
  clocks: DeviceClocks;
  /** Told of each refused line of a device whose clock is ahead: the device is not silent. */
  onAhead?(device: string): void;
  clock: Clock;
  log: Log;
  maxBodyBytes: number;
}

export interface IngestCounts {
  requests: number;
  lines: number;
  samples: number;
  badLines: number;
  /** Lines of devices whose clock is ahead; they count as bad too. */
  aheadLines: number;
  refused: number;
  lastAt: number | null;
}

/** Bodies that may wait for their turn; a sender that is told 503 keeps its data and tries again. */
const maxWaiting = 64;

const statusOf: Record<string, { status: number; code: IngestRefusal['code'] }> = {
  'body-too-large': { status: 413, code: 'request too large' },
  FST_ERR_CTP_BODY_TOO_LARGE: { status: 413, code: 'request too large' },
  'body-not-gzip': { status: 400, code: 'invalid' },
  'body-encoding-unknown': { status: 415, code: 'invalid' },
  'precision-unknown': { status: 400, code: 'invalid' },
  'ingest-busy': { status: 503, code: 'unavailable' },
};

function precisionOf(request: FastifyRequest): Precision {
  const { precision = 'ns' } = request.query as { precision?: unknown };
  const parsed = typeof precision === 'string' ? parsePrecision(precision) : undefined;
  if (!parsed)
    throw new NocturneError('precision-unknown', `precision=${String(precision)} is none of ns, us, ms, s, m, h`);
  return parsed;
}

function answerError(thrown: Error & { code?: string }, reply: FastifyReply, log: Log): void {
  const known = statusOf[thrown.code ?? ''];
  if (!known) log.error({ err: thrown }, 'ingest failed');
  const status = known?.status ?? (isRetryable(thrown) ? 503 : 500);
  const refusal: IngestRefusal = {
    code: known?.code ?? (status === 503 ? 'unavailable' : 'internal error'),
    message: known ? thrown.message : 'the samples could not be taken',
  };
  if (status === 503) reply.header('retry-after', '5');
  void reply.code(status).send(refusal);
}

/**
 * The routes `/api/v2/write` and `/write`: InfluxDB line protocol in, samples out. Large bodies are read in slices with a turn of the
 * event loop between them, one body at a time.
 */
export function createIngest(options: IngestOptions): {
  routes: (app: FastifyInstance) => Promise<void>;
  counts: () => IngestCounts;
} {
  const { tokens, mapping, onSamples, clocks, clock, log, maxBodyBytes } = options;
  const counts: IngestCounts = {
    requests: 0,
    lines: 0,
    samples: 0,
    badLines: 0,
    aheadLines: 0,
    refused: 0,
    lastAt: null,
  };
  const allowed = tokens === null ? () => true : createIngestAccess(tokens);
  const inTurn = createOneAtATime(maxWaiting);

  function refuse(device: string, at: number): string | null {
    const reason = clocks.check(device, at);
    if (reason === null) return null;
    counts.aheadLines += 1;
    options.onAhead?.(device);
    return reason;
  }

  async function take(request: FastifyRequest): Promise<DecodeOutcome> {
    const precision = precisionOf(request);
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const text = await readIngestBody(body, request.headers['content-encoding'], maxBodyBytes);
    const slices = decodeSamples(text, { precision, now: clock(), mapping, refuse });
    for (;;) {
      const slice = slices.next();
      if (slice.done) return slice.value;
      if (slice.value.length > 0) await onSamples(slice.value, request.ip);
      await nextTurn();
    }
  }

  async function write(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    counts.requests += 1;
    const turn = inTurn(() => take(request));
    if (!turn)
      throw new NocturneError('ingest-busy', 'too many bodies are waiting; send again later', { retryable: true });
    const outcome = await turn;
    counts.lines += outcome.lines;
    counts.samples += outcome.samples;
    counts.badLines += outcome.badCount;
    if (outcome.samples > 0) counts.lastAt = clock();
    const refusal = describeBadLines(outcome);
    return refusal ? reply.code(400).send(refusal) : reply.code(204).send();
  }

  return {
    counts: () => ({ ...counts }),
    async routes(app) {
      app.removeAllContentTypeParsers();
      app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maxBodyBytes }, (_request, body, done) =>
        done(null, body),
      );
      app.addHook('onRequest', async (request, reply) => {
        if (allowed(request)) return;
        counts.refused += 1;
        const message = 'unauthorized access: send "Authorization: Token <token>" with a token of this Nocturne';
        return reply.code(401).send({ code: 'unauthorized', message } satisfies IngestRefusal);
      });
      app.setErrorHandler((thrown: Error & { code?: string }, _request, reply) => {
        counts.refused += 1;
        answerError(thrown, reply, log);
      });
      app.post('/api/v2/write', { bodyLimit: maxBodyBytes }, write);
      app.post('/write', { bodyLimit: maxBodyBytes }, write);
    },
  };
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isRetryable, NocturneError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { DecodeOutcome } from '../telemetry/decode-points.ts';
import type { SourceCounts, SourceCountsByName } from '../telemetry/intake/source-counts.ts';
import { type PointIntake, takePoints } from '../telemetry/intake/take-points.ts';
import type { ServedSource } from '../telemetry/source.ts';
import { createIngestAccess } from './ingest-access.ts';
import { describeBadLines, type IngestRefusal } from './ingest-answer.ts';
import { readIngestBody } from './ingest-body.ts';
import { createOneAtATime } from './one-at-a-time.ts';

export interface IngestOptions {
  sources: readonly ServedSource[];
  tokens: readonly string[] | null;
  intake: PointIntake;
  counts: SourceCountsByName;
  log: Log;
  maxBodyBytes: number;
}

/** What came over HTTP, from all sources together. */
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
  'request-invalid': { status: 400, code: 'invalid' },
  'ingest-busy': { status: 503, code: 'unavailable' },
};

/** InfluxDB's client for JavaScript takes Retry-After for milliseconds: it would be done with all its tries in a second, and drop its points. */
const misreadsRetryAfter = /^influxdb-client-js\b/;

function answerError(thrown: Error & { code?: string }, request: FastifyRequest, reply: FastifyReply, log: Log): void {
  const known = statusOf[thrown.code ?? ''];
  if (!known) log.error({ err: thrown }, 'ingest failed');
  const status = known?.status ?? (isRetryable(thrown) ? 503 : 500);
  const refusal: IngestRefusal = {
    code: known?.code ?? (status === 503 ? 'unavailable' : 'internal error'),
    message: known ? thrown.message : 'the samples could not be taken',
  };
  if (status === 503 && !misreadsRetryAfter.test(request.headers['user-agent'] ?? '')) reply.header('retry-after', '5');
  void reply.code(status).send(refusal);
}

/**
 * The routes of the served sources: what senders write in, samples out. Large bodies are read in slices with a turn of the event loop between
 * them, one body at a time.
 */
export function createIngest({ sources, tokens, intake, counts, log, maxBodyBytes }: IngestOptions): {
  routes: (app: FastifyInstance) => Promise<void>;
  counts: () => IngestCounts;
} {
  const allowed = tokens === null ? () => true : createIngestAccess(tokens);
  const inTurn = createOneAtATime(maxWaiting);
  for (const { name } of sources) counts.of(name);

  async function take(source: ServedSource, { body, headers, query }: FastifyRequest): Promise<DecodeOutcome> {
    const packed = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    const unpacked = await readIngestBody(packed, headers['content-encoding'], maxBodyBytes);
    const asked = { query: query as Record<string, unknown>, now: intake.clock() };
    return takePoints(source.read(unpacked, asked), intake, counts.of(source.name));
  }

  async function write(source: ServedSource, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    counts.of(source.name).deliveries += 1;
    const turn = inTurn(() => take(source, request));
    if (!turn)
      throw new NocturneError('ingest-busy', 'too many bodies are waiting; send again later', { retryable: true });
    const refusal = describeBadLines(await turn);
    return refusal ? reply.code(400).send(refusal) : reply.code(204).send();
  }

  return {
    counts: () => sumOf(sources.map(({ name }) => counts.of(name))),
    async routes(app) {
      app.removeAllContentTypeParsers();
      app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maxBodyBytes }, (_request, body, done) =>
        done(null, body),
      );
      for (const source of sources) await app.register(async (scope) => serve(scope, source));
    },
  };

  function serve(scope: FastifyInstance, source: ServedSource): void {
    const own = counts.of(source.name);
    scope.addHook('onRequest', async (request, reply) => {
      if (allowed(request)) return;
      own.failures += 1;
      const message = 'unauthorized access: send "Authorization: Token <token>" with a token of this Nocturne';
      return reply.code(401).send({ code: 'unauthorized', message } satisfies IngestRefusal);
    });
    scope.setErrorHandler((thrown: Error & { code?: string }, request, reply) => {
      own.failures += 1;
      answerError(thrown, request, reply, log);
    });
    for (const path of source.paths)
      scope.post(path, { bodyLimit: maxBodyBytes }, (request, reply) => write(source, request, reply));
  }
}

function sumOf(counts: readonly SourceCounts[]): IngestCounts {
  const sum = (read: (one: SourceCounts) => number) => counts.reduce((total, one) => total + read(one), 0);
  const lastAt = Math.max(...counts.map((one) => one.lastAt ?? 0));
  return {
    requests: sum((one) => one.deliveries),
    lines: sum((one) => one.points),
    samples: sum((one) => one.samples),
    badLines: sum((one) => one.badPoints),
    aheadLines: sum((one) => one.aheadPoints),
    refused: sum((one) => one.failures),
    lastAt: lastAt > 0 ? lastAt : null,
  };
}

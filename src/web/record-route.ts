import { PassThrough } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { describeError, NocturneError } from '../errors.ts';
import { isFolder, isSpan } from './order-checks.ts';

/** What is written, and where. Times are milliseconds since 1970, half-open. */
export interface RecordOrder {
  from: number;
  to: number;
  /** Made; must not be there yet. */
  folder: string;
}

/** Writes a recording from the history into a new folder of this machine. It ends when the signal aborts. */
export type RecordPort = (
  order: RecordOrder,
  runner: { onProgress(step: object): void; signal: AbortSignal },
) => Promise<object>;

/** Lines follow each other faster than anybody reads them. */
const tellEveryMs = 250;

/**
 * `POST /api/v1/record`: answers with lines of JSON, because the writing of some days takes minutes: `{done, total, note}` while it goes on, and in
 * the end `{recorded}` or `{error, hint}`. What is refused before there is anything to tell is a 400 or 409. The writing ends when the caller leaves.
 */
export function addRecordRoute(app: FastifyInstance, record: RecordPort): void {
  app.post('/api/v1/record', async (request, reply) => {
    const { from, to, folder } = (request.body ?? {}) as Record<'from' | 'to' | 'folder', unknown>;
    if (!isSpan({ from, to }) || !isFolder(folder))
      return reply.code(400).send({ error: 'from and to must be milliseconds since 1970, and folder a path' });
    const ending = new AbortController();
    reply.raw.on('close', () => ending.abort());
    const lines = new PassThrough();
    const tell = (line: object) => void lines.write(`${JSON.stringify(line)}\n`);
    const begun = Promise.withResolvers<void>();
    let toldAt = Number.NEGATIVE_INFINITY;
    const onProgress = (step: object) => {
      begun.resolve();
      if (performance.now() - toldAt < tellEveryMs) return;
      toldAt = performance.now();
      tell(step);
    };
    const writing = record({ from: from as number, to: to as number, folder }, { onProgress, signal: ending.signal });
    const ended = writing.then(
      (recorded) => ({ recorded }),
      (thrown: unknown) => ({ thrown }),
    );
    const first = await Promise.race([begun.promise, ended]);
    if (first && 'thrown' in first) {
      if (!(first.thrown instanceof NocturneError) || first.thrown.retryable) throw first.thrown;
      return reply.code(409).send(refusalOf(first.thrown));
    }
    void ended.then((last) => {
      tell('thrown' in last ? refusalOf(last.thrown) : last);
      lines.end();
    });
    return reply.type('application/x-ndjson').send(lines);
  });
}

const refusalOf = (thrown: unknown) =>
  thrown instanceof NocturneError ? { error: thrown.message, hint: thrown.hint } : { error: describeError(thrown) };

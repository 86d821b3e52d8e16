import { PassThrough } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { describeError, NocturneError } from '../errors.ts';

/** What long work is given: who hears its steps, and what ends it when the caller leaves. */
export interface LineRunner {
  onProgress(step: object): void;
  signal: AbortSignal;
}

/** Lines follow each other faster than anybody reads them. */
const tellEveryMs = 250;

/**
 * Answers with lines of JSON, because some work takes minutes: `{done, total, note}` while it goes on, and in the end what it gives or `{error, hint}`.
 * What is refused before there is anything to tell is a 409. The work ends when the caller leaves.
 */
export async function answerInLines(reply: FastifyReply, work: (runner: LineRunner) => Promise<object>) {
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
  const ended = work({ onProgress, signal: ending.signal }).then(
    (given) => ({ given }),
    (thrown: unknown) => ({ thrown }),
  );
  const first = await Promise.race([begun.promise, ended]);
  if (first && 'thrown' in first) {
    if (!(first.thrown instanceof NocturneError) || first.thrown.retryable) throw first.thrown;
    return reply.code(409).send(refusalOf(first.thrown));
  }
  void ended.then((last) => {
    tell('thrown' in last ? refusalOf(last.thrown) : last.given);
    lines.end();
  });
  return reply.type('application/x-ndjson').send(lines);
}

const refusalOf = (thrown: unknown) =>
  thrown instanceof NocturneError ? { error: thrown.message, hint: thrown.hint } : { error: describeError(thrown) };

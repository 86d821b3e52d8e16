import type { FastifyInstance } from 'fastify';
import { answerInLines, type LineRunner } from './answer-in-lines.ts';
import { isFolder, isSpan } from './order-checks.ts';

/** What is written, and where. Times are milliseconds since 1970, half-open. */
export interface RecordOrder {
  from: number;
  to: number;
  /** Made; must not be there yet. */
  folder: string;
}

/** Writes a recording from the history into a new folder of this machine. It ends when the signal aborts. */
export type RecordPort = (order: RecordOrder, runner: LineRunner) => Promise<object>;

/** `POST /api/v1/record`: see {@link answerInLines}; in the end `{recorded}`. The writing ends when the caller leaves. */
export function addRecordRoute(app: FastifyInstance, record: RecordPort): void {
  app.post('/api/v1/record', async (request, reply) => {
    const { from, to, folder } = (request.body ?? {}) as Record<'from' | 'to' | 'folder', unknown>;
    if (!isSpan({ from, to }) || !isFolder(folder))
      return reply.code(400).send({ error: 'from and to must be milliseconds since 1970, and folder a path' });
    const order = { from: from as number, to: to as number, folder };
    return answerInLines(reply, async (runner) => ({ recorded: await record(order, runner) }));
  });
}

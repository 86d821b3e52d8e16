import type { FastifyInstance } from 'fastify';
import { type Digest, type DigestKind, digestKinds, findDigestKind } from '../domain/digest.ts';

/** Makes a digest of the time until now. */
export type DigestPort = (kind: DigestKind) => Promise<Digest>;

/** `GET /api/v1/digest?kind=morning`: what a digest of that kind would say now, as data. */
export function addDigestRoute(app: FastifyInstance, digest: DigestPort): void {
  app.get('/api/v1/digest', async (request, reply) => {
    const { kind = 'now' } = request.query as { kind?: string };
    const found = findDigestKind(kind);
    if (!found) return reply.code(400).send({ error: `kind must be one of now, ${digestKinds.join(', ')}` });
    return digest(found);
  });
}

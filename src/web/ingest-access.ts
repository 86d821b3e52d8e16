import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';

const digest = (text: string) => createHash('sha256').update(text).digest();

/** The token that a request shows: `Authorization: Token|Bearer|Basic`, or `?p=` as InfluxDB 1 clients send it. */
function shownToken(request: FastifyRequest): string | undefined {
  const [scheme = '', credentials = ''] = (request.headers.authorization ?? '').split(/\s+/, 2);
  if (/^(token|bearer)$/i.test(scheme)) return credentials;
  if (/^basic$/i.test(scheme)) return Buffer.from(credentials, 'base64').toString('utf8').split(':').slice(1).join(':');
  const { p } = request.query as { p?: unknown };
  return typeof p === 'string' ? p : undefined;
}

/** Answers whether a request shows one of the tokens, in a time that does not tell how much of it was right. */
export function createIngestAccess(tokens: readonly string[]): (request: FastifyRequest) => boolean {
  const known = tokens.map(digest);
  return (request) => {
    const shown = shownToken(request);
    if (!shown) return false;
    const shownDigest = digest(shown);
    return known.filter((token) => timingSafeEqual(token, shownDigest)).length > 0;
  };
}

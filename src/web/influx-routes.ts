import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** What InfluxDB's clients read from the headers of `/ping`, to choose how they write. */
const headers = { 'x-influxdb-version': '2.7.0-nocturne', 'x-influxdb-build': 'OSS' };

const maxQueryBytes = 64 * 1024;

/** Statements by which senders prepare a database before they write. There is nothing to prepare. */
const preparing = /^\s*(create|alter)\s+(database|retention\s+policy)\b/i;
const listing = /^\s*show\s+databases\b/i;

/** `q` of the query or of a form. */
function queryOf({ query, body }: FastifyRequest): string {
  const { q } = query as { q?: unknown };
  if (typeof q === 'string') return q;
  return Buffer.isBuffer(body) ? (new URLSearchParams(body.toString('utf8')).get('q') ?? '') : '';
}

function answer(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const statements = queryOf(request)
    .split(';')
    .filter((text) => text.trim() !== '');
  if (statements.length === 0) return reply.code(400).send({ error: 'missing required parameter "q"' });
  const results = statements.map((text, id) => {
    if (preparing.test(text)) return { statement_id: id };
    const series = [{ name: 'databases', columns: ['name'], values: [['nocturne']] }];
    return listing.test(text) ? { statement_id: id, series } : undefined;
  });
  if (results.every((result) => result !== undefined)) return reply.code(200).send({ results });
  return reply
    .code(400)
    .send({ error: 'Nocturne takes telemetry and answers no queries: ask it in Slack, or with its command line' });
}

/**
 * What InfluxDB's clients ask beside writing: `/ping`, and `/query` of version 1, with which they make a database
 * (https://docs.influxdata.com/influxdb/v1/tools/api/). `allowed` says who may ask `/query`.
 */
export function createInfluxRoutes(
  allowed: (request: FastifyRequest) => boolean,
): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maxQueryBytes }, (_request, body, done) =>
      done(null, body),
    );
    app.get('/ping', async (_request, reply) => reply.code(204).headers(headers).send());
    for (const method of ['GET', 'POST'] as const) {
      app.route({
        ...{ method, url: '/query' },
        handler: async (request, reply) =>
          allowed(request)
            ? answer(request, reply.headers(headers))
            : reply.code(401).send({ error: 'unable to parse authentication credentials' }),
      });
    }
  };
}

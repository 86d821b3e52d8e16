import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Fields } from './entities.ts';

/** Every body arrives as bytes; the routes know what they expect. */
export function acceptAnyBody(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

/** Arguments that Slack takes as JSON text inside a form. */
const jsonKeys = new Set(['blocks', 'attachments', 'metadata', 'view', 'chunks', 'files', 'message']);

/** Reads a JSON, form or multipart body, and the query, into one flat set of arguments. */
export async function parseBody(request: FastifyRequest): Promise<Fields> {
  const body = bodyBytes(request);
  const type = request.headers['content-type'] ?? '';
  const args: Fields = { ...(request.query as Fields) };
  if (type.includes('json')) Object.assign(args, parseJson(body.toString() || '{}'));
  else if (type.includes('multipart/form-data')) Object.assign(args, Object.fromEntries(await formOf(body, type)));
  else Object.assign(args, Object.fromEntries(new URLSearchParams(body.toString())));
  for (const key of jsonKeys) if (typeof args[key] === 'string') args[key] = parseJson(args[key]) ?? args[key];
  return args;
}

const bodyBytes = (request: FastifyRequest): Buffer => (Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));

/** The bytes of an upload: the body itself, or the first file of a multipart form. */
export async function parseUpload(request: FastifyRequest): Promise<Buffer> {
  const body = bodyBytes(request);
  const type = request.headers['content-type'] ?? '';
  if (!type.includes('multipart/form-data')) return body;
  for (const [, part] of await formOf(body, type)) {
    if (typeof part !== 'string') return Buffer.from(await part.arrayBuffer());
  }
  return Buffer.alloc(0);
}

const formOf = (body: Buffer, type: string) =>
  new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source) as unknown;
  } catch {
    return undefined;
  }
}

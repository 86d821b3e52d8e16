import type { FastifyInstance } from 'fastify';
import type { Core } from './core.ts';
import { parseBody, parseUpload } from './request-body.ts';
import { answerResponseUrl } from './responses.ts';
import { receiveUpload } from './web-api/files.ts';

/** What lies beside the Web API: uploads, response URLs, and the bytes of files for the app. */
export function serveUploadsAndResponses(server: FastifyInstance, core: Core): void {
  server.post('/upload/v1/:id', async (request, reply) => {
    const { id } = request.params as { id: string };
    const bytes = await parseUpload(request);
    if (!receiveUpload(core, id, bytes)) return reply.code(404).send('no such upload');
    return `OK - ${bytes.length}`;
  });
  server.post('/respond/:id', async (request, reply) => {
    const { id } = request.params as { id: string };
    const { status, body } = answerResponseUrl(core, id, await parseBody(request));
    return reply.code(status).send(body);
  });
  server.get('/files-pri/:key/:name', (request, reply) => {
    const id = (request.params as { key: string }).key.split('-').at(-1) ?? '';
    const file = core.state.files.get(id);
    if (request.headers.authorization !== `Bearer ${core.app.botToken}`) return reply.code(403).send('not authorized');
    if (!file?.bytes) return reply.code(404).send('no such file');
    return reply.type(file.mimetype || 'application/octet-stream').send(file.bytes);
  });
}

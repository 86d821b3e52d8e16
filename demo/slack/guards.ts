import type { FastifyInstance } from 'fastify';
import { text } from './core.ts';

/** Pages of other sites can reach a local port through the browser: their names give them away. */
export function allowOnlyThisMachine(server: FastifyInstance): void {
  server.addHook('onRequest', async (request, reply) => {
    const host = text(request.headers.host).replace(/:\d+$/, '');
    const origin = text(request.headers.origin);
    const isLocal = (name: string) => ['127.0.0.1', 'localhost', '[::1]'].includes(name);
    if (isLocal(host) && (!origin || isLocal(origin.replace(/^https?:\/\//, '').replace(/:\d+$/, '')))) return;
    await reply.code(403).send('only for this machine');
  });
}

/** While the network is supposed to be down, the app's requests find a dead line; the page goes on. */
export function cutWhile(server: FastifyInstance, isOffline: () => boolean): void {
  server.addHook('onRequest', async (request, reply) => {
    if (!isOffline() || !/^\/(api|upload|respond)\//.test(request.url)) return;
    reply.hijack();
    request.raw.socket.destroy();
  });
}

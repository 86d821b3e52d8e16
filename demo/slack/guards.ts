import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
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

/**
 * Everybody who can log in to this machine reaches its ports. Where a click counts for more than a demo, whoever acts must have been given the
 * address with the key: `/?key=…` hands out a cookie. The app has tokens of its own.
 */
export function askForKey(server: FastifyInstance, key: string): void {
  const isKey = (shown: string) => {
    const [a, b] = [Buffer.from(shown), Buffer.from(key)];
    return a.length === b.length && timingSafeEqual(a, b);
  };
  server.addHook('onRequest', async (request, reply) => {
    if (isForApp(request.url) || isKey(cookieOf(request))) return;
    const { key: shown, ...query } = request.query as Record<string, string>;
    if (!isKey(text(shown)) || request.method !== 'GET') {
      await reply.code(403).send('this workspace has a key: open the address that the demo printed when it started');
      return;
    }
    const rest = new URLSearchParams(query).toString();
    const target = request.url.replace(/\?.*/, '').replace(/^\/+/, '/') + (rest && `?${rest}`);
    await reply
      .header('set-cookie', `${cookieName(request)}=${key}; Path=/; HttpOnly; SameSite=Lax`)
      .header('referrer-policy', 'no-referrer')
      .redirect(target);
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

const isForApp = (url: string) => /^\/(api|upload|respond|files-pri)\//.test(url);

/** Cookies belong to a host and not to a port: each workspace of this machine has a name of its own. */
const cookieName = ({ headers }: FastifyRequest) => `workspace-${/:(\d+)$/.exec(text(headers.host))?.[1] ?? '80'}`;

function cookieOf(request: FastifyRequest): string {
  const name = `${cookieName(request)}=`;
  const cookies = text(request.headers.cookie).split(/;\s*/);
  return cookies.find((cookie) => cookie.startsWith(name))?.slice(name.length) ?? '';
}

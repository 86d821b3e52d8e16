import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';

const fixtures = resolve(import.meta.dirname, '../fixtures/netbox');

/** What the server does instead of answering a request; undefined to answer it. */
export type Trouble = (
  path: string,
  count: number,
) => { status: number; body?: string; headers?: Record<string, string> } | 'hang-up' | undefined;

export interface NetboxServer {
  url: string;
  requests: { path: string; authorization: string | undefined }[];
  trouble: Trouble;
  close(): Promise<void>;
}

const files: Record<string, string> = {
  '/api/dcim/devices/': 'devices-1.json',
  '/api/dcim/interfaces/': 'interfaces.json',
  '/api/ipam/ip-addresses/': 'ip-addresses.json',
  '/api/dcim/cables/': 'cables.json',
};

/** Answers like NetBox with the stored payloads, for the token "secret-token". */
export async function startNetbox(): Promise<NetboxServer> {
  const state: Pick<NetboxServer, 'requests' | 'trouble'> = { requests: [], trouble: () => undefined };
  const server = createServer((request, response) => {
    const { pathname, searchParams, host } = new URL(request.url!, `http://${request.headers.host}`);
    const { authorization } = request.headers;
    state.requests.push({ path: request.url!, authorization });
    const trouble = state.trouble(pathname, state.requests.length);
    if (trouble === 'hang-up') return void request.socket.destroy();
    const answer = (status: number, body: string, headers: Record<string, string> = {}) =>
      void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
    if (trouble) return answer(trouble.status, trouble.body ?? '{"detail": "trouble"}', trouble.headers);
    if (authorization !== 'Token secret-token') return answer(403, '{"detail": "Invalid token"}');
    const file = searchParams.has('offset') ? 'devices-2.json' : files[pathname];
    if (!file) return answer(404, '{"detail": "Not found."}');
    answer(200, readFileSync(join(fixtures, file), 'utf8').replaceAll('NETBOX', host));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  });
}

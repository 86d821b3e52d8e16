import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Log } from '../../src/log.ts';
import { type OpenStore, openStore } from '../../src/store/open-store.ts';

/** An empty store in memory. A database that was made once is kept beside the packages, because making one takes seconds. */
export function openMemoryStore(options: { log: Log; clock: () => number }): Promise<OpenStore> {
  const modules = new URL('../../node_modules/', import.meta.url);
  const { version } = JSON.parse(readFileSync(new URL('@electric-sql/pglite/package.json', modules), 'utf8'));
  const template = new URL(`.cache/nocturne/pglite-${version}.tar`, modules);
  return openStore({ ...options, templateFile: fileURLToPath(template) });
}

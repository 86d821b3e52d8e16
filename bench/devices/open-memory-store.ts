import { cacheFolder } from '../../src/app/state-folders.ts';
import type { Log } from '../../src/log.ts';
import { type OpenStore, openStore } from '../../src/store/open-store.ts';

/** An empty store in memory. */
export function openMemoryStore(options: { log: Log; clock: () => number }): Promise<OpenStore> {
  return openStore({ ...options, cacheDir: cacheFolder(process.env) });
}

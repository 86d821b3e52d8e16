import { mkdir } from 'node:fs/promises';
import type { Config } from '../config.ts';
import { NocturneError } from '../errors.ts';
import type { Log } from '../log.ts';
import { type OpenStore, openStore } from '../store/open-store.ts';
import { cacheFolder, databaseFolder, databaseWitness, hasDatabase } from './state-folders.ts';

/**
 * Opens the store of a configuration for a command, when no bot runs. Throws `store-missing` for an embedded one that is not there, unless
 * it may be made; a command that only reads would otherwise take an empty store for the answer.
 */
export async function openLocalStore(config: Config, options: { log: Log; create?: boolean }): Promise<OpenStore> {
  const { DATABASE_URL: databaseUrl } = config.environment;
  const dataDir = databaseFolder(config.state);
  const witness = databaseWitness(config.state, databaseUrl);
  if (!options.create && !hasDatabase(config)) {
    throw new NocturneError('store-missing', `There is no database in ${config.state}, and no bot runs`, {
      hint: 'start a bot first, or name another configuration with --config',
    });
  }
  await mkdir(config.state, { recursive: true });
  try {
    return await openStore({
      ...{ databaseUrl, dataDir, cacheDir: cacheFolder(config.environment) },
      witness,
      ...{ log: options.log, clock: Date.now },
    });
  } catch (thrown) {
    if (!(thrown instanceof NocturneError) || thrown.code !== 'store-locked') throw thrown;
    throw new NocturneError('store-locked', thrown.message, {
      hint: 'is it a bot whose address (web.host and web.port) is not the configured one? stop it, or correct the configuration',
      detail: thrown.detail,
      cause: thrown,
    });
  }
}

import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the embedded database of a state folder lives. */
export const databaseFolder = (state: string) => join(state, 'database');

/** Which database belongs to a state folder is noted here: an embedded one and one on a server are different ones. */
export const databaseWitness = (state: string, databaseUrl: string | undefined) =>
  join(state, databaseUrl === undefined ? 'database.json' : 'database-server.json');

/** Whether there is a database to open, or was one: then a command must not make an empty one instead. */
export function hasDatabase({
  state,
  environment,
}: {
  state: string;
  environment: { DATABASE_URL?: string };
}): boolean {
  const { DATABASE_URL } = environment;
  return DATABASE_URL !== undefined || [databaseFolder(state), databaseWitness(state, undefined)].some(existsSync);
}

export const modelsFolder = (state: string) => join(state, 'models');

export const historyFolder = (state: string) => join(state, 'history');

/** Where training data waits for its worker. */
export const trainingFolder = (state: string) => join(state, 'training');

/** Where what can be made again at any time is kept for all configurations of a user. Undefined for a user without a home. */
export function cacheFolder({ XDG_CACHE_HOME }: { XDG_CACHE_HOME?: string }): string | undefined {
  try {
    return join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'nocturne');
  } catch {
    return undefined;
  }
}

import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the embedded database of a state folder lives. */
export const databaseFolder = (state: string) => join(state, 'database');

export const modelsFolder = (state: string) => join(state, 'models');

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

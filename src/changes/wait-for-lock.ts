import type { ChangesDeps } from './deps.ts';

/** Holds a named lock of the store for the work, trying for about ten seconds; undefined when it could not be had. */
export async function waitForLock<T>(
  deps: Pick<ChangesDeps, 'store' | 'sleep'>,
  name: string,
  work: () => Promise<T>,
): Promise<T | undefined> {
  for (let tries = 0; tries < 100; tries++) {
    const held = await deps.store.withLock(name, work);
    if (held) return held.value;
    await deps.sleep(100);
  }
  return undefined;
}

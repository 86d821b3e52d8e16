import type { Log } from '../log.ts';

type Closer = () => Promise<unknown> | unknown;

/** What was opened, to be closed in reverse. */
export interface Closers {
  push(closer: Closer): void;
  /** Closes each once; one that fails keeps none of the others open. */
  close(): Promise<void>;
}

export function createClosers(log: Log): Closers {
  const closers: Closer[] = [];
  return {
    push: (closer) => void closers.push(closer),
    async close() {
      for (const closer of closers.splice(0).reverse()) {
        await Promise.resolve(closer()).catch((err) => log.error({ err }, 'could not close'));
      }
    },
  };
}

import PQueue from 'p-queue';

/** Work that is done again and again: rounds follow each other and never overlap, whoever asks for them. */
export interface Rounds<T> {
  /** Begins to work by itself; the first round comes after one pause. */
  start(): void;
  /** Works one round at once, after the one that is under way. Never rejects. */
  run(): Promise<T>;
  /** Lets the round under way end, and works no more by itself. */
  close(): Promise<void>;
}

/**
 * `round` is asked to work and given a function that says whether it should stop; a round that fails answers with what `failed` makes of the
 * error, and the next one comes all the same. `everyMs` is the pause between two rounds.
 */
export function createRounds<T>({
  round,
  failed,
  everyMs,
}: {
  round: (isClosed: () => boolean) => Promise<T>;
  failed: (err: unknown) => T;
  everyMs: number;
}): Rounds<T> {
  let timer: NodeJS.Timeout | undefined;
  const turns = new PQueue({ concurrency: 1 });
  let closed = false;
  const isClosed = () => closed;

  const run = () => turns.add(() => round(isClosed).catch(failed));

  function again(): void {
    if (closed) return;
    timer = setTimeout(() => void run().then(again), everyMs);
  }

  return {
    start: again,
    run,
    async close() {
      closed = true;
      clearTimeout(timer);
      await turns.onIdle();
    },
  };
}
